import { didYouMean } from '../source/suggest.js';
import { Float, Template, type Unrendered } from '../value/value.js';
import type { Option } from './options.js';

/** A value of an option's type, or what is wrong with it (to follow the argument's name). */
export type Coerced =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const good = (value: unknown): Coerced => ({ ok: true, value });
const bad = (message: string, hint?: string): Coerced => ({
  ok: false,
  message,
  ...(hint !== undefined && { hint }),
});

// Ansible's words for truth (ansible.module_utils.parsing.convert_bool).
const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);
const FALSE = new Set(['n', 'no', 'off', '0', 'false', 'f', '0.0']);

/**
 * Turns a value into an option's type by Ansible's rules (module_utils.common.validation). Elements of lists and entries of
 * dicts stay as they are. A value that is a template anywhere inside is not for here.
 */
export const coerce = (option: Option, value: Unrendered): Coerced => {
  switch (option.type) {
    case 'str':
    case 'path':
      return toChoice(option, value);
    case 'bool':
      return toBoolean(value);
    case 'int':
      return toInteger(value);
    case 'float':
      return toFloat(value);
    case 'list':
      return toList(value);
    case 'dict':
      return toDict(value);
    case 'mode':
      return toMode(value);
    case 'bytes':
      return toBytes(value);
    case 'condition':
    case 'raw':
      return good(value);
  }
};

/** The text of a scalar as Python's str() has it; undefined for lists and dicts. */
const scalarText = (value: Unrendered): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Float)
    return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  return undefined;
};

const shown = (value: Unrendered): string =>
  Array.isArray(value)
    ? 'a list'
    : value instanceof Map
      ? 'a dict'
      : JSON.stringify(scalarText(value) ?? null);

const toChoice = (option: Option, value: Unrendered): Coerced => {
  const text = scalarText(value);
  if (text === undefined) return bad(`must be a string, got ${shown(value)}`);
  const { choices } = option;
  if (choices === undefined || choices.includes(text)) return good(text);
  // YAML reads `upgrade: yes` as a boolean; where exactly one choice is such a word, that one is meant.
  if (typeof value === 'boolean') {
    const words = choices.filter(choice => (value ? TRUE : FALSE).has(choice));
    if (words.length === 1) return good(words[0]);
  }
  return bad(`must be one of: ${choices.join(', ')}, got: ${text}`, didYouMean(text, choices));
};

const toBoolean = (value: Unrendered): Coerced => {
  if (typeof value === 'boolean') return good(value);
  const text = scalarText(value)?.toLowerCase().trim();
  if (text !== undefined && TRUE.has(text)) return good(true);
  if (text !== undefined && FALSE.has(text)) return good(false);
  return bad(`must be a boolean (yes or no), got ${shown(value)}`);
};

const toInteger = (value: Unrendered): Coerced => {
  if (typeof value === 'number') return good(value);
  if (typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value)) return good(Number(value));
  return bad(`must be an integer, got ${shown(value)}`);
};

const toFloat = (value: Unrendered): Coerced => {
  if (typeof value === 'number') return good(value);
  if (value instanceof Float) return good(value.value);
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return good(Number(value));
  return bad(`must be a number, got ${shown(value)}`);
};

const toList = (value: Unrendered): Coerced => {
  if (Array.isArray(value)) return good(value);
  if (typeof value === 'string') return good(value.split(',').map(element => element.trim()));
  const text = typeof value === 'boolean' ? undefined : scalarText(value);
  return text === undefined ? bad(`must be a list, got ${shown(value)}`) : good([text]);
};

const toDict = (value: Unrendered): Coerced => {
  if (value instanceof Map) return good(value);
  if (typeof value === 'string') {
    const pairs = value.split(/[,\s]+/).filter(pair => pair !== '');
    if (pairs.length > 0 && pairs.every(pair => pair.indexOf('=') > 0))
      return good(
        new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
      );
  }
  return bad(`must be a dict, got ${shown(value)}`);
};

const toMode = (value: Unrendered): Coerced => {
  if (typeof value === 'number') {
    if (value < 0 || value > 0o7777) return bad(`is not a file mode: ${value}`);
    if (looksDecimal(value))
      return bad(
        `is the decimal number ${value}, which as a mode is 0${value.toString(8)}`,
        `write '0${value}' in quotes, or with a leading zero`,
      );
    return good(`0${value.toString(8).padStart(3, '0')}`);
  }
  if (typeof value === 'string' && (value === 'preserve' || /^0?o?[0-7]{1,4}$/.test(value)))
    return good(value.replace(/^0?o/, '0'));
  if (
    typeof value === 'string' &&
    /^[ugoa]*([-+=]([rwxXst]*|[ugo]))+(,[ugoa]*([-+=]([rwxXst]*|[ugo]))+)*$/.test(value)
  )
    return good(value);
  return bad(
    `is not a file mode: ${shown(value)}`,
    "write octal digits such as '0644', or letters such as 'u=rw,go=r'",
  );
};

/** Octal digits written without a leading zero give a mode in which others may do what the owner may not: never meant. */
const looksDecimal = (mode: number): boolean => {
  const [owner, group, other] = [(mode >> 6) & 7, (mode >> 3) & 7, mode & 7];
  const sane = (group & ~owner) === 0 && (other & ~group) === 0;
  return !sane && /^[0-7]{3,4}$/.test(String(mode));
};

const UNITS = 'BKMGTPEZY';

const toBytes = (value: Unrendered): Coerced => {
  if (typeof value === 'number') return good(value);
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d*)?)\s*([BKMGTPEZY])?B?\s*$/i.exec(value) : null;
  if (!match) return bad(`must be a size such as 512M, got ${shown(value)}`);
  return good(Math.round(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? 'B').toUpperCase())));
};

/** Whether there is a template anywhere in a value, so that it can't be checked yet. */
export const holdsTemplate = (value: Unrendered): boolean => {
  if (value instanceof Template) return true;
  if (Array.isArray(value)) return value.some(holdsTemplate);
  if (value instanceof Map)
    return [...value].some(([key, entry]) => holdsTemplate(key) || holdsTemplate(entry));
  return false;
};
