import { Bytes, Fault, Nothing, type Runtime } from '../runtime.js';
import { characters } from './strings.js';
import { requireDefined, typeName } from './text.js';

/** What a `for` over the value goes through: items of a list, keys of a dict, characters of a text. Not a copy of a list. */
export const iterate = (value: Runtime): readonly Runtime[] => {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.keys()];
  if (typeof value === 'string') return characters(value);
  if (value instanceof Nothing) return [];
  if (value instanceof Bytes) return [...value.data];
  requireDefined(value);
  throw new Fault(
    `${typeName(value)} is nothing to loop over`,
    value === null ? 'give a default: | default([], true)' : undefined,
  );
};

/** Whether `iterate` works on it. */
export const isIterable = (value: Runtime): boolean => {
  requireDefined(value);
  return (
    Array.isArray(value) ||
    value instanceof Map ||
    typeof value === 'string' ||
    value instanceof Nothing ||
    value instanceof Bytes
  );
};
