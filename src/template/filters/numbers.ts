import { Float } from '../../value/value.js';
import { type Filter, filters } from '../define.js';
import { Fault, Nothing, type Runtime } from '../runtime.js';
import { negate } from '../values/arithmetic.js';
import { compare } from '../values/compare.js';
import { toFixed } from '../values/decimals.js';
import {
  integer,
  integerFrom,
  numeric,
  parseFloatText,
  parseInteger,
  roundHalfEven,
  toInteger,
  toNumber,
} from '../values/numbers.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

const PREFIXES: { readonly [base: number]: RegExp } = { 2: /^0b/i, 8: /^0o/i, 16: /^0x/i };

const inBase = (text: string, base: number): number | bigint | undefined => {
  if (base === 10) return parseInteger(text);
  const [, sign, body = ''] = /^\s*([+-]?)(.*?)\s*$/s.exec(text)!;
  const guessed =
    base === 0
      ? Number(Object.keys(PREFIXES).find(candidate => PREFIXES[Number(candidate)]!.test(body))) || 10
      : base;
  const digits = body
    .replace(PREFIXES[guessed] ?? /^(?!)/, '')
    .toLowerCase()
    .replaceAll('_', '');
  if (digits === '') return undefined;
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (Number.isNaN(number) || number >= guessed) return undefined;
    value = value * BigInt(guessed) + BigInt(number);
  }
  return integer(sign === '-' ? -value : value);
};

const toInt = (value: Runtime, fallback: Runtime, base: number): Runtime => {
  if (typeof value === 'string') {
    const parsed = inBase(value, base) ?? truncated(parseFloatText(value));
    return parsed ?? fallback;
  }
  requireSomething(value);
  const number = numeric(value);
  if (number instanceof Float) return truncated(number.value) ?? fallback;
  return number ?? fallback;
};

/** Throws for what an `if` without `else` gave: it stands for nothing, and least of all for a number. */
const requireSomething = (value: Runtime): void => {
  if (value instanceof Nothing)
    throw new Fault('an "if" without "else" gave nothing', 'write "else" and what holds then');
};

const truncated = (value: number | undefined): number | bigint | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : integerFrom(Math.trunc(value));

const round = (value: Runtime, precision: number, method: string): Runtime => {
  const number = numeric(value);
  if (number === undefined) return new Float(toNumber(value));
  const scale = 10 ** precision;
  if (method === 'ceil') return new Float((Math.ceil(toNumber(number) * scale) + 0) / scale);
  if (method === 'floor') return new Float((Math.floor(toNumber(number) * scale) + 0) / scale);
  if (method !== 'common') throw new Fault(`round() knows common, ceil and floor, not "${method}"`);
  if (number instanceof Float) return new Float(roundHalfEven(number.value, precision));
  return precision >= 0 ? number : roundInteger(BigInt(number), -precision);
};

/** An integer rounded half to even at a power of ten, exactly. */
const roundInteger = (value: bigint, zeros: number): number | bigint => {
  const unit = 10n ** BigInt(Math.min(zeros, 400));
  const rest = ((value % unit) + unit) % unit;
  const floor = value - rest;
  const isUp = rest * 2n > unit || (rest * 2n === unit && (floor / unit) % 2n !== 0n);
  return integer(isUp ? floor + unit : floor);
};

/** A float that Python's `math` would have refused to compute where JavaScript gives none. */
const defined = (result: number, ...operands: readonly number[]): Float => {
  if (Number.isNaN(result) && !operands.some(Number.isNaN))
    throw new Fault('there is no such number', 'a root or a broken power needs a number above 0');
  if (!Number.isFinite(result) && operands.every(Number.isFinite)) throw new Fault('the result is too large');
  return new Float(result);
};

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

const fileSize = (value: number, binary: boolean): string => {
  const base = binary ? 1024 : 1000;
  if (value === 1) return '1 Byte';
  if (value < base) return `${Math.trunc(value)} Bytes`;
  const power = Math.min(Math.floor(Math.log(value) / Math.log(base) + 1e-12), UNITS.length - 1);
  return `${toFixed(value / base ** power, 1)} ${binary ? `${UNITS[power]}i` : UNITS[power]!.replace('K', 'k')}B`;
};

