import { createHash, hash as digestOf, randomInt } from 'node:crypto';
import { genSaltSync, hashSync, truncates } from 'bcryptjs';
import { Fault } from './runtime.js';

/** What `password_hash` can be told. */
export interface PasswordOptions {
  readonly salt?: string;
  readonly saltSize?: number;
  readonly rounds?: number;
  /** The kind of bcrypt: 2a, 2b, 2y. */
  readonly ident?: string;
}

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const randomSalt = (length: number): string => Array.from({ length }, () => ALPHABET[randomInt(64)]).join('');

/** One hash takes up to a second of the runner's only thread, so none is made twice in one process. */
const known = new Map<string, string>();

/**
 * A password as crypt(3) stores it. `sha512` (656,000 rounds) and `sha256` (535,000) take about a second by default, as
 * strong hashes must: `rounds=5000` is what `passwd` itself uses and takes some 10 ms. Throws a Fault for unknown kinds.
 */
export const hashPassword = (password: string, type: string, options: PasswordOptions = {}): string => {
  const key = JSON.stringify([password, type, options]);
  const found = options.salt === undefined ? undefined : known.get(key);
  if (found !== undefined) return found;
  const made = hash(password, type, options);
  if (options.salt !== undefined) known.set(key, made);
  return made;
};

const hash = (
  password: string,
  type: string,
  { salt, saltSize, rounds, ident = '2b' }: PasswordOptions,
): string => {
  switch (type) {
    case 'sha512':
    case 'sha512_crypt':
      return shaCrypt(password, checkSalt(salt ?? randomSalt(saltSize ?? 16), 16), rounds ?? 656_000, SHA512);
    case 'sha256':
    case 'sha256_crypt':
      return shaCrypt(password, checkSalt(salt ?? randomSalt(saltSize ?? 16), 16), rounds ?? 535_000, SHA256);
    case 'md5':
    case 'md5_crypt':
      return md5Crypt(password, checkSalt(salt ?? randomSalt(saltSize ?? 8), 8));
    case 'bcrypt':
    case 'blowfish': {
      if (truncates(password)) throw new Fault('bcrypt takes passwords of at most 72 bytes');
      const cost = String(rounds ?? 12).padStart(2, '0');
      const full =
        salt === undefined ? genSaltSync(rounds ?? 12) : `$2b$${cost}$${checkSalt(salt, 22).padEnd(22, '.')}`;
      return hashSync(password, full).replace(/^\$2[aby]\$/, `$${ident}$`);
    }
  }
  throw new Fault(`password_hash() knows no "${type}"`, 'sha512, sha256, bcrypt or md5');
};

const checkSalt = (salt: string, longest: number): string => {
  if (!/^[./0-9A-Za-z]*$/.test(salt)) throw new Fault('a salt consists of letters, digits, "." and "/"');
  if (salt.length > longest) throw new Fault(`a salt has at most ${longest} characters here`);
  return salt;
};

interface Kind {
  readonly name: string;
  readonly prefix: string;
  readonly size: number;
  /** The order in which the digest's bytes are written, by threes. */
  readonly order: readonly (readonly number[])[];
}

const SHA512: Kind = {
  name: 'sha512',
  prefix: '$6$',
  size: 64,
  order: [...Array.from({ length: 21 }, (_, index) => rotated(index)), [63]],
};

function rotated(index: number): readonly number[] {
  const triple = [index, index + 21, index + 42];
  const shift = index % 3;
  return [...triple.slice(shift), ...triple.slice(0, shift)];
}

const SHA256: Kind = {
  name: 'sha256',
  prefix: '$5$',
  size: 32,
  order: [
    [0, 10, 20],
    [21, 1, 11],
    [12, 22, 2],
    [3, 13, 23],
    [24, 4, 14],
    [15, 25, 5],
    [6, 16, 26],
    [27, 7, 17],
    [18, 28, 8],
    [9, 19, 29],
    [31, 30],
  ],
};

const encode = (digest: Buffer, order: readonly (readonly number[])[]): string =>
  order
    .map(places => {
      let value = places.reduce((total, place) => total * 256 + digest[place]!, 0);
      let text = '';
      for (let count = places.length + 1; count > 0; count--) {
        text += ALPHABET[value & 63];
        value >>= 6;
      }
      return text;
    })
    .join('');

const filled = (block: Buffer, length: number): Buffer => {
  const result = Buffer.alloc(length);
  for (let at = 0; at < length; at += block.length) block.copy(result, at);
  return result;
};

/** Ulrich Drepper's SHA-crypt, as glibc's crypt(3) has it. */
const shaCrypt = (
  password: string,
  salt: string,
  rounds: number,
  { name, prefix, size, order }: Kind,
): string => {
  if (rounds < 1000 || rounds > 999_999_999)
    throw new Fault('the rounds must lie between 1000 and 999999999');
  const [key, saltBytes] = [Buffer.from(password), Buffer.from(salt)];
  const digest = (...parts: Buffer[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest();
  const alternate = digest(key, saltBytes, key);
  const parts = [key, saltBytes, filled(alternate, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : key);
  let current = digest(...parts);
  const p = filled(digest(...Array.from({ length: key.length }, () => key)), key.length);
  const s = filled(digest(...Array.from({ length: 16 + current[0]! }, () => saltBytes)), saltBytes.length);
  // The parts of every round stand in one buffer per kind of round, so that a round is one copy and one digest.
  const layouts = Array.from({ length: 42 }, (_, round) => {
    const [odd, by3, by7] = [round % 2 === 1, round % 3 !== 0, round % 7 !== 0];
    const pieces = [
      odd ? p : undefined,
      odd ? undefined : 'digest',
      by3 ? s : undefined,
      by7 ? p : undefined,
      odd ? 'digest' : p,
    ] as const;
    const present = pieces.filter(piece => piece !== undefined);
    const before = present.slice(0, present.indexOf('digest')) as Buffer[];
    const after = present.slice(present.indexOf('digest') + 1) as Buffer[];
    const offset = before.reduce((total, piece) => total + piece.length, 0);
    return { offset, buffer: Buffer.concat([...before, Buffer.alloc(size), ...after]) };
  });
  for (let round = 0; round < rounds; round++) {
    const { offset, buffer } = layouts[round % 42]!;
    current.copy(buffer, offset);
    current = digestOf(name, buffer, 'buffer');
  }
  const shown = rounds === 5000 ? '' : `rounds=${rounds}$`;
  return `${prefix}${shown}${salt}$${encode(current, order)}`;
};

const MD5_ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];

/** Poul-Henning Kamp's MD5-crypt. */
const md5Crypt = (password: string, salt: string): string => {
  const [key, saltBytes] = [Buffer.from(password), Buffer.from(salt)];
  const digest = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();
  const parts = [key, Buffer.from('$1$'), saltBytes, filled(digest(key, saltBytes, key), key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1)
    parts.push(bits & 1 ? Buffer.alloc(1) : key.subarray(0, 1));
  let current = digest(...parts);
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1;
    current = digest(
      odd ? key : current,
      ...(round % 3 ? [saltBytes] : []),
      ...(round % 7 ? [key] : []),
      odd ? current : key,
    );
  }

  return `$1$${salt}$${encode(current, MD5_ORDER)}`;
};
