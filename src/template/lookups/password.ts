import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { candidates } from '../files.js';
import { generator } from '../filters/random.js';
import { hashPassword } from '../password-hash.js';
import { Fault } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { characters } from '../values/strings.js';
import { toText } from '../values/text.js';
import type { Lookup } from './lookup.js';
import { inlineOptions, type Options, textOption, textTerm, withInline } from './options.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITE_SPACE = ' \t\n\r\v\f';

/** The constants of Python's `string` that name characters. */
const SETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ascii_letters: LOWER + UPPER,
    ascii_lowercase: LOWER,
    ascii_uppercase: UPPER,
    digits: '0123456789',
    hexdigits: '0123456789abcdefABCDEF',
    octdigits: '01234567',
    printable: `0123456789${LOWER}${UPPER}${PUNCTUATION}${WHITE_SPACE}`,
    punctuation: PUNCTUATION,
    whitespace: WHITE_SPACE,
  }),
);

/** What a password is made of: names of sets and characters themselves; never quotes. */
const characterSet = (options: Options): readonly string[] => {
  const given = options.get('chars') ?? null;
  const text = typeof given === 'string' ? given : undefined;
  const names =
    given === null
      ? ['ascii_letters', 'digits', '.,:-_']
      : text === undefined
        ? iterate(given).map(toText)
        : [
            ...(text.includes(',,') ? [','] : []),
            ...text
              .replaceAll(',,', ',')
              .split(',')
              .filter(name => name !== ''),
          ];
  const set = characters(names.map(name => SETS.get(name) ?? name).join('')).filter(
    unit => !/["']/.test(unit),
  );
  if (set.length === 0) throw new Fault('there are no characters to make a password of');
  return set;
};

const madeUp = (options: Options): string => {
  const length = Number(textOption(options, 'length', '20'));
  if (!Number.isInteger(length) || length < 1 || length > 10_000)
    throw new Fault('the length of a password is a number from 1 on');
  const set = characterSet(options);
  const below = generator(options.get('seed'));
  return Array.from({ length }, () => set[below(set.length)]).join('');
};

/** How many characters the salts of each kind of hash have. */
const SALT_SIZES: ReadonlyMap<string, number> = new Map([
  ['bcrypt', 22],
  ['blowfish', 22],
  ['md5_crypt', 8],
  ['md5', 8],
  ['sha256_crypt', 16],
  ['sha512_crypt', 16],
]);

const madeUpSalt = (type: string): string => {
  const set = `${LOWER}${UPPER}0123456789./`;
  const length = SALT_SIZES.get(type) ?? 8;
  const salt = Array.from({ length }, () => set[randomInt(set.length)]).join('');
  // Only two bits of the last character of a salt of bcrypt count.
  return length === 22 ? `${salt.slice(0, 21)}.` : salt;
};

/** What a password file holds: the password, and what its hash was made with. */
interface Kept {
  readonly password: string;
  readonly salt: string | undefined;
  readonly ident: string | undefined;
}

const parseKept = (text: string): Kept => {
  const saltAt = text.lastIndexOf(' salt=');
  if (saltAt === -1) return { password: text, salt: undefined, ident: undefined };
  const rest = text.slice(saltAt + ' salt='.length);
  const identAt = rest.lastIndexOf(' ident=');
  return {
    password: text.slice(0, saltAt),
    salt: identAt === -1 ? rest : rest.slice(0, identAt),
    ident: identAt === -1 ? undefined : rest.slice(identAt + ' ident='.length),
  };
};

const keep = (file: string, { password, salt, ident }: Kept): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  const text = `${password}${salt === undefined ? '' : ` salt=${salt}`}${ident === undefined ? '' : ` ident=${ident}`}\n`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
};

const NOWHERE = '/dev/null';
const NAMES = ['length', 'encrypt', 'chars', 'ident', 'seed'];

/** A password that is made once and then kept in a file on the runner; with `encrypt`, its hash with a salt kept beside it. */
export const password: Lookup = (terms, given, { session }) =>
  terms.map(term => {
    const { rest: path, given: inline } = inlineOptions(textTerm(term));
    if (path === '')
      throw new Fault('it needs the path of a file', 'with /dev/null the password is kept nowhere');
    const options = withInline(given, inline, NAMES);
    const file = path === NOWHERE ? path : candidates(session.scope, 'files', path).at(-1)!;
    const stored =
      path !== NOWHERE && existsSync(file) ? parseKept(readFileSync(file, 'utf8').trimEnd()) : undefined;
    const plain = stored?.password ?? madeUp(options);
    const type = textOption(options, 'encrypt', '');
    if (type === '') {
      if (!stored && path !== NOWHERE) keep(file, { password: plain, salt: undefined, ident: undefined });
      return plain;
    }
    const asked = textOption(options, 'ident', '');
    const ident = asked || stored?.ident || (/^(?:bcrypt|blowfish)$/.test(type) ? '2b' : undefined);
    if (asked !== '' && stored?.ident !== undefined && stored.ident !== asked)
      throw new Fault(`the ident "${asked}" is not the one that is kept in ${file}: "${stored.ident}"`);
    const salt = stored?.salt ?? madeUpSalt(type);
    if (path !== NOWHERE && (stored?.salt !== salt || stored.ident !== ident))
      keep(file, { password: plain, salt, ident });
    return hashPassword(plain, type, { salt, ...(ident !== undefined && { ident }) });
  });
