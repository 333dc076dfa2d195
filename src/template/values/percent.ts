import { Float } from '../../value/value.js';
import { Fault, type Runtime, type RuntimeDict, Tuple } from '../runtime.js';
import { getItem } from './equality.js';
import { layOut } from './format-spec.js';
import { numeric } from './numbers.js';
import { textLength } from './strings.js';
import { repr, requireDefined, toText, typeName } from './text.js';

const PLACEHOLDER =
  /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d+)?)?[hlL]?(?<type>[\s\S])?/g;

/** Python's `text % values`: `values` is a tuple, a dict for `%(name)s`, or the only value. */
export const formatPercent = (text: string, values: Runtime): string => {
  requireDefined(values);
  const queue: readonly Runtime[] = values instanceof Tuple ? values : [values];
  const dict = values instanceof Map ? values : undefined;
  let next = 0;
  const take = (): Runtime => {
    const value = queue[next++];
    if (value === undefined) throw new Fault('a format has more placeholders than values');
    return value;
  };
  let usedKeys = false;
  const result = text.replace(PLACEHOLDER, (...match) => {
    const groups = match.at(-1) as { [name: string]: string | undefined };
    if (groups.type === '%') return '%';
    if (groups.type === undefined) throw new Fault('a format ends within a placeholder');
    if (groups.key !== undefined) usedKeys = true;
    const width = groups.width === '*' ? Number(take()) : Number(groups.width ?? 0);
    const precision = groups.precision === '*' ? Number(take()) : groups.precision;
    const value = groups.key === undefined ? take() : lookUp(dict, groups.key);
    const hasPrecision = precision !== undefined || String(match[0]).includes('.');
    return placeholder(
      value,
      groups.type,
      groups.flags ?? '',
      width,
      hasPrecision ? Number(precision ?? 0) : undefined,
    );
  });
  // Python looks for values that were left over in tuples and single values, not in dicts and lists.
  const mayBeLeft = values instanceof Tuple || !(Array.isArray(values) || dict);
  if (next < queue.length && !usedKeys && mayBeLeft)
    throw new Fault('not all values have a placeholder in the format');
  return result;
};

const lookUp = (dict: RuntimeDict | undefined, key: string): Runtime => {
  if (!dict) throw new Fault(`"%(${key})" needs a dict`);
  const value = getItem(dict, key);
  if (value === undefined) throw new Fault(`the format's dict has no "${key}"`);
  return value;
};

const placeholder = (
  value: Runtime,
  type: string,
  flags: string,
  width: number,
  precision: number | undefined,
): string => {
  const left = flags.includes('-');
  const layout = {
    fill: ' ',
    align: left ? '<' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    width,
    grouping: '',
    precision,
    type,
  };
  if (type === 's' || type === 'r' || type === 'a')
    return layOut(type === 's' ? toText(value) : repr(value), { ...layout, type: 's' });
  if (type === 'c' && typeof value === 'string' && textLength(value) === 1)
    return layOut(value, { ...layout, type: 's' });
  const number = numeric(value);
  if (number === undefined) {
    requireDefined(value);
    throw new Fault(`"%${type}" needs a number, not ${typeName(value)}`, 'convert the text first: | int');
  }
  const zeroed = flags.includes('0') && !left ? { ...layout, fill: '0', align: '=' } : layout;
  if ('diu'.includes(type))
    return layOut(number instanceof Float ? BigInt(Math.trunc(number.value)) : number, {
      ...zeroed,
      type: 'd',
    });
  if ('oxXc'.includes(type) && number instanceof Float)
    throw new Fault(`"%${type}" needs an integer, not float`, 'convert it first: | int');
  if ('oxXeEfFgGc'.includes(type)) return layOut(number, zeroed);
  throw new Fault(`"%${type}" is not a format`);
};
