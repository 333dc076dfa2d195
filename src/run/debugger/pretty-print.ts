import { repr } from '../../template/index.js';
import type { Value } from '../../value/value.js';

/** Columns that a line may have. */
const WIDTH = 80;

/** A value as Python's `pprint` shows it: on one line where it fits, else with an entry on each; the keys of dicts in order. */
export const prettyPrint = (value: Value): string => formatted(value, 0, 0);

/**
 * @param indent columns before the value
 * @param behind columns that are needed behind it
 */
const formatted = (value: Value, indent: number, behind: number): string => {
  const whole = repr(inOrder(value));
  if (whole.length <= WIDTH - indent - behind) return whole;
  const gap = `,\n${' '.repeat(indent + 1)}`;
  if (value instanceof Map && value.size > 0) {
    const entries = sorted(value);
    const lines = entries.map(([key, entry], index) => {
      const name = `${repr(inOrder(key))}: `;
      return name + formatted(entry, indent + 1 + name.length, index + 1 < entries.length ? 1 : behind + 1);
    });
    return `{${lines.join(gap)}}`;
  }
  if (!Array.isArray(value) || value.length === 0) return whole;
  const lines = value.map((entry, index) =>
    formatted(entry, indent + 1, index + 1 < value.length ? 1 : behind + 1),
  );
  return `[${lines.join(gap)}]`;
};

const sorted = (dict: ReadonlyMap<Value, Value>): readonly (readonly [Value, Value])[] =>
  [...dict].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));

/** The value with the keys of its dicts in order. */
const inOrder = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!(value instanceof Map)) return value;
  return new Map(sorted(value).map(([key, entry]) => [key, inOrder(entry)]));
};
