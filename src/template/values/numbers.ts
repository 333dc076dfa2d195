import { Float } from '../../value/value.js';
import { Fault, LIMITS, type Runtime } from '../runtime.js';
import { requireDefined, typeName } from './text.js';

/** An integer as it is kept: a number where that is exact, else a bigint. */
export const integer = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

/** An integer from a JavaScript number that has no fraction. */
export const integerFrom = (value: number): number | bigint =>
  Number.isSafeInteger(value) ? value : integer(BigInt(value));

/** A number as Python's arithmetic sees it: booleans are 0 and 1. Undefined for what is no number. */
export const numeric = (value: Runtime): number | bigint | Float | undefined => {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
  }
  return value instanceof Float ? value : undefined;
};

/** The JavaScript number nearest to a value that is a number; throws a Fault for anything else. */
export const toNumber = (value: Runtime, what = 'value'): number => {
  const number = numeric(value);
  if (number === undefined) {
    requireDefined(value);
    throw new Fault(`${what} must be a number, not ${typeName(value)}`);
  }
  return number instanceof Float ? number.value : Number(number);
};

/** An integer argument; throws a Fault for anything else. */
export const toInteger = (value: Runtime, what = 'value'): number => {
  const number = numeric(value);
  if (number === undefined || number instanceof Float) {
    requireDefined(value);
    throw new Fault(`${what} must be an integer, not ${typeName(value)}`);
  }
  return Number(number);
};

/** Whether a sort is to be reversed: a boolean or a number, as Python's `sorted` takes it. */
export const toDirection = (value: Runtime): boolean => toInteger(value, 'reverse') !== 0;

/** An integer argument that something is made that long of; throws a Fault where that would be too long. */
export const toSize = (value: Runtime, what = 'value'): number => {
  const size = toInteger(value, what);
  if (size > LIMITS.elements)
    throw new Fault(`${what} of ${size} is too large`, `at most ${LIMITS.elements}`);
  return size;
};

const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT_TEXT = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;

/** Python's `int(text)` in base 10, or undefined if it isn't one. */
export const parseInteger = (text: string): number | bigint | undefined => {
  const trimmed = text.trim();
  if (!INTEGER_TEXT.test(trimmed)) return undefined;
  return integer(BigInt(trimmed.replace(/^\+|_/g, '')));
};

/** Python's `float(text)`, or undefined if it isn't one. */
export const parseFloatText = (text: string): number | undefined => {
  const trimmed = text.trim();
  if (FLOAT_TEXT.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (!special) return undefined;
  if (special[2]!.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
};

/** Rounds half to even at a number of decimals, as Python's `round`, exactly by decimal digits of the double. */
export const roundHalfEven = (value: number, decimals: number): number => {
  if (!Number.isFinite(value)) return value;
  if (decimals < -400) return 0;
  if (decimals > 0) {
    // toFixed works on the exact binary value, so only true ties could differ and those end in 5 exactly.
    if (decimals > 22) return value;
    const scaled = value * 10 ** decimals;
    const exactTie = Math.abs(scaled % 1) === 0.5 && Number.isInteger(value * 2 ** 30);
    return exactTie ? evenOf(scaled) / 10 ** decimals : Number(value.toFixed(decimals));
  }
  const unit = 10 ** -decimals;
  return evenOf(value / unit) * unit;
};

const evenOf = (value: number): number => {
  if (value < 0) return -evenOf(-value);
  const floor = Math.floor(value);
  const difference = value - floor;
  if (difference < 0.5) return floor;
  if (difference > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
};