/** 1024 bytes as `1.00 KB`, as Ansible writes sizes. */
const humanReadable = (size: number, isBits: boolean, unit: string | undefined): string => {
  const base = isBits ? 'bits' : 'Bytes';
  const index =
    unit === undefined
      ? ([...UNITS.keys()].reverse().find(power => size >= 1024 ** power) ?? 0)
      : UNITS.indexOf(unit.toUpperCase().charAt(0));
  const power = Math.max(index, 0);
  const suffix = power === 0 ? base : `${UNITS[power]}${isBits ? 'b' : 'B'}`;
  return `${toFixed(size / 1024 ** power, 2)} ${suffix}`;
};

const humanToBytes = (value: Runtime, defaultUnit: string | undefined, isBits: boolean): Runtime => {
  const match = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(toText(value));
  const amount = match ? Number.parseFloat(match[1]!) : Number.NaN;
  if (Number.isNaN(amount)) throw new Fault(`human_to_bytes() can't read "${toText(value)}"`);
  const unit = match![2] ?? defaultUnit;
  if (unit === undefined) return integerFrom(Math.round(amount));
  const power = UNITS.indexOf(unit.charAt(0).toUpperCase());
  const isBase = unit.charAt(0).toUpperCase() === 'B';
  if (power < 1 && !isBase) throw new Fault(`human_to_bytes() knows no unit "${unit}"`);
  const second = (isBase ? unit : unit.slice(1)).toLowerCase();
  if (
    second !== '' &&
    ![isBits ? 'b' : 'b', isBits ? 'bit' : 'byte', isBits ? 'bits' : 'bytes'].includes(second)
  )
    throw new Fault(`human_to_bytes() knows no unit "${unit}"`);
  if (unit.length === 2 && !isBase && unit[1] !== (isBits ? 'b' : 'B'))
    throw new Fault(
      `"${unit}" counts ${isBits ? 'bytes' : 'bits'}`,
      isBits ? 'leave isbits out' : 'pass isbits=True',
    );
  return integerFrom(Math.round(amount * 1024 ** (isBase ? 0 : power)));
};

const optionalText = (value: Runtime | undefined): string | undefined =>
  value === undefined || value === null ? undefined : toText(value);

/** Filters on numbers. */
export const numberFilters: [string, Filter][] = filters({
  abs: [
    [],
    value => {
      if (value instanceof Float) return new Float(Math.abs(value.value));
      return compare(value, 0) < 0 ? negate(value) : (numeric(value) ?? value);
    },
  ],
  filesizeformat: [
    ['binary'],
    (value, [binary = false]) =>
      fileSize(toNumber(typeof value === 'string' ? toInt(value, value, 10) : value), isTruthy(binary)),
  ],
  float: [
    ['default'],
    (value, [fallback = new Float(0)]) => {
      requireSomething(value);
      const number = typeof value === 'string' ? parseFloatText(value) : numeric(value);
      if (number === undefined) return fallback;
      return number instanceof Float ? number : new Float(Number(number));
    },
  ],
  human_readable: [
    ['isbits', 'unit'],
    (value, [isBits = false, unit]) =>
      humanReadable(
        typeof value === 'string' ? (parseFloatText(value) ?? toNumber(value)) : toNumber(value),
        isTruthy(isBits),
        optionalText(unit),
      ),
  ],
  human_to_bytes: [
    ['default_unit', 'isbits'],
    (value, [unit, isBits = false]) => humanToBytes(value, optionalText(unit), isTruthy(isBits)),
  ],
  int: [
    ['default', 'base'],
    (value, [fallback = 0, base = 10]) => toInt(value, fallback, toInteger(base, 'the base')),
  ],
  log: [
    ['base'],
    (value, [base]) => {
      const number = toNumber(value);
      if (number <= 0) throw new Fault('log() needs a number above 0');
      if (base === undefined) return new Float(Math.log(number));
      const by = toNumber(base, 'the base');
      return new Float(
        by === 10 ? Math.log10(number) : by === 2 ? Math.log2(number) : Math.log(number) / Math.log(by),
      );
    },
  ],
  pow: [
    ['y'],
    (value, [exponent = null]) => {
      const [base, by] = [toNumber(value), toNumber(exponent, 'the exponent')];
      return defined(base === 1 ? 1 : base ** by, base, by);
    },
  ],
  root: [
    ['base'],
    (value, [base = 2]) => {
      const [number, by] = [toNumber(value), toNumber(base, 'the base')];
      if (by === 0) throw new Fault('there is no root of base 0');
      return defined(by === 2 ? Math.sqrt(number) : number ** (1 / by), number, by);
    },
  ],
  round: [
    ['precision', 'method'],
    (value, [precision = 0, method = 'common']) =>
      round(value, toInteger(precision, 'the precision'), toText(method)),
  ],
});
