import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { splitLines } from '../../value/lines.js';
import { candidates } from '../files.js';
import { generator } from '../filters/random.js';
import { hashPassword } from '../password-hash.js';
import { regexOf } from '../regex.js';
import { Fault, type Runtime } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toText } from '../values/text.js';
import type { Lookup } from './lookup.js';

const environment: Lookup = (terms, options) =>
  terms.map(term => {
    const name = toText(term).trim().split(/\s+/)[0] ?? '';
    return process.env[name] ?? options.get('default') ?? '';
  });

/** What a command prints, run by the shell on the runner. Throws a Fault with its complaint if it fails. */
const run = (command: string): string => {
  try {
    return execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { status, stderr } = error as { status?: number | null; stderr?: string };
    throw new Fault(`"${command}" ended with status ${status ?? 'unknown'}`, stderr?.trim() || undefined);
  }
};

const variables: Lookup = (terms, options, { session }) =>
  terms.map(term => {
    const name = toText(term);
    const raw = session.scope.lookup(name);
    if (raw !== undefined) return session.force(session.resolve(raw, name), name);
    const fallback = options.get('default');
    if (fallback === undefined) throw new Fault(`there is no variable "${name}"`);
    return fallback;
  });

const variableNames: Lookup = (terms, _, { session }) => {
  const names = [...(session.scope.names?.() ?? [])];
  return terms.flatMap(term => {
    const regex = regexOf(toText(term));
    return names.filter(name => regex.search(name) !== undefined);
  });
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const SETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ascii_lowercase: 'abcdefghijklmnopqrstuvwxyz',
    ascii_uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    ascii_letters: LETTERS,
    digits: '0123456789',
    hexdigits: '0123456789abcdefABCDEF',
    octdigits: '01234567',
    punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  }),
);

const characterSet = (given: Runtime | undefined): string => {
  if (given === undefined) return `${LETTERS}0123456789.,:-_`;
  const names =
    typeof given === 'string'
      ? given
          .replaceAll(',,', '\0')
          .split(',')
          .map(name => name.replaceAll('\0', ','))
      : iterate(given).map(toText);
  return [...new Set(names.map(name => SETS.get(name) ?? name).join(''))].join('');
};

const SALTED = /^(?<password>[\s\S]*) salt=(?<salt>\S+)(?: ident=\S+)?$/;

/** A password that is made once and then kept in a file on the runner; with `encrypt`, its hash with a salt kept beside it. */
const password: Lookup = (terms, given, { session }) =>
  terms.map(term => {
    const [path, options] = settingsOf(toText(term), given);
    const file = candidates(session.scope, 'files', path).at(-1)!;
    const stored =
      path === '/dev/null' || !existsSync(file) ? undefined : readFileSync(file, 'utf8').replace(/\n$/, '');
    const parts = SALTED.exec(stored ?? '')?.groups;
    const kept = stored === undefined ? undefined : (parts?.password ?? stored);
    const plain = kept ?? madeUp(options);
    const kind = options.get('encrypt');
    const type = kind === undefined || kind === null ? undefined : toText(kind);
    const salt = type === undefined ? undefined : (parts?.salt ?? madeUpSalt(type));
    if (path !== '/dev/null' && (stored === undefined || (salt !== undefined && parts === undefined)))
      keep(file, salt === undefined ? plain : `${plain} salt=${salt}`);
    return type === undefined || salt === undefined ? plain : hashPassword(plain, type, { salt });
  });

const settingsOf = (
  term: string,
  given: ReadonlyMap<string, Runtime>,
): [path: string, options: Map<string, Runtime>] => {
  const settings = new Map<string, Runtime>();
  const path = term.replace(
    /\s+(length|encrypt|chars|seed|ident)=(\S+)/g,
    (_, name: string, value: string) => {
      settings.set(name, value);
      return '';
    },
  );
  for (const [name, value] of given) settings.set(name, value);
  return [path.trim(), settings];
};

const madeUp = (options: ReadonlyMap<string, Runtime>): string => {
  const length = Number(toText(options.get('length') ?? 20));
  if (!Number.isInteger(length) || length < 1 || length > 10_000)
    throw new Fault('the length of a password is a number from 1 on');
  const set = characterSet(options.get('chars'));
  const below = generator(options.get('seed'));
  return Array.from({ length }, () => set[below(set.length)]).join('');
};

const madeUpSalt = (type: string): string => {
  const set = `${LETTERS}0123456789./`;
  const length = /^(?:bcrypt|blowfish)$/.test(type) ? 21 : /^md5/.test(type) ? 8 : 16;
  const salt = Array.from({ length }, () => set[randomInt(set.length)]).join('');
  return length === 21 ? `${salt}.` : salt;
};

const keep = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${text}\n`, { mode: 0o600 });
  renameSync(temporary, file);
};

/** Lookups that ask the runner: its environment, its commands, the variables. */
export const runnerLookups: [string, Lookup][] = [
  ['env', environment],
  ['lines', terms => terms.flatMap(term => splitLines(run(toText(term))))],
  ['password', password],
  ['pipe', terms => terms.map(term => run(toText(term)).trimEnd())],
  ['varnames', variableNames],
  ['vars', variables],
];
