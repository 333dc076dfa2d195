import { Float } from '../value/value.js';

/** A resolved scalar that is no template: what YAML 1.1 has, less timestamps, which are kept as strings. */
export type ScalarValue = null | boolean | number | bigint | Float | string;

/** The types a scalar can be given by a tag: the names behind `!!`. */
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp';

// The patterns and the order are those of PyYAML's resolver, which Ansible reads files with.
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME =
  /^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?$/;

/** What a plain scalar that is no string begins with. */
const SPECIAL = /^(?:[-+.0-9~yYnNtTfFoO]|$)/;

export const isScalarType = (name: string): name is ScalarType =>
  name === 'str' || ['null', 'bool', 'int', 'float', 'timestamp'].includes(name);

/** The type that a plain scalar has by its looks; `=` and `<<`, which PyYAML refuses as values, are strings. */
export const typeOfPlain = (text: string): ScalarType => {
  if (!SPECIAL.test(text)) return 'str';
  if (BOOL.test(text)) return 'bool';
  if (FLOAT.test(text)) return 'float';
  if (INT.test(text)) return 'int';
  if (NULL.test(text)) return 'null';
  return DATE.test(text) || TIME.test(text) ? 'timestamp' : 'str';
};

/**
 * The value of a scalar of a given type, or undefined if the text can't be one. Dates and times, for which Ansible has
 * Python objects, are the strings that Python prints for those: `2020-01-31 10:00:00+00:00`.
 */
export const scalarOfType = (text: string, type: ScalarType): ScalarValue | undefined => {
  if (type === 'str') return text;
  if (type === 'null') return null;
  if (type === 'bool') return BOOL.test(text) ? /^(?:yes|true|on)$/i.test(text) : undefined;
  if (type === 'int') return INT.test(text) ? toInt(text) : undefined;
  if (type === 'float')
    return FLOAT.test(text) || INT.test(text) || isJsonExponent(text) ? toFloat(text) : undefined;
  return toTimestamp(text);
};

/** Whether a text is a number with an exponent as JSON writes it; YAML 1.1 takes most of those for strings. */
export const isJsonExponent = (text: string): boolean => /^-?\d+(?:\.\d+)?[eE][-+]?\d+$/.test(text);

const toInt = (text: string): number | bigint | undefined => {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  const magnitude = toMagnitude(digits);
  if (magnitude === undefined) return undefined;
  const exact = negative ? -magnitude : magnitude;
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
};

const toMagnitude = (digits: string): bigint | undefined => {
  if (digits === '0b' || digits === '0x') return undefined;
  if (/^0[bx]/.test(digits)) return BigInt(digits);
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  return digits.length > 1 && digits.startsWith('0') ? BigInt(`0o${digits}`) : BigInt(digits);
};

const toFloat = (text: string): Float => {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.toLowerCase().replace(/^[-+]/, '').replaceAll('_', '');
  if (digits === '.inf') return new Float(sign * Number.POSITIVE_INFINITY);
  if (digits === '.nan') return new Float(Number.NaN);
  return new Float(sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0));
};

const toTimestamp = (text: string): string | undefined => {
  const date = DATE.exec(text);
  if (date) return isDay(Number(date[1]), Number(date[2]), Number(date[3])) ? text : undefined;
  const time = TIME.exec(text);
  if (!time) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, sign, zoneHour, zoneMinute] = time;
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!inRange || !isDay(Number(year), Number(month), Number(day))) return undefined;
  const pad = (digits = '') => digits.padStart(2, '0');
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0');
  const offset = zone === 'Z' ? '+00:00' : zone ? `${sign}${pad(zoneHour)}:${pad(zoneMinute)}` : '';
  return (
    `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${minute}:${second}` +
    `${Number(micros) === 0 ? '' : `.${micros}`}${offset.replace('-00:00', '+00:00')}`
  );
};

const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};
