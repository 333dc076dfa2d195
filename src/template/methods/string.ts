import { isAscii, isIdentifier } from '../../value/characters.js';
import { splitLines } from '../../value/lines.js';
import { Bytes, Fault, type Runtime, Tuple, tupleOf } from '../runtime.js';
import { formatBraces } from '../values/format.js';
import { iterate } from '../values/iterate.js';
import { toInteger, toSize } from '../values/numbers.js';
import * as strings from '../values/strings.js';
import { typeName } from '../values/text.js';
import { type Method, methodTable, required, textArgument } from './method.js';

const isCased = (text: string, cased: string): boolean => text === cased && /\p{L}/u.test(text);

/** Offset in UTF-16 units of a Python index, within the text. */
const offsetOf = (text: string, index: Runtime | undefined, fallback: number): number => {
  if (index === undefined || index === null) return fallback;
  const length = strings.textLength(text);
  const position = toInteger(index);
  const clamped = Math.min(Math.max(position < 0 ? position + length : position, 0), length);
  return strings.slice(text, 0, clamped).length;
};

/** The part of a text between two Python indices, or undefined where the first lies behind the second or the end. */
const partOf = (text: string, start: Runtime | undefined, end: Runtime | undefined): string | undefined => {
  const [from, to] = [offsetOf(text, start, 0), offsetOf(text, end, text.length)];
  const isBeyond = start !== undefined && start !== null && toInteger(start) > strings.textLength(text);
  return isBeyond || from > to ? undefined : text.slice(from, to);
};

const find = (text: string, args: (Runtime | undefined)[], last: boolean): number => {
  const wanted = textArgument(args[0], 'the text to find');
  const from = offsetOf(text, args[1], 0);
  const part = partOf(text, args[1], args[2]);
  if (part === undefined) return -1;
  const found = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
  return found === -1 ? -1 : strings.characterIndex(text, from + found);
};

const mustFind = (text: string, args: (Runtime | undefined)[], last: boolean): number => {
  const found = find(text, args, last);
  if (found === -1) throw new Fault(`the text has no ${JSON.stringify(args[0])}`);
  return found;
};

/** Python's `str.split` and `rsplit`. */
export const splitText = (
  text: string,
  separator: Runtime | undefined,
  limit: Runtime | undefined,
  fromRight: boolean,
): string[] => {
  const most = limit === undefined || limit === null ? -1 : toInteger(limit, 'the number of splits');
  if (separator === undefined || separator === null) return splitSpace(text, most, fromRight);
  const by = textArgument(separator, 'the separator');
  if (by === '') throw new Fault('the separator is empty');
  const parts = text.split(by);
  if (most < 0 || parts.length <= most + 1) return parts;
  if (fromRight) return [parts.slice(0, parts.length - most).join(by), ...parts.slice(parts.length - most)];
  return [...parts.slice(0, most), parts.slice(most).join(by)];
};

const splitSpace = (text: string, most: number, fromRight: boolean): string[] => {
  const inner = strings.strip(text, undefined, !fromRight || most < 0, fromRight || most < 0);
  const gaps = [...inner.matchAll(/[\s\x1c-\x1f\x85]+/g)];
  const words = strings.strip(text, undefined, true, true).split(/[\s\x1c-\x1f\x85]+/);
  if (words[0] === '') return [];
  if (most < 0 || words.length <= most + 1) return words;
  // What is not split keeps the white space at its far end.
  const gap = fromRight ? gaps[gaps.length - most] : gaps[most - 1];
  if (!gap) return [inner];
  if (fromRight) return [inner.slice(0, gap.index), ...words.slice(words.length - most)];
  return [...words.slice(0, most), inner.slice(gap.index + gap[0].length)];
};

const affix = (given: Runtime | undefined, test: (part: string) => boolean): boolean => {
  const candidates = given instanceof Tuple ? given : [required(given, 'the text to look for')];
  return candidates.some(candidate => test(textArgument(candidate, 'the text to look for')));
};

const justify = (text: string, args: (Runtime | undefined)[], left: (missing: number) => number): string => {
  const missing = toInteger(required(args[0], 'the width')) - strings.textLength(text);
  const fill = args[1] === undefined ? ' ' : textArgument(args[1], 'the fill character');
  if (strings.textLength(fill) !== 1) throw new Fault('what is filled with must be exactly one character');
  if (missing <= 0) return text;
  const before = left(missing);
  return strings.repeat(fill, before) + text + strings.repeat(fill, missing - before);
};

/** Text joined from a list whose items must be texts, as Python's `str.join` wants them. */
const join = (text: string, list: Runtime | undefined): string =>
  iterate(required(list, 'the list to join'))
    .map(item => {
      if (typeof item !== 'string')
        throw new Fault(`join() needs texts, not ${typeName(item)}`, 'the filter takes anything: | join');
      return item;
    })
    .join(text);

