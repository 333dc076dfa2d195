import { Float } from '../../value/value.js';
import { Bytes, Fault, LIMITS, type Runtime, Tuple, tupleOf } from '../runtime.js';
import { integer, numeric } from './numbers.js';
import { formatPercent } from './percent.js';
import { repeat } from './strings.js';
import { requireDefined, typeName } from './text.js';

/** Something of the engine's own that can be added and subtracted: dates and time spans. */
export interface Summand {
  plus(other: Runtime): Runtime | undefined;
  minus(other: Runtime): Runtime | undefined;
}

const isSummand = (value: unknown): value is Summand =>
  typeof value === 'object' && value !== null && 'plus' in value && 'minus' in value;

const refuse = (operator: string, a: Runtime, b: Runtime): never => {
  requireDefined(a);
  requireDefined(b);
  const mixed = typeof a === 'string' || typeof b === 'string';
  throw new Fault(
    `"${operator}" doesn't work between ${typeName(a)} and ${typeName(b)}`,
    mixed
      ? operator === '+'
        ? 'join texts with ~, or convert: | int'
        : 'convert the text first: | int'
      : undefined,
  );
};

type Number_ = number | bigint | Float;

const calculate = (
  operator: string,
  a: Runtime,
  b: Runtime,
  exact: (x: bigint, y: bigint) => bigint,
  rough: (x: number, y: number) => number,
): Runtime => {
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) return refuse(operator, a, b);
  if (left instanceof Float || right instanceof Float) return new Float(rough(plain(left), plain(right)));
  if (typeof left === 'number' && typeof right === 'number') {
    const result = rough(left, right);
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
  }
  return integer(exact(BigInt(left), BigInt(right)));
};

const plain = (value: Number_): number => (value instanceof Float ? value.value : Number(value));

/** Python's `a + b`: numbers, texts, lists, tuples, dates. */
export const add = (a: Runtime, b: Runtime): Runtime => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length + b.length > LIMITS.characters) throw new Fault('a text is too long');
    return a + b;
  }
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple)
    return a instanceof Tuple ? tupleOf(...a, ...b) : [...a, ...b];
  if (isSummand(a)) return a.plus(b) ?? refuse('+', a, b);
  if (a instanceof Bytes && b instanceof Bytes) return new Bytes(Buffer.concat([a.data, b.data]));
  return calculate(
    '+',
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
};

/** Python's `a - b`. */
export const subtract = (a: Runtime, b: Runtime): Runtime => {
  if (isSummand(a)) return a.minus(b) ?? refuse('-', a, b);
  return calculate(
    '-',
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
};

/** Python's `a * b`: numbers, and texts and lists repeated. */
export const multiply = (a: Runtime, b: Runtime): Runtime => {
  if (typeof a === 'string' || Array.isArray(a)) return repeated(a, b);
  if (typeof b === 'string' || Array.isArray(b)) return repeated(b, a);
  return calculate(
    '*',
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );
};

const repeated = (value: string | Runtime[], times: Runtime): Runtime => {
  const count = numeric(times);
  if (count === undefined || count instanceof Float) return refuse('*', value, times);
  const number = Number(count);
  if (typeof value === 'string') return repeat(value, number);
  if (value.length * number > LIMITS.elements)
    throw new Fault(`a list of ${value.length * number} elements is too long`);
  const items: Runtime[] = [];
  for (let round = 0; value.length > 0 && round < number; round++) for (const item of value) items.push(item);
  return value instanceof Tuple ? tupleOf(...items) : items;
};

const refuseZero = (divisor: Number_ | undefined): void => {
  if (divisor !== undefined && plain(divisor) === 0) throw new Fault('division by zero');
};

/** Python's `a / b`: always a float. */
export const divide = (a: Runtime, b: Runtime): Runtime => {
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) return refuse('/', a, b);
  refuseZero(right);
  return new Float(plain(left) / plain(right));
};

/** Python's `a // b`: rounds towards minus infinity. */
export const floorDivide = (a: Runtime, b: Runtime): Runtime => {
  refuseZero(numeric(b));
  return calculate('//', a, b, floorQuotient, floorFloat);
};

/** Without what is left over first, as Python divides: 4.0 // 0.1 is 39.0. */
const floorFloat = (x: number, y: number): number => {
  const quotient = (x - floatRest(x, y)) / y;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
};

/** The rest of a division, with the sign of the divisor. */
const floatRest = (x: number, y: number): number => {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return rest < 0 !== y < 0 ? rest + y : rest;
};

const floorQuotient = (x: bigint, y: bigint): bigint =>
  x % y !== 0n && x < 0n !== y < 0n ? x / y - 1n : x / y;

/** Python's `a % b`: the sign of the divisor; with a text on its left, formatting. */
export const modulo = (a: Runtime, b: Runtime): Runtime => {
  if (typeof a === 'string') return formatPercent(a, b);
  refuseZero(numeric(b));
  return calculate('%', a, b, (x, y) => x - floorQuotient(x, y) * y, floatRest);
};

/** Python's `a ** b`: a float for negative exponents. */
export const power = (a: Runtime, b: Runtime): Runtime => {
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) return refuse('**', a, b);
  if (left instanceof Float || right instanceof Float || right < 0) {
    if (plain(left) === 0 && plain(right) < 0) throw new Fault('division by zero');
    return new Float(plain(left) ** plain(right));
  }
  const result = Number(left) ** Number(right);
  if (Number.isSafeInteger(result)) return result;
  if (Number(right) > 10_000) throw new Fault('a power is too large');
  return integer(BigInt(left) ** BigInt(right));
};

/** Python's `-a`. */
export const negate = (value: Runtime): Runtime => {
  const number = numeric(value);
  if (number === undefined) {
    requireDefined(value);
    throw new Fault(`"-" doesn't work on ${typeName(value)}`);
  }
  if (number instanceof Float) return new Float(-number.value);
  return typeof number === 'bigint' ? integer(-number) : number === 0 ? 0 : -number;
};

/** Python's `+a`. */
export const affirm = (value: Runtime): Runtime => {
  const number = numeric(value);
  if (number !== undefined) return number;
  requireDefined(value);
  throw new Fault(`"+" doesn't work on ${typeName(value)}`);
};
