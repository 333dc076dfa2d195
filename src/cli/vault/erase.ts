import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const BLOCK = 1024 * 1024;

/**
 * Writes noise over all that an open file holds, as `shred` does: whoever reads the disk later finds nothing of it. On flash storage and on
 * file systems that write elsewhere what was there may stay.
 */
export const eraseOpen = (file: number): void => {
  const { size } = fstatSync(file);
  const noise = Buffer.alloc(Math.min(size, BLOCK));
  for (let at = 0; at < size; at += noise.length)
    writeSync(file, randomFillSync(noise), 0, Math.min(noise.length, size - at), at);
  fsyncSync(file);
};

/** Overwrites and removes a file, or a folder with all that is in it. Links are removed, not followed. */
export const erase = (path: string): void => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) for (const name of readdirSync(path)) erase(join(path, name));
  else if (stats?.isFile()) {
    const file = openSync(path, 'r+');
    try {
      eraseOpen(file);
    } finally {
      closeSync(file);
    }
  }
  rmSync(path, { recursive: true, force: true });
};
