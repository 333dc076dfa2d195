import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';

const SUFFIX = '.code';

/**
 * A program in one file of CommonJS, and what V8 has made of it in an earlier run, kept in the user's cache folder: compiling is most of what
 * a start costs. V8 itself refuses what another version of it has made.
 */
export class CompiledCode {
  readonly #file: string;
  readonly #kept: string;
  #script: Script | undefined;
  #isKept = false;

  /**
   * @param file the program
   * @param id what tells this program's text from all others
   */
  constructor(file: string, id: string, environment: NodeJS.ProcessEnv) {
    this.#file = file;
    this.#kept = join(cacheFolder(environment), `${id}-${process.version}-${process.arch}${SUFFIX}`);
  }

  /** Runs the program. Returns what it exports. */
  load(require: NodeJS.Require): unknown {
    const cachedData = this.#read();
    // One byte for each character: the bundle has no others.
    const text = readFileSync(this.#file, 'latin1');
    this.#script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
      filename: this.#file,
      ...(cachedData !== undefined && { cachedData }),
    });
    this.#isKept = cachedData !== undefined && this.#script.cachedDataRejected === false;
    const module = { exports: {} };
    this.#script.runInThisContext()(module.exports, require, module, this.#file, dirname(this.#file));
    return module.exports;
  }

  /** Keeps what has been compiled by now for the next run, in place of what other versions have left. Where that can't be done, all works as well. */
  keep(): void {
    if (this.#isKept || this.#script === undefined) return;
    try {
      this.#write(this.#script.createCachedData());
    } catch {
      // The next start compiles again.
    }
  }

  #write(data: Buffer): void {
    const folder = dirname(this.#kept);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) if (name.endsWith(SUFFIX)) rmSync(join(folder, name));
    const unfinished = join(folder, `${process.pid}.unfinished${SUFFIX}`);
    writeFileSync(unfinished, data, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, this.#kept);
  }

  /** What is kept, if it can't have been put there by another account: it is code. */
  #read(): Buffer | undefined {
    try {
      for (const path of [dirname(this.#kept), this.#kept]) {
        const { uid, mode } = statSync(path);
        if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
      }
      return readFileSync(this.#kept);
    } catch {
      return undefined;
    }
  }
}

/** The user's folder for what can be made anew, after the XDG Base Directory Specification where it applies. */
const cacheFolder = (environment: NodeJS.ProcessEnv): string => {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (process.platform === 'win32') return join(local ?? resolve(homedir(), 'AppData', 'Local'), 'trueup');
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'trueup');
};
