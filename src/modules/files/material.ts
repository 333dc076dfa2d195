import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Payload } from '../../agent/protocol.js';
import { toUtf8 } from '../../value/utf8.js';
import type { Services } from '../module.js';

/** What a file on a host shall hold, with what is known of it before it is sent. */
export interface Material {
  readonly payload: Payload;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
  /** The content itself, where it is at hand. */
  readonly bytes: Buffer | undefined;
}

/** Larger local files are streamed, never held in memory. */
const LARGEST_HELD = 1024 * 1024;

/** Content that was made on the runner. */
export const materialOf = (content: Buffer | string): Material => {
  const bytes = typeof content === 'string' ? toUtf8(content) : content;
  const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
  return {
    payload: bytes,
    size: bytes.length,
    sha256: digest('sha256'),
    sha1: digest('sha1'),
    md5: digest('md5'),
    bytes,
  };
};

/** The content of a local file, decrypted if it is vaulted and `decrypt` says so. Throws what Services.readFile throws. */
export const materialOfFile = async (
  path: string,
  decrypt: boolean,
  services: Services,
): Promise<Material> => {
  const { size } = statSync(path);
  if (decrypt && isVaulted(path)) return materialOf(services.readFile(path));
  if (size <= LARGEST_HELD) return materialOf(readFileSync(path));
  const hashes = ['sha256', 'sha1', 'md5'].map(algorithm => createHash(algorithm));
  for await (const chunk of createReadStream(path)) for (const hash of hashes) hash.update(chunk as Buffer);
  const [sha256, sha1, md5] = hashes.map(hash => hash.digest('hex'));
  return { payload: { file: path, size }, size, sha256: sha256!, sha1: sha1!, md5: md5!, bytes: undefined };
};

const isVaulted = (path: string): boolean => {
  const head = Buffer.alloc(14);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString('latin1') === '$ANSIBLE_VAULT';
};
