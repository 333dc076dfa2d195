import { type Filter, filters, freeFilters, lenientFilters } from '../define.js';
import { Fault, isUndefined, type Runtime, type RuntimeDict, tupleOf } from '../runtime.js';
import { compare } from '../values/compare.js';
import { getItem, isEqual, setItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { toDirection } from '../values/numbers.js';
import { repr, toText, typeName } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { ignoringCase } from './attribute.js';
import { requireDict } from './require.js';

const mergeLists = (a: readonly Runtime[], b: readonly Runtime[], how: string): Runtime[] => {
  const without = (list: readonly Runtime[], other: readonly Runtime[]): Runtime[] =>
    list.filter(item => !other.some(candidate => isEqual(candidate, item)));
  switch (how) {
    case 'replace':
      return [...b];
    case 'keep':
      return [...a];
    case 'append':
      return [...a, ...b];
    case 'prepend':
      return [...b, ...a];
    case 'append_rp':
      return [...without(a, b), ...b];
    case 'prepend_rp':
      return [...b, ...without(a, b)];
  }
  throw new Fault(
    `"${how}" is no way to merge lists`,
    'replace, keep, append, prepend, append_rp or prepend_rp',
  );
};

/** One dict over another: the second wins; `recursive` merges dicts inside, `lists` says what becomes of lists. */
export const mergeDicts = (
  a: RuntimeDict,
  b: RuntimeDict,
  recursive: boolean,
  lists: string,
): RuntimeDict => {
  // Of two that are equal nothing is merged, not even their lists.
  if (a.size === 0 || isEqual(a, b)) return new Map(b);
  const merged = new Map(a);
  for (const [key, value] of b) {
    const old = getItem(merged, key);
    if (recursive && old instanceof Map && value instanceof Map)
      setItem(merged, key, mergeDicts(old, value, true, lists));
    else if (Array.isArray(old) && Array.isArray(value)) setItem(merged, key, mergeLists(old, value, lists));
    else setItem(merged, key, value);
  }
  return merged;
};

const combine: Filter = (value, { positional, named }) => {
  const recursive = isTruthy(named.get('recursive') ?? false);
  const lists = toText(named.get('list_merge') ?? 'replace');
  for (const name of named.keys())
    if (name !== 'recursive' && name !== 'list_merge')
      throw new Fault(`combine() has no argument "${name}"`, 'it has recursive and list_merge');
  const dicts = [value, ...positional]
    .flatMap(item => (Array.isArray(item) ? item : [item]))
    .filter(item => item !== null && item !== 'None' && item !== 'null');
  mergeLists([], [], lists);
  // One alone is given back as it is.
  if (dicts.length === 1) return dicts[0]!;
  const [last = new Map(), ...lower] = dicts.map(item => requireDict(item, 'combine()')).reverse();
  return lower.reduce((merged, dict) => mergeDicts(dict, merged, recursive, lists), last);
};

const subelements = (value: Runtime, path: Runtime, skipMissing: boolean): Runtime[] => {
  const items = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : undefined;
  if (!items) throw new Fault(`subelements() needs a list of dicts or a dict, not ${typeName(value)}`);
  const keys = Array.isArray(path) ? path : toText(path).split('.');
  return items.flatMap(item => {
    let found: Runtime | undefined = item;
    for (const key of keys) {
      found = getItem(requireDict(found!, `the key "${toText(key)}" of subelements()`), key);
      if (found !== undefined) continue;
      if (skipMissing) return [];
      throw new Fault(
        `subelements() found no key "${toText(key)}" in ${repr(item)}`,
        'pass skip_missing=True',
      );
    }
    if (!Array.isArray(found))
      throw new Fault(
        `subelements() needs a list at "${keys.map(toText).join('.')}", not ${typeName(found!)}`,
      );
    return found.map(element => tupleOf(item, element));
  });
};

const rekey = (value: Runtime, key: Runtime, duplicates: string): RuntimeDict => {
  if (duplicates !== 'error' && duplicates !== 'overwrite')
    throw new Fault(`duplicates is "error" or "overwrite", not "${duplicates}"`);
  const made = new Map<Runtime, Runtime>();
  for (const item of value instanceof Map ? value.values() : iterate(value)) {
    const name = getItem(requireDict(item, 'an item of rekey_on_member()'), key);
    if (name === undefined) throw new Fault(`rekey_on_member() found no key ${repr(key)}`);
    if (duplicates === 'error' && getItem(made, name) !== undefined)
      throw new Fault(`the key ${repr(name)} is not unique`, "duplicates='overwrite' takes the last");
    setItem(made, name, item);
  }
  return made;
};

const dictSort = (
  value: Runtime,
  [caseSensitive = false, by = 'key', reverse = false]: (Runtime | undefined)[],
): Runtime => {
  if (by !== 'key' && by !== 'value') throw new Fault('dictsort() sorts by "key" or "value"');
  const part = by === 'key' ? 0 : 1;
  const fold = isTruthy(caseSensitive) ? (item: Runtime): Runtime => item : ignoringCase;
  const direction = toDirection(reverse) ? -1 : 1;
  return [...requireDict(value, 'dictsort')]
    .sort((a, b) => direction * compare(fold(a[part]), fold(b[part])))
    .map(([key, entry]) => tupleOf(key, entry));
};

/** Filters on dicts. */
export const dictFilters: [string, Filter][] = [
  ...filters({
    dict2items: [
      ['key_name', 'value_name'],
      (value, [keyName = 'key', valueName = 'value']) =>
        [...requireDict(value, 'dict2items')].map(
          ([key, entry]) =>
            new Map<Runtime, Runtime>([
              [keyName, key],
              [valueName, entry],
            ]),
        ),
    ],
    dictsort: [['case_sensitive', 'by', 'reverse'], (value, args) => dictSort(value, args)],
    items2dict: [
      ['key_name', 'value_name'],
      (value, [keyName = 'key', valueName = 'value']) => {
        if (!Array.isArray(value)) throw new Fault(`items2dict needs a list, not ${typeName(value)}`);
        const made = new Map<Runtime, Runtime>();
        for (const item of value) setItem(made, partOf(item, keyName), partOf(item, valueName));
        return made;
      },
    ],
    rekey_on_member: [
      ['key', 'duplicates'],
      (value, [key = null, duplicates = 'error']) => rekey(value, key, toText(duplicates)),
    ],
    subelements: [
      ['subelements', 'skip_missing'],
      (value, [path = '', skipMissing = false]) => subelements(value, path, isTruthy(skipMissing)),
    ],
  }),
  ...freeFilters({ combine }),
  ...lenientFilters({
    items: [
      [],
      value =>
        isUndefined(value) ? [] : [...requireDict(value, 'items')].map(([key, entry]) => tupleOf(key, entry)),
    ],
  }),
];

const partOf = (item: Runtime, key: Runtime): Runtime => {
  const found =
    item instanceof Map
      ? getItem(item, key)
      : Array.isArray(item) && typeof key === 'number'
        ? item[key]
        : undefined;
  if (found === undefined) throw new Fault(`items2dict needs dicts with ${repr(key)}, not ${repr(item)}`);
  return found;
};
