import { Fault, LIMITS } from '../runtime.js';

const SURROGATE = /[\ud800-\udfff]/;

/** A text's characters as Python counts them: code points, not UTF-16 units. */
export const characters = (text: string): string[] => (SURROGATE.test(text) ? [...text] : text.split(''));

/** How many characters a text has. */
export const textLength = (text: string): number => (SURROGATE.test(text) ? [...text].length : text.length);

/** The character at an index from 0, or undefined. */
export const characterAt = (text: string, index: number): string | undefined =>
  SURROGATE.test(text) ? [...text][index] : text[index];

/** The text from one character index to another, both counted from 0 and already in range. */
export const slice = (text: string, start: number, end?: number): string =>
  SURROGATE.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);

/** The index in characters of an offset in UTF-16 units. */
export const characterIndex = (text: string, offset: number): number =>
  offset <= 0 ? offset : textLength(text.slice(0, offset));

/** A text repeated, within the limit on size. */
export const repeat = (text: string, count: number): string => {
  if (count <= 0 || text === '') return '';
  if (text.length * count > LIMITS.characters)
    throw new Fault(`a text of ${text.length * count} characters is too long`);
  return text.repeat(count);
};

/** Whether a character is white space to Python's `str.strip` and `str.split`. */
export const SPACE = /[\s\x1c-\x1f\x85]/;

/** Python's `str.strip`, `lstrip` and `rstrip`, of white space or of the given characters. */
export const strip = (text: string, of: string | undefined, left: boolean, right: boolean): string => {
  const units = characters(text);
  const strips =
    of === undefined ? (unit: string) => SPACE.test(unit) : (unit: string) => characters(of).includes(unit);
  let start = 0;
  let end = units.length;
  if (left) while (start < end && strips(units[start]!)) start++;
  if (right) while (end > start && strips(units[end - 1]!)) end--;
  return start === 0 && end === units.length ? text : units.slice(start, end).join('');
};

/** First letter of every word in upper case, the rest in lower case, as Python's `str.title`. */
export const titleCase = (text: string): string => text.replace(/\p{L}+/gu, word => capitalize(word));

/** First character in upper case, the rest in lower case. */
export const capitalize = (text: string): string => {
  const [first = ''] = characters(text);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
};

/** Order of two texts by code point, as Python sorts them: negative, zero or positive. */
export const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = left[index]!.codePointAt(0)! - right[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};
