import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { erase } from './erase.js';

/**
 * A folder for one plaintext that nobody else can enter. It is overwritten and removed by `close`, and at the latest when the program ends
 * in whatever way it can still act upon.
 */
export class PrivateFolder {
  readonly file: string;
  readonly #path: string;
  readonly #close = (): void => this.close();

  /** @param name of the file in it */
  constructor(name: string, content: Buffer) {
    this.#path = mkdtempSync(join(parent(), 'trueup-vault-'));
    process.once('exit', this.#close);
    this.file = join(this.#path, name);
    writeFileSync(this.file, content, { mode: 0o600, flag: 'wx' });
  }

  /** What the file holds now. */
  read(): Buffer {
    return readFileSync(this.file);
  }

  close(): void {
    process.off('exit', this.#close);
    erase(this.#path);
  }
}

/** The user's own folder in memory, where there is one. */
const parent = (): string => {
  const { XDG_RUNTIME_DIR: own } = process.env;
  const stats = own ? statSync(own, { throwIfNoEntry: false }) : undefined;
  const isPrivate = stats?.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0;
  return own !== undefined && isPrivate ? own : tmpdir();
};
