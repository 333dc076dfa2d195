import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { toUtf8 } from '../value/utf8.js';
import type { Payload } from './protocol.js';

/** Bytes that are put together into one write. */
const BATCH = 64 * 1024;

/**
 * Writes pieces one after another, as fast as the other side takes them; files are streamed.
 * @throws Error if a file can't be read or is shorter than it was said to be
 */
export const sendPayloads = async (stdin: Writable, pieces: readonly Payload[]): Promise<void> => {
  let batch: Buffer[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(batch);
    batch = [];
    size = 0;
    await write(stdin, bytes);
  };
  for (const piece of pieces) {
    if (typeof piece === 'string' || Buffer.isBuffer(piece)) {
      const bytes = typeof piece === 'string' ? toUtf8(piece) : piece;
      if (bytes.length >= BATCH) await flush();
      batch.push(bytes);
      size += bytes.length;
      if (size >= BATCH) await flush();
    } else if (piece.size > 0) {
      await flush();
      await sendFile(stdin, piece.file, piece.size);
    }
  }
  await flush();
};

const sendFile = async (stdin: Writable, file: string, size: number): Promise<void> => {
  let left = size;
  for await (const chunk of createReadStream(file, { end: size - 1, highWaterMark: 256 * 1024 })) {
    await write(stdin, chunk);
    left -= chunk.length;
  }
  if (left > 0) throw new Error(`${file} became shorter while it was sent`);
};

const write = async (stdin: Writable, bytes: Buffer): Promise<void> => {
  // A stream that is gone takes no bytes and drains no more: the channel's end says why.
  if (bytes.length === 0 || !stdin.writable) return;
  if (!stdin.write(bytes)) await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]);
};
