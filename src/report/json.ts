import type { Secrets } from '../value/secrets.js';
import { Float, type Value } from '../value/value.js';

/**
 * A value as Ansible shows results: Python's JSON with sorted keys and other scripts as they are. `indent` puts it on several lines.
 * Secrets are taken out of the strings in it, since JSON within JSON has them in forms that can't be told any more.
 */
export const resultJson = (value: Value, secrets: Secrets, indent = 0): string =>
  write(redacted(value, secrets), indent, '');

/** A value in the same form, with its secrets. */
export const valueJson = (value: Value, indent: number): string => write(value, indent, '');

/** A text in JSON. For a byte that is no UTF-8 there is a question mark, as in Ansible: the screen shows UTF-8 only. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(ESCAPES, found => (found.startsWith('\\udc') ? '?' : found));

/** Backslashes are taken by twos, lest the second one of a pair begin an escape. */
const ESCAPES = /\\(?:udc[89a-f][0-9a-f]|.)/g;

const redacted = (value: Value, secrets: Secrets): Value => {
  if (typeof value === 'string') return secrets.redact(value);
  if (Array.isArray(value)) return value.map(entry => redacted(entry, secrets));
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, entry]) => [redacted(key, secrets), redacted(entry, secrets)]));
};

const write = (value: Value, indent: number, margin: string): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const inner = margin + ' '.repeat(indent);
    return wrap(
      value.map(entry => write(entry, indent, inner)),
      ['[', ']'],
      indent,
      margin,
    );
  }
  if (value instanceof Map) {
    const inner = margin + ' '.repeat(indent);
    const entries = [...value].map(([key, entry]) => [keyText(key), entry] as const);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return wrap(
      entries.map(([key, entry]) => `${quoted(key)}: ${write(entry, indent, inner)}`),
      ['{', '}'],
      indent,
      margin,
    );
  }
  return scalar(value);
};

const wrap = (
  parts: readonly string[],
  [open, close]: readonly [string, string],
  indent: number,
  margin: string,
): string => {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(', ') + close;
  const inner = `\n${margin}${' '.repeat(indent)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${margin}${close}`;
};

const scalar = (value: null | boolean | number | bigint | Float): string => {
  if (!(value instanceof Float)) return String(value);
  return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
};

const keyText = (key: Value): string => {
  if (typeof key === 'string') return key;
  return Array.isArray(key) || key instanceof Map ? write(key, 0, '') : scalar(key);
};
