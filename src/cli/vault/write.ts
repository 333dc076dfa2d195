import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, mistake } from '../../source/diagnostic.js';
import { systemReason } from '../../source/system-reason.js';
import { realFile, STANDARD } from './contents.js';
import { erase, eraseOpen } from './erase.js';

export interface WriteOptions {
  /** The new file gets the owner and mode of the old one; without it, it is for its owner alone. */
  readonly keepsMode?: boolean;
  /** What the file held before is overwritten on the disk. */
  readonly erasesOld?: boolean;
}

/**
 * Writes a file as a whole: under its name is the old one or the new one, whatever happens, and nothing else is left behind.
 * @param path `-` for standard output
 * @param warnings is told if what is to be overwritten stays under another name
 * @throws DiagnosticError
 */
export const writeContent = (
  path: string,
  content: Buffer,
  warnings: Diagnostic[],
  options: WriteOptions = {},
): void => {
  if (path === STANDARD) {
    process.stdout.write(content);
    return;
  }
  try {
    const old = statSync(path, { throwIfNoEntry: false });
    // A device or a pipe is written to; there is nothing to be replaced.
    if (old && !old.isFile()) writeFileSync(path, content);
    else replace(realFile(path), content, old, options, warnings);
  } catch (error) {
    throw mistake(`can't write ${path}: ${systemReason(error)}`);
  }
};

const replace = (
  path: string,
  content: Buffer,
  old: Stats | undefined,
  { keepsMode = false, erasesOld = false }: WriteOptions,
  warnings: Diagnostic[],
): void => {
  const previous = old && erasesOld ? openToErase(path, old, warnings) : undefined;
  try {
    const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
    try {
      writeNew(beside, content, keepsMode ? old : undefined);
      renameSync(beside, path);
    } catch (error) {
      erase(beside);
      throw error;
    }
    if (previous !== undefined) eraseOpen(previous);
  } finally {
    if (previous !== undefined) closeSync(previous);
  }
};

/** Opens a file whose content is to be overwritten once another has its name; nothing if it has further names. */
const openToErase = (path: string, old: Stats, warnings: Diagnostic[]): number | undefined => {
  if (old.nlink === 1) return openSync(path, 'r+');
  warnings.push({
    severity: 'warning',
    message: `${path} has further names (hard links), under which its old content stays`,
  });
  return undefined;
};

const writeNew = (path: string, content: Buffer, like: Stats | undefined): void => {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    if (like) {
      fchownSync(file, like.uid, like.gid);
      fchmodSync(file, like.mode & 0o7777);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};
