import { Float } from '../../value/value.js';
import {
  Bytes,
  Fault,
  LIMITS,
  type Runtime,
  type RuntimeDict,
  Special,
  Tuple,
  Undefined,
} from '../runtime.js';
import { numeric } from './numbers.js';
import { requireDefined, typeName } from './text.js';

/** Python's `a == b`. Throws for what is undefined. */
export const isEqual = (a: Runtime, b: Runtime, depth = 0): boolean => {
  if (a instanceof Undefined) throw a.error();
  if (b instanceof Undefined) throw b.error();
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return false;
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    return right !== undefined && orderNumbers(left, right) === 0;
  }
  if (depth > LIMITS.depth) throw new Fault('a value is nested too deeply to be compared');
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    if (a instanceof Tuple !== b instanceof Tuple) return false;
    return a.every((item, index) => isEqual(item, b[index]!, depth + 1));
  }
  if (a instanceof Map) return b instanceof Map && equalDicts(a, b, depth);
  if (a instanceof Bytes) return b instanceof Bytes && a.data.equals(b.data);
  return isOrdered(a) && isOrdered(b) && a.compareTo(b) === 0;
};

const equalDicts = (a: RuntimeDict, b: RuntimeDict, depth: number): boolean => {
  if (a.size !== b.size) return false;
  for (const [key, entry] of a) {
    const other = getItem(b, key);
    if (other === undefined || !isEqual(entry, other, depth + 1)) return false;
  }
  return true;
};

/** Something of the engine's own that can be compared with its like: dates and time spans. */
export interface Ordered {
  /** Negative, zero or positive; undefined if the other is of another kind. */
  compareTo(other: Runtime): number | undefined;
}

/** Whether a value can be compared with its like. */
export const isOrdered = (value: unknown): value is Runtime & Ordered =>
  typeof value === 'object' &&
  value !== null &&
  'compareTo' in value &&
  typeof value.compareTo === 'function';

/** The order of two numbers: negative, zero, positive, or NaN. */
export const orderNumbers = (a: number | bigint | Float, b: number | bigint | Float): number => {
  const left = a instanceof Float ? a.value : a;
  const right = b instanceof Float ? b.value : b;
  if (left < right) return -1;
  if (left > right) return 1;
  // Neither smaller nor greater and still not equal: one of them is not a number.
  return left >= right ? 0 : Number.NaN;
};

/** The entry of a key by Python's equality (1, 1.0 and True are one key), or undefined. Throws for keys that can't be. */
export const getItem = (dict: RuntimeDict, key: Runtime): Runtime | undefined => {
  const found = dict.get(key);
  if (found !== undefined || typeof key === 'string' || key === null) return found;
  const same = sameKey(dict, key);
  return same === undefined ? undefined : dict.get(same.key);
};

/** Sets an entry; an equal key that is already there stays as it is. */
export const setItem = (dict: RuntimeDict, key: Runtime, value: Runtime): void => {
  if (typeof key === 'string' || key === null || dict.has(key)) dict.set(key, value);
  else dict.set((sameKey(dict, key) ?? { key }).key, value);
};

/** Removes an entry; says whether it was there. */
export const deleteItem = (dict: RuntimeDict, key: Runtime): boolean => {
  if (dict.delete(key)) return true;
  if (typeof key === 'string' || key === null) return false;
  const same = sameKey(dict, key);
  return same !== undefined && dict.delete(same.key);
};

const sameKey = (dict: RuntimeDict, key: Runtime): { key: Runtime } | undefined => {
  requireHashable(key);
  for (const candidate of dict.keys())
    if (typeof candidate !== 'string' && isEqual(candidate, key)) return { key: candidate };
  return undefined;
};

/** Throws a Fault for a value that can't be the key of a dict or in a set: lists and dicts. */
export const requireHashable = (key: Runtime): void => {
  requireDefined(key);
  if (isHashable(key)) return;
  throw new Fault(`a ${typeName(key)} can't be the key of a dict or the member of a set`);
};

/** Whether Python could hash it. */
export const isHashable = (value: Runtime): boolean => {
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof Float) return true;
  if (value instanceof Tuple) return value.every(isHashable);
  return value instanceof Special;
};
