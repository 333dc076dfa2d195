import { Float, type Value } from '../value/value.js';

/** A value as Ansible shows results: Python's JSON with sorted keys and other scripts as they are. `indent` puts it on several lines. */
export const resultJson = (value: Value, indent = 0): string => write(value, indent, '');

const write = (value: Value, indent: number, margin: string): string => {
  if (typeof value === 'string') return JSON.stringify(value);
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
      entries.map(([key, entry]) => `${JSON.stringify(key)}: ${write(entry, indent, inner)}`),
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
