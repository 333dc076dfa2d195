import { aliased, type Filter, filters, lenientFilters } from '../define.js';
import type { Evaluation } from '../evaluation.js';
import { Bytes, Fault, groupOf, type Runtime, tupleOf, Undefined } from '../runtime.js';
import { add } from '../values/arithmetic.js';
import { compare } from '../values/compare.js';
import { isEqual, isHashable, requireHashable } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { toDirection, toInteger, toSize } from '../values/numbers.js';
import { Seen } from '../values/seen.js';
import { characters, textLength } from '../values/strings.js';
import { toText, typeName } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { attributeGetter, ignoringCase } from './attribute.js';

/** What the first or last of nothing is. */
const none = (what: string, { source, at }: Evaluation): Undefined =>
  new Undefined(source.text.slice(at.start, at.end), {
    explain: path => `"${path}" is undefined: the list is empty, so there is no ${what}`,
    hint: () => undefined,
    location: () => source.locate(at),
  });

const isEmpty = (value: Runtime): boolean => iterate(value).length === 0;

/** The key that sorting compares: the attribute or the item, in lower case unless case matters. */
const keyOf = (
  attribute: Runtime | undefined,
  caseSensitive: Runtime | undefined,
  evaluation: Evaluation,
  fallback?: Runtime,
): ((item: Runtime) => Runtime) => {
  const fold =
    caseSensitive !== undefined && isTruthy(caseSensitive)
      ? (value: Runtime): Runtime => value
      : ignoringCase;
  if (attribute === undefined || attribute === null) return fold;
  const getters = (typeof attribute === 'string' ? attribute.split(',') : [attribute]).map(part =>
    attributeGetter(part, evaluation, fallback),
  );
  if (getters.length === 1) return item => fold(getters[0]!(item));
  return item => getters.map(get => fold(get(item)));
};

/** Items sorted by a key; equal ones keep their order. */
const sortBy = (items: readonly Runtime[], key: (item: Runtime) => Runtime, reverse = false): Runtime[] => {
  const keyed = items.map(item => ({ item, key: key(item) }));
  keyed.sort((a, b) => (reverse ? -compare(a.key, b.key) : compare(a.key, b.key)));
  return keyed.map(({ item }) => item);
};

const extreme = (
  value: Runtime,
  key: (item: Runtime) => Runtime,
  direction: 1 | -1,
  evaluation: Evaluation,
): Runtime => {
  const items = iterate(value);
  if (items.length === 0) return none(direction === 1 ? 'smallest' : 'largest', evaluation);
  let [best] = items as [Runtime];
  let bestKey = key(best);
  for (const item of items.slice(1)) {
    const candidate = key(item);
    if (compare(candidate, bestKey) * direction < 0) [best, bestKey] = [item, candidate];
  }
  return best;
};

const groups = (
  value: Runtime,
  key: (item: Runtime) => Runtime,
  label: (item: Runtime) => Runtime,
): Runtime => {
  const made: [key: Runtime, label: Runtime, items: Runtime[]][] = [];
  for (const item of sortBy(iterate(value), key)) {
    const itemKey = key(item);
    const last = made.at(-1);
    if (last && isEqual(last[0], itemKey)) last[2].push(item);
    else made.push([itemKey, label(item), [item]]);
  }
  return made.map(([, name, items]) => groupOf(name, items));
};

const batch = (value: Runtime, size: number, fill: Runtime | undefined): Runtime[] => {
  if (size < 1) throw new Fault('batch() needs a size of at least 1');
  const items = iterate(value);
  const rows: Runtime[][] = [];
  for (let at = 0; at < items.length; at += size) rows.push(items.slice(at, at + size));
  if (fill !== undefined && fill !== null) for (const row of rows) while (row.length < size) row.push(fill);
  return rows;
};

const slices = (value: Runtime, count: number, fill: Runtime | undefined): Runtime[] => {
  if (count < 1) throw new Fault('slice() needs a number of at least 1');
  const items = iterate(value);
  const [each, more] = [Math.floor(items.length / count), items.length % count];
  let at = 0;
  return Array.from({ length: count }, (_, index) => {
    const size = each + (index < more ? 1 : 0);
    const part = items.slice(at, at + size);
    at += size;
    if (fill !== undefined && fill !== null && index >= more) part.push(fill);
    return part;
  });
};

const length = (value: Runtime): number => {
  if (typeof value === 'string') return textLength(value);
  if (value instanceof Map) return value.size;
  if (value instanceof Bytes) return value.data.length;
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' && isTruthy(value) === false ? 0 : refuseLength(value);
};

const refuseLength = (value: Runtime): never => {
  throw new Fault(
    `${typeName(value)} has no length`,
    typeof value === 'number' ? 'turn it into a text first: | string' : undefined,
  );
};

