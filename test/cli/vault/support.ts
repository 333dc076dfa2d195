import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { Semaphore } from '../../../src/run/semaphore.js';
import { type Outcome, run } from '../../e2e/rig/command.js';
import { folderOf, trueup } from '../../e2e/rig/trueup.js';

const places = new Semaphore(availableParallelism());

/** A folder of a user's files, in which both programs are run. */
export class Workshop {
  readonly folder: string;
  /** Where plaintexts may lie for a while. */
  readonly temporary: string;
  readonly #env: NodeJS.ProcessEnv;

  /** Files that start with "#!" become executable. */
  constructor(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
    this.folder = folderOf({ ...files, 'temporary/nothing': '' });
    this.temporary = join(this.folder, 'temporary');
    this.#env = { TMPDIR: this.temporary, ...env };
    for (const [name, text] of Object.entries(files))
      if (text.startsWith('#!')) chmodSync(this.path(name), 0o755);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, content: string | Buffer, mode?: number): void {
    writeFileSync(this.path(name), content);
    if (mode !== undefined) chmodSync(this.path(name), mode);
  }

  mode(name: string): string {
    return (statSync(this.path(name)).mode & 0o7777).toString(8);
  }

  env(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...this.#env, ...env };
  }

  /** `trueup vault` with these words, without a terminal. */
  vault(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; input?: string | Buffer } = {},
  ): Promise<Outcome> {
    return places.use(() =>
      trueup(['vault', ...args], { cwd: this.folder, ...options, env: this.env(options.env) }),
    );
  }

  /** What `trueup vault` prints. */
  async prints(t: ExecutionContext, args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.vault(args, input === undefined ? {} : { input });
    t.is(code, 0, stderr);
    return stdout;
  }

  /** What `ansible-vault` prints. */
  async ansible(t: ExecutionContext, args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await places.use(() =>
      run('ansible-vault', args, {
        cwd: this.folder,
        env: { PATH: process.env.PATH, HOME: this.folder, LANG: 'C.UTF-8' },
        ...(input !== undefined && { input }),
      }),
    );
    t.is(code, 0, stderr);
    return stdout;
  }

  /** Nothing is left where plaintexts lay, nor beside the files. */
  isClean(t: ExecutionContext): void {
    t.deepEqual(readdirSync(this.temporary), ['nothing']);
    t.deepEqual(
      readdirSync(this.folder).filter(name => /^\..*\.[0-9a-f]{12}$/.test(name)),
      [],
    );
  }
}

export const PASSWORDS = { one: 'first password\n', two: '  second password  \n' };
