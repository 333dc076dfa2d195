import { Fault, type Runtime, type RuntimeDict, tupleOf } from '../runtime.js';
import { deleteItem, getItem, requireHashable, setItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { repr, requireDefined } from '../values/text.js';
import { bindArguments, type Method, methodTable, required } from './method.js';

/** The pairs of a dict, or of a list of pairs, as `dict()` and `update()` take them. */
export const pairsOf = (value: Runtime): [Runtime, Runtime][] => {
  if (value instanceof Map) return [...value];
  return iterate(value).map(pair => {
    const [key, entry, ...rest] = iterate(pair);
    if (key === undefined || entry === undefined || rest.length > 0)
      throw new Fault(`${repr(pair)} is no pair of key and value`);
    return [key, entry];
  });
};

const fixed: ReadonlyMap<string, Method> = methodTable<RuntimeDict>({
  clear: [
    [],
    dict => {
      dict.clear();
      return null;
    },
  ],
  copy: [[], dict => new Map(dict)],
  get: [
    ['key', 'default'],
    (dict, [key, fallback = null]) => {
      requireHashable(required(key, 'the key'));
      const value = getItem(dict, key!);
      return value === undefined ? fallback : value;
    },
  ],
  items: [[], dict => [...dict].map(([key, value]) => tupleOf(key, value))],
  keys: [[], dict => [...dict.keys()]],
  pop: [
    ['key', 'default'],
    (dict, [key, fallback]) => {
      const found = getItem(dict, required(key, 'the key'));
      const value = found === undefined ? fallback : found;
      if (value === undefined) throw new Fault(`the dict has no ${repr(key!)}`);
      deleteItem(dict, key!);
      return value;
    },
  ],
  popitem: [
    [],
    dict => {
      const last = [...dict].at(-1);
      if (!last) throw new Fault('popitem() from an empty dict');
      dict.delete(last[0]);
      return tupleOf(...last);
    },
  ],
  setdefault: [
    ['key', 'default'],
    (dict, [key, fallback = null]) => {
      const value = getItem(dict, required(key, 'the key'));
      if (value !== undefined) return value;
      requireDefined(fallback);
      setItem(dict, key!, fallback);
      return fallback;
    },
  ],
  values: [[], dict => [...dict.values()]],
});

/** The methods of Python's `dict`. */
export const dictMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...fixed,
  [
    'update',
    (receiver, { positional, named }) => {
      const dict = receiver as RuntimeDict;
      const [other = new Map()] = bindArguments('update()', ['other'], { positional, named: new Map() });
      for (const [key, value] of [...pairsOf(other), ...named]) {
        requireDefined(value);
        requireHashable(key);
        setItem(dict, key, value);
      }
      return null;
    },
  ],
]);