const flatten = (value: Runtime, levels: number, skipNulls: boolean): Runtime[] => {
  const flat: Runtime[] = [];
  for (const item of iterate(value)) {
    if (skipNulls && (item === null || item === 'None' || item === 'null')) continue;
    if (Array.isArray(item) && levels > 0)
      for (const inner of flatten(item, levels - 1, skipNulls)) flat.push(inner);
    else flat.push(item);
  }
  return flat;
};

const unique = (value: Runtime, key: (item: Runtime) => Runtime): Runtime[] => {
  const seen = new Seen();
  return iterate(value).filter(item => seen.add(key(item)));
};

/** Filters that work on lists as a whole. */
export const listFilters: [string, Filter][] = aliased(
  [
    ...filters({
      first: [
        [],
        (value, _, evaluation) => (isEmpty(value) ? none('first', evaluation) : iterate(value)[0]!),
      ],
      flatten: [
        ['levels', 'skip_nulls'],
        (value, [levels = null, skipNulls = true]) =>
          flatten(value, levels === null ? Number.POSITIVE_INFINITY : toInteger(levels), isTruthy(skipNulls)),
      ],
      last: [
        [],
        (value, _, evaluation) => (isEmpty(value) ? none('last', evaluation) : iterate(value).at(-1)!),
      ],
      length: [[], value => length(value)],
      list: [[], value => [...iterate(value)]],
      max: [
        ['case_sensitive', 'attribute'],
        (value, [caseSensitive, attribute], evaluation) =>
          extreme(value, keyOf(attribute, caseSensitive, evaluation), -1, evaluation),
      ],
      min: [
        ['case_sensitive', 'attribute'],
        (value, [caseSensitive, attribute], evaluation) =>
          extreme(value, keyOf(attribute, caseSensitive, evaluation), 1, evaluation),
      ],
      reverse: [
        [],
        value =>
          typeof value === 'string' ? characters(value).reverse().join('') : [...iterate(value)].reverse(),
      ],
      sort: [
        ['reverse', 'case_sensitive', 'attribute'],
        (value, [reverse = false, caseSensitive, attribute], evaluation) =>
          sortBy(iterate(value), keyOf(attribute, caseSensitive, evaluation), toDirection(reverse)),
      ],
      sum: [
        ['attribute', 'start'],
        (value, [attribute = null, start = 0], evaluation) => {
          const get =
            attribute === null ? (item: Runtime): Runtime => item : attributeGetter(attribute, evaluation);
          if (typeof start === 'string') throw new Fault('sum() adds no texts', 'join them: | join');
          return iterate(value).reduce((total, item) => add(total, get(item)), start);
        },
      ],
      unique: [
        ['case_sensitive', 'attribute'],
        (value, [caseSensitive, attribute], evaluation) => {
          // Ansible compares what can't be hashed itself, but knows neither case nor attributes.
          const isPlain = caseSensitive !== false && !isTruthy(attribute ?? null);
          const key = keyOf(attribute, caseSensitive, evaluation);
          if (isPlain && !iterate(value).every(isHashable)) return unique(value, item => item);
          return unique(value, item => {
            const found = key(item);
            if (!isPlain) requireHashable(found);
            return found;
          });
        },
      ],
    }),
    // What stands in for items that are missing may be undefined where none is.
    ...lenientFilters({
      batch: [
        ['linecount', 'fill_with'],
        (value, [size = null, fill]) => batch(value, toSize(size, 'the size'), fill),
      ],
      groupby: [
        ['attribute', 'default', 'case_sensitive'],
        (value, [attribute = null, fallback, caseSensitive], evaluation) =>
          groups(
            value,
            keyOf(attribute, caseSensitive, evaluation, fallback),
            attributeGetter(attribute, evaluation, fallback),
          ),
      ],
      slice: [
        ['slices', 'fill_with'],
        (value, [count = null, fill]) => slices(value, toSize(count, 'the number of slices'), fill),
      ],
      join: [
        ['d', 'attribute'],
        (value, [separator = '', attribute = null], evaluation) => {
          const get =
            attribute === null ? (item: Runtime): Runtime => item : attributeGetter(attribute, evaluation);
          return iterate(value)
            .map(item => toText(get(item)))
            .join(toText(separator));
        },
      ],
    }),
  ],
  { count: 'length' },
);

/** Items as pairs of one from each list, up to the longest or the shortest. */
export const zipped = (lists: readonly Runtime[], fill?: Runtime): Runtime[] => {
  const columns = lists.map(iterate);
  const lengths = columns.map(column => column.length);
  const rows = columns.length === 0 ? 0 : fill === undefined ? Math.min(...lengths) : Math.max(...lengths);
  return Array.from({ length: rows }, (_, row) =>
    tupleOf(...columns.map(column => (row < column.length ? column[row]! : fill!))),
  );
};
