import { createHash, type Hash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { systemReason } from '../../source/system-reason.js';
import type { Receiver } from '../module.js';

/** Checksums of a file on the runner. */
export interface Sums {
  readonly sha1: string;
  readonly md5: string;
}

class Summing {
  readonly #sha1 = createHash('sha1');
  readonly #md5 = createHash('md5');

  update(bytes: Buffer): void {
    for (const hash of [this.#sha1, this.#md5]) hash.update(bytes);
  }

  sums(): Sums {
    const digits = (hash: Hash) => hash.digest('hex');
    return { sha1: digits(this.#sha1), md5: digits(this.#md5) };
  }
}

/** The checksums of a local file; undefined if it is not there or can't be read. */
export const localSums = (path: string): Sums | undefined => {
  const summing = new Summing();
  const chunk = Buffer.alloc(64 * 1024);
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk))
      summing.update(chunk.subarray(0, size));
    return summing.sums();
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

/** Whether there is a folder at a local path. */
export const isLocalFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/**
 * A local path below a folder that the user has named. The parts may come from a host: whatever they say, what comes of it is below
 * the folder. Undefined if nothing would be left of it.
 */
export const pathBelow = (folder: string, ...parts: readonly string[]): string | undefined => {
  let path = posix.normalize(folder).replace(/(?<=.)\/$/, '');
  for (const part of parts) {
    // An absolute path has nothing above its root to lead to.
    const inner = posix.normalize(`/${part}`).replace(/\/$/, '');
    if (inner === '' || inner.includes('\0')) return undefined;
    path = path === '/' ? inner : path + inner;
  }
  return path;
};

/** A local file that is made of what a host sends: whole, or not at all. */
export class LocalCopy implements Receiver {
  readonly #path: string;
  readonly #temporary: string;
  readonly #summing = new Summing();
  #file: number | undefined;
  #problem: unknown;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${dirname(path)}/.trueup.${process.pid}.${randomBytes(6).toString('hex')}`;
  }

  take(chunk: Buffer): void {
    if (this.#problem !== undefined) return;
    try {
      this.#file ??= this.#open();
      writeSync(this.#file, chunk);
      this.#summing.update(chunk);
    } catch (error) {
      this.#problem = error;
    }
  }

  #open(): number {
    mkdirSync(dirname(this.#path), { recursive: true });
    return openSync(this.#temporary, 'wx', 0o666);
  }

  /** Puts the file in its place if `accept` takes its checksums; a text says why it could not be written. */
  finish(accept: (sums: Sums) => boolean): Sums | string {
    this.take(Buffer.alloc(0));
    try {
      if (this.#problem !== undefined) throw this.#problem;
      const sums = this.#summing.sums();
      if (accept(sums)) renameSync(this.#temporary, this.#path);
      return sums;
    } catch (error) {
      return systemReason(error);
    }
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#temporary, { force: true });
  }
}
