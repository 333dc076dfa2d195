import type { Value } from '../../value/value.js';
import { Tuple } from '../runtime.js';

/** A value with lists in place of the tuples in it: what a loop hands out and what is kept for later has none. */
export const withoutTuples = (value: Value): Value => {
  if (!holdsTuples(value)) return value;
  if (Array.isArray(value)) return Array.from(value, withoutTuples);
  return new Map(
    [...(value as ReadonlyMap<Value, Value>)].map(([key, entry]) => [key, withoutTuples(entry)]),
  );
};

const holdsTuples = (value: Value): boolean => {
  if (Array.isArray(value)) return value instanceof Tuple || value.some(holdsTuples);
  // Dictionaries that fetch what they are asked for, such as `hostvars`, are left in peace.
  return isPlainDict(value) && [...value.values()].some(holdsTuples);
};

const isPlainDict = (value: Value): value is Map<Value, Value> =>
  value instanceof Map && Object.getPrototypeOf(value) === Map.prototype;
