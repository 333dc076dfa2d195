import { Float } from '../../value/value.js';
import { Fault, type Runtime } from '../runtime.js';
import { toExponential, toFixed } from './decimals.js';
import { numeric } from './numbers.js';
import { repeat, slice, textLength } from './strings.js';
import { floatText, toText, typeName } from './text.js';

/** How one value is laid out: Python's format specification, which `%` formatting is reduced to as well. */
export interface Layout {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPECIFICATION =
  /^(?:(?<fill>[\s\S]?)(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[_,])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/u;

/** Reads what stands behind the colon in `'{:>4}'`. Throws a Fault if it isn't a format. */
export const parseLayout = (specification: string): Layout => {
  const groups = SPECIFICATION.exec(specification)?.groups;
  if (!groups) throw new Fault(`"${specification}" is not a format`);
  return {
    fill: groups.fill || (groups.zero ? '0' : ' '),
    align: groups.align ?? (groups.zero ? '=' : undefined),
    sign: groups.sign ?? '-',
    alternate: groups.alternate !== undefined,
    width: Number(groups.width ?? 0),
    grouping: groups.grouping ?? '',
    precision: groups.precision === undefined ? undefined : Number(groups.precision),
    type: groups.type ?? '',
  };
};

const BASES: { readonly [type: string]: readonly [base: number, prefix: string] } = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

/** Python's `format(value, specification)`. */
export const layOut = (value: Runtime, layout: Layout): string => {
  const number = numeric(value);
  const { type } = layout;
  if (number === undefined || type === 's' || (typeof value === 'boolean' && type === '')) {
    if (type !== '' && type !== 's')
      throw new Fault(`format "${type}" needs a number, not ${typeName(value)}`);
    const text = toText(value);
    return pad(layout.precision === undefined ? text : slice(text, 0, layout.precision), layout, '<');
  }
  if (type === 'c' && (Number(number) < 0 || Number(number) > 0x10ffff))
    throw new Fault(`${number instanceof Float ? number.value : number} is no character`);
  if (type === 'c') return pad(String.fromCodePoint(Number(number)), layout, '<');
  const [negative, digits] =
    number instanceof Float || /[eEfFgG%]/.test(type)
      ? layOutFloat(number instanceof Float ? number.value : Number(number), layout, number instanceof Float)
      : layOutInteger(BigInt(number), layout);
  const sign = negative ? '-' : layout.sign === '-' ? '' : layout.sign;
  if (layout.align !== '=') return pad(sign + digits, layout, '>');
  return sign + repeat(layout.fill, layout.width - sign.length - digits.length) + digits;
};

const layOutInteger = (value: bigint, layout: Layout): [negative: boolean, digits: string] => {
  const magnitude = value < 0n ? -value : value;
  const [base, prefix] = BASES[layout.type] ?? [10, ''];
  if (base === 10 && !['', 'd', 'n'].includes(layout.type))
    throw new Fault(`"${layout.type}" is not a format for a number`);
  let digits = magnitude.toString(base);
  if (layout.type === 'X') digits = digits.toUpperCase();
  if (layout.precision !== undefined) digits = digits.padStart(layout.precision, '0');
  return [value < 0n, (layout.alternate ? prefix : '') + group(digits, layout.grouping, base === 10 ? 3 : 4)];
};

const group = (digits: string, separator: string, size: number): string =>
  separator === '' ? digits : digits.replace(new RegExp(`\\B(?=(?:.{${size}})+$)`, 'g'), separator);

const layOutFloat = (
  value: number,
  layout: Layout,
  isFloat: boolean,
): [negative: boolean, digits: string] => {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value)) return [negative, Number.isNaN(value) ? 'nan' : 'inf'];
  const precision = layout.precision ?? 6;
  if (precision > 100) throw new Fault('a precision above 100 is not supported');
  const { type } = layout;
  let digits: string;
  if (type === 'f' || type === 'F') digits = toFixed(magnitude, precision);
  else if (type === '%') digits = `${toFixed(magnitude * 100, precision)}%`;
  else if (type === 'e' || type === 'E') digits = exponential(magnitude, precision);
  else if (type === '' && layout.precision === undefined && isFloat) digits = floatText(magnitude);
  else digits = general(magnitude, Math.max(1, precision), layout.alternate);
  if (type === 'E' || type === 'G') digits = digits.toUpperCase();
  const [whole = '', ...rest] = digits.split('.');
  return [negative, [group(whole, layout.grouping, 3), ...rest].join('.')];
};

const exponential = (value: number, precision: number): string => {
  const [mantissa, exponent] = toExponential(value, precision).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
};

const general = (value: number, precision: number, keepZeros: boolean): string => {
  const exponent = value === 0 ? 0 : Number(toExponential(value, precision - 1).split('e')[1]);
  const scientific = exponent < -4 || exponent >= precision;
  const text = scientific ? exponential(value, precision - 1) : toFixed(value, precision - 1 - exponent);
  if (keepZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
};

const pad = (text: string, layout: Layout, defaultAlign: string): string => {
  const missing = layout.width - textLength(text);
  if (missing <= 0) return text;
  const align = layout.align ?? defaultAlign;
  const left = align === '<' || align === '=' ? 0 : align === '>' ? missing : Math.floor(missing / 2);
  return repeat(layout.fill, left) + text + repeat(layout.fill, missing - left);
};
