import type { Secrets } from '../value/secrets.js';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\r', '\\r'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\v', '\\v'],
]);

/**
 * What could act on a terminal instead of being shown: control characters, escapes, and Unicode's marks that turn the direction of
 * writing or hide. Tabs and newlines are kept.
 */
const ACTIVE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const shown = (char: string): string => {
  const name = NAMES.get(char);
  if (name !== undefined) return name;
  const code = char.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
};

/** The text with everything that could act on a terminal spelt out: `\x1b[31m`. */
export const neutralise = (text: string): string => text.replace(ACTIVE, shown);

/** Text from outside as it may be shown: without secrets, and without power over the terminal. */
export const clean = (text: string, secrets: Secrets): string => neutralise(secrets.redact(text));

/** The same on one line: what stands behind the first line is left out. */
export const firstLine = (text: string): string => text.trim().split(/\r?\n/, 1)[0] ?? '';
