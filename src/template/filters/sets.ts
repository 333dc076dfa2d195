import { type Filter, filters, freeFilters } from '../define.js';
import { Fault, LIMITS, type Runtime, tupleOf } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toInteger, toSize } from '../values/numbers.js';
import { Seen } from '../values/seen.js';
import { zipped } from './lists.js';

const unique = (items: readonly Runtime[]): Runtime[] => {
  const seen = new Seen();
  return items.filter(item => seen.add(item));
};

const intersect = (a: readonly Runtime[], b: readonly Runtime[]): Runtime[] => {
  const other = new Seen(b);
  return unique(a.filter(item => other.has(item)));
};

const difference = (a: readonly Runtime[], b: readonly Runtime[]): Runtime[] => {
  const other = new Seen(b);
  return unique(a.filter(item => !other.has(item)));
};

const requireSize = (size: number): void => {
  if (size > LIMITS.elements) throw new Fault(`${size} combinations are too many`);
};

const product = (lists: readonly (readonly Runtime[])[]): Runtime[] => {
  requireSize(lists.length);
  requireSize(lists.reduce((size, list) => size * list.length, 1));
  let rows: Runtime[][] = [[]];
  for (const list of lists) rows = rows.flatMap(row => list.map(item => [...row, item]));
  return rows.map(row => tupleOf(...row));
};

/** All choices of `size` items; with order, every order of them. */
const choices = (items: readonly Runtime[], size: number, ordered: boolean): Runtime[] => {
  const rows: Runtime[] = [];
  const choose = (taken: readonly number[]): void => {
    if (taken.length === size) {
      rows.push(tupleOf(...taken.map(index => items[index]!)));
      requireSize(rows.length);
      return;
    }
    const from = ordered ? 0 : (taken.at(-1) ?? -1) + 1;
    for (let index = from; index < items.length; index++)
      if (!taken.includes(index)) choose([...taken, index]);
  };
  if (size >= 0 && size <= items.length) choose([]);
  return rows;
};

/** Filters that take lists as sets, and those that combine their items. */
export const setFilters: [string, Filter][] = [
  ...filters({
    combinations: [
      ['r'],
      (value, [size = null]) => choices(iterate(value), toInteger(size, 'the size'), false),
    ],
    difference: [['b'], (value, [other = []]) => difference(iterate(value), iterate(other))],
    intersect: [['b'], (value, [other = []]) => intersect(iterate(value), iterate(other))],
    permutations: [
      ['r'],
      (value, [size = null]) =>
        choices(iterate(value), size === null ? iterate(value).length : toInteger(size), true),
    ],
    symmetric_difference: [
      ['b'],
      (value, [other = []]) => {
        const [a, b] = [iterate(value), iterate(other)];
        return difference(unique([...a, ...b]), intersect(a, b));
      },
    ],
    union: [['b'], (value, [other = []]) => unique([...iterate(value), ...iterate(other)])],
  }),
  ...freeFilters({
    product: (value, { positional, named }) => {
      const times = toSize(named.get('repeat') ?? 1, 'repeat');
      const lists = [value, ...positional].map(iterate);
      return product(Array.from({ length: times }, () => lists).flat());
    },
    zip: (value, { positional }) => zipped([value, ...positional]),
    zip_longest: (value, { positional, named }) =>
      zipped([value, ...positional], named.get('fillvalue') ?? null),
  }),
];
