import { randomInt } from 'node:crypto';
import { zipped } from '../filters/lists.js';
import { requireDict } from '../filters/require.js';
import { Fault, LIMITS, type Runtime, type RuntimeDict, tupleOf } from '../runtime.js';
import { getItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { repr, requireDefined, typeName } from '../values/text.js';
import { isTruthy, toBool } from '../values/truth.js';
import type { Lookup } from './lookup.js';
import { sequence } from './sequence.js';

const flattened = (terms: readonly Runtime[]): Runtime[] =>
  terms.flatMap(term => (Array.isArray(term) ? flattened(term) : term === null ? [] : [term]));

const listOf = (value: Runtime): readonly Runtime[] => (Array.isArray(value) ? value : [value]);

const nested = (terms: readonly Runtime[]): Runtime[] => {
  if (terms.length === 0) throw new Fault('nested needs at least one list');
  const size = terms.reduce((total: number, term) => total * listOf(term).length, 1);
  if (size > LIMITS.elements) throw new Fault(`${size} combinations are too many`);
  let rows: Runtime[][] = [[]];
  for (const term of terms)
    rows = rows.flatMap(row => listOf(term).map(item => [...row, ...(Array.isArray(item) ? item : [item])]));
  return rows;
};

const dictTerm = (term: Runtime): RuntimeDict => {
  if (term instanceof Map) return term;
  requireDefined(term);
  throw new Fault('with_dict expects a dict', `this is a ${typeName(term)}`);
};

const dict: Lookup = terms =>
  terms.flatMap(term =>
    [...dictTerm(term)].map(
      ([key, value]) =>
        new Map<Runtime, Runtime>([
          ['key', key],
          ['value', value],
        ]),
    ),
  );

const isSkipped = (item: RuntimeDict): boolean => (getItem(item, 'skipped') ?? false) !== false;

/** The dict without what stands at a path; and the list that stood there, or undefined if there is none. */
const cutOut = (
  item: RuntimeDict,
  [key = '', ...rest]: readonly string[],
): { readonly left: RuntimeDict; readonly list: Runtime[] | undefined } => {
  const found = getItem(item, key);
  const left = new Map(item);
  if (found === undefined) return { left, list: undefined };
  if (rest.length === 0) {
    if (!Array.isArray(found)) throw new Fault(`"${key}" should be a list, not ${typeName(found)}`);
    left.delete(key);
    return { left, list: found };
  }
  if (!(found instanceof Map)) return { left, list: undefined };
  const inner = cutOut(found, rest);
  left.set(key, inner.left);
  return { left, list: inner.list };
};

/** Every dict with each element of the list that it has at a path. As with Ansible, the list is missing from the dict then. */
const subelements: Lookup = terms => {
  const [items, path, flags, ...rest] = terms.length === 1 && Array.isArray(terms[0]) ? terms[0] : terms;
  if (items === undefined || typeof path !== 'string' || rest.length > 0)
    throw new Fault(
      'subelements lookup expects a list of two or three items',
      'a list or a dict, the key of a list in each, and perhaps {"skip_missing": true}',
    );
  if (items instanceof Map && isSkipped(items)) return [];
  const skipMissing = flags instanceof Map && isTruthy(toBool(getItem(flags, 'skip_missing') ?? false));
  return (items instanceof Map ? [...items.values()] : [...iterate(items)]).flatMap(item => {
    const dict = requireDict(item, 'it');
    if (isSkipped(dict)) return [];
    const { left, list } = cutOut(dict, path.split('.'));
    if (!list && !skipMissing)
      throw new Fault(
        `could not find '${path}' key in iterated item '${repr(dict)}'`,
        'pass {"skip_missing": true}',
      );
    return (list ?? []).map(element => tupleOf(left, element));
  });
};

/** The first elements of all lists, then the second ones, ...; lists inside of them become part of the row. */
const together: Lookup = terms => {
  if (terms.length === 0) throw new Fault('it needs at least one list');
  return zipped(
    terms.map(listOf).map(list => [...list]),
    null,
  ).map(row => iterate(row).flatMap(listOf));
};

/** Lookups that only arrange what they are given, as the `with_` loops do. */
export const listLookups: [string, Lookup][] = [
  ['dict', dict],
  ['flattened', flattened],
  ['indexed_items', terms => terms.flatMap(listOf).map((item, index) => tupleOf(index, item))],
  ['items', terms => terms.flatMap(listOf)],
  ['list', terms => [...terms]],
  ['nested', nested],
  ['cartesian', nested],
  ['random_choice', terms => (terms.length === 0 ? [] : [terms[randomInt(terms.length)]!])],
  ['sequence', sequence],
  ['subelements', subelements],
  ['together', together],
];
