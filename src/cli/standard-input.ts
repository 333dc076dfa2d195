import { readSync } from 'node:fs';

const PIECE = 65_536;
/** Milliseconds between two looks at a pipe that has nothing yet. */
const PAUSE = 10;

/** All that comes in on standard input. Whoever started the program may have set it not to block, so that reading has to wait by itself. */
export const readStandardInput = (): Buffer => {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(PIECE);
    const size = readOrWait(piece);
    if (size === 0) return Buffer.concat(pieces);
    if (size !== undefined) pieces.push(piece.subarray(0, size));
  }
};

/** Returns how much was read, 0 at the end, undefined if there is nothing yet. */
const readOrWait = (piece: Buffer): number | undefined => {
  try {
    return readSync(0, piece);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows tells the end of a pipe like this.
    if (code === 'EOF') return 0;
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    return undefined;
  }
};
