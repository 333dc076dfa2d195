import { toUtf8 } from '../../value/utf8.js';
import { Float } from '../../value/value.js';
import { Bytes, Fault, LIMITS, Nothing, type Runtime, Special, Tuple, Undefined } from '../runtime.js';

/** Python's name of a value's type. */
export const typeName = (value: Runtime): string => {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'int';
  }
  if (value instanceof Float) return 'float';
  if (value instanceof Tuple) return 'tuple';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  return value.typeName;
};

/** A number as Python prints a float: `1.0`, `1e+20`, `1.5e-07`, `inf`. */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    const power = Math.abs(Number(exponent)).toString().padStart(2, '0');
    return `${digits}e${exponent.startsWith('-') ? '-' : '+'}${power}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
};

/** Python's `str(value)`. Throws for what is undefined. */
export const toText = (value: Runtime): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Special) return value.text();
  return repr(value);
};

/** A value as it stands in the output of a template: like `str`, but None prints nothing. */
export const printed = (value: Runtime): string => {
  if (typeof value === 'string') return value;
  return value === null ? '' : toText(value);
};

/** Python's `repr(value)`. Throws for what is undefined. */
export const repr = (value: Runtime, depth = 0): string => {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
    case 'bigint':
      return String(value);
  }
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Nothing) return value.typeName;
  if (value instanceof Special) return value.text();
  if (depth > LIMITS.depth) throw new Fault('a value is nested too deeply to be printed');
  if (Array.isArray(value)) {
    const items = value.map(item => repr(item, depth + 1)).join(', ');
    if (value instanceof Tuple) return value.length === 1 ? `(${items},)` : `(${items})`;
    return `[${items}]`;
  }
  const entries: string[] = [];
  for (const [key, entry] of value) entries.push(`${repr(key, depth + 1)}: ${repr(entry, depth + 1)}`);
  return `{${entries.join(', ')}}`;
};

const UNPRINTABLE = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/gu;

const escapeCharacter = (character: string): string => {
  switch (character) {
    case ' ':
      return character;
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
};

const quoted = (text: string): string => {
  const double = text.includes("'") && !text.includes('"');
  let body = /^[\x20-\x5b\x5d-\x7e]*$/.test(text) ? text : text.replace(UNPRINTABLE, escapeCharacter);
  if (!double && body.includes("'")) body = body.replaceAll("'", "\\'");
  return double ? `"${body}"` : `'${body}'`;
};

/** Bytes for hashing and encoding: bytes as they are, everything else as the UTF-8 of its text. */
export const toBytes = (value: Runtime): Buffer =>
  value instanceof Bytes ? value.data : toUtf8(toText(value));

/** The error of using a value that is undefined, thrown if it is. */
export const requireDefined = (value: Runtime): void => {
  if (value instanceof Undefined) throw value.error();
};