const simple: ReadonlyMap<string, Method> = methodTable<string>({
  capitalize: [[], text => strings.capitalize(text)],
  casefold: [[], text => text.toLowerCase()],
  // Python centres with the odd space on the left of even widths.
  center: [
    ['width', 'fillchar'],
    (text, args) => justify(text, args, missing => Math.floor(missing / 2) + (missing & Number(args[0]) & 1)),
  ],
  count: [
    ['sub', 'start', 'end'],
    (text, args) => {
      const wanted = textArgument(args[0], 'the text to count');
      const part = partOf(text, args[1], args[2]);
      if (part === undefined) return 0;
      return wanted === '' ? strings.textLength(part) + 1 : part.split(wanted).length - 1;
    },
  ],
  encode: [['encoding', 'errors'], text => new Bytes(Buffer.from(text, 'utf8'))],
  endswith: [
    ['suffix', 'start', 'end'],
    (text, [suffix, start, end]) => affix(suffix, part => partOf(text, start, end)?.endsWith(part) ?? false),
  ],
  expandtabs: [
    ['tabsize'],
    (text, [size = 8]) => text.replace(/^.*$/gm, line => expandTabs(line, toSize(size))),
  ],
  find: [['sub', 'start', 'end'], (text, args) => find(text, args, false)],
  index: [['sub', 'start', 'end'], (text, args) => mustFind(text, args, false)],
  isalnum: [[], text => /^[\p{L}\p{N}]+$/u.test(text)],
  isalpha: [[], text => /^\p{L}+$/u.test(text)],
  isascii: [[], isAscii],
  isdecimal: [[], text => /^\p{Nd}+$/u.test(text)],
  isdigit: [[], text => /^[\p{Nd}⁰¹²³⁴-⁹₀-₉]+$/u.test(text)],
  isidentifier: [[], isIdentifier],
  islower: [[], text => isCased(text, text.toLowerCase())],
  isnumeric: [[], text => /^\p{N}+$/u.test(text)],
  isspace: [[], text => /^[\s\x1c-\x1f\x85]+$/.test(text)],
  istitle: [[], text => /\p{L}/u.test(text) && text === strings.titleCase(text)],
  isupper: [[], text => isCased(text, text.toUpperCase())],
  join: [['iterable'], (text, [list]) => join(text, list)],
  ljust: [['width', 'fillchar'], (text, args) => justify(text, args, () => 0)],
  lower: [[], text => text.toLowerCase()],
  lstrip: [['chars'], (text, [chars]) => strings.strip(text, optional(chars), true, false)],
  partition: [
    ['sep'],
    (text, [separator]) => partition(text, textArgument(separator, 'the separator'), false),
  ],
  removeprefix: [
    ['prefix'],
    (text, [prefix]) =>
      text.startsWith(textArgument(prefix, 'the prefix')) ? text.slice((prefix as string).length) : text,
  ],
  removesuffix: [
    ['suffix'],
    (text, [suffix]) =>
      suffix !== '' && text.endsWith(textArgument(suffix, 'the suffix'))
        ? text.slice(0, -(suffix as string).length)
        : text,
  ],
  replace: [
    ['old', 'new', 'count'],
    (text, [old, by, count]) =>
      replaceText(text, textArgument(old, 'the text to replace'), textArgument(by, 'the replacement'), count),
  ],
  rfind: [['sub', 'start', 'end'], (text, args) => find(text, args, true)],
  rindex: [['sub', 'start', 'end'], (text, args) => mustFind(text, args, true)],
  rjust: [['width', 'fillchar'], (text, args) => justify(text, args, missing => missing)],
  rpartition: [
    ['sep'],
    (text, [separator]) => partition(text, textArgument(separator, 'the separator'), true),
  ],
  rsplit: [['sep', 'maxsplit'], (text, [separator, limit]) => splitText(text, separator, limit, true)],
  rstrip: [['chars'], (text, [chars]) => strings.strip(text, optional(chars), false, true)],
  split: [['sep', 'maxsplit'], (text, [separator, limit]) => splitText(text, separator, limit, false)],
  splitlines: [
    ['keepends'],
    (text, [keep]) => splitLines(text, keep !== undefined && toInteger(keep, 'keepends') !== 0),
  ],
  startswith: [
    ['prefix', 'start', 'end'],
    (text, [prefix, start, end]) =>
      affix(prefix, part => partOf(text, start, end)?.startsWith(part) ?? false),
  ],
  strip: [['chars'], (text, [chars]) => strings.strip(text, optional(chars), true, true)],
  swapcase: [
    [],
    text =>
      text.replace(/\p{L}/gu, letter =>
        letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
      ),
  ],
  title: [[], text => strings.titleCase(text)],
  upper: [[], text => text.toUpperCase()],
  zfill: [['width'], (text, [width]) => zeroFill(text, toInteger(required(width, 'the width')))],
});

/** The methods of Python's `str`. */
export const stringMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...simple,
  [
    'format',
    (receiver, { positional, named }, evaluation) =>
      formatBraces(receiver as string, positional, named, evaluation),
  ],
]);

const optional = (chars: Runtime | undefined): string | undefined =>
  chars === undefined || chars === null ? undefined : textArgument(chars, 'the characters to strip');

const partition = (text: string, separator: string, last: boolean): Runtime => {
  if (separator === '') throw new Fault('the separator is empty');
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at === -1) return last ? tupleOf('', '', text) : tupleOf(text, '', '');
  return tupleOf(text.slice(0, at), separator, text.slice(at + separator.length));
};

/** Python's `str.replace`: all occurrences, or the first `count`. */
export const replaceText = (text: string, old: string, by: string, count: Runtime | undefined): string => {
  const most = count === undefined || count === null ? -1 : toInteger(count, 'the count');
  if (most < 0)
    return old === ''
      ? by +
          strings
            .characters(text)
            .map(unit => unit + by)
            .join('')
      : text.split(old).join(by);
  const parts = old === '' ? ['', ...strings.characters(text), ''] : text.split(old);
  const kept = Math.min(most, parts.length - 1);
  return (
    parts.slice(0, kept + 1).join(by) +
    parts
      .slice(kept + 1)
      .map(part => old + part)
      .join('')
  );
};

const zeroFill = (text: string, width: number): string => {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + strings.repeat('0', width - text.length) + text.slice(sign.length);
};

const expandTabs = (line: string, size: number): string => {
  let result = '';
  for (const unit of strings.characters(line))
    result += unit === '\t' ? ' '.repeat(size > 0 ? size - (strings.textLength(result) % size) : 0) : unit;
  return result;
};
