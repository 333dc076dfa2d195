import { type Filter, filters, freeFilters, lenientFilters } from '../define.js';
import { Fault, LIMITS, type Runtime, tupleOf } from '../runtime.js';
import { add } from '../values/arithmetic.js';
import { contains } from '../values/compare.js';
import { iterate } from '../values/iterate.js';
import { toInteger, toSize } from '../values/numbers.js';
import { Seen } from '../values/seen.js';
import { zipped } from './lists.js';

const unique = (items: readonly Runtime[]): Runtime[] => {
  const seen = new Seen();
  return items.filter(item => seen.add(item));
};

/** Whether items are in a list, in a set of its own for long ones; in a text or dict as `in` has it. */
const membership = (container: Runtime): ((item: Runtime) => boolean) => {
  if (!Array.isArray(container)) return item => contains(container, item);
  const seen = new Seen(container);
  return item => seen.has(item);
};

const intersect = (a: Runtime, b: Runtime): Runtime[] => unique(iterate(a).filter(membership(b)));

const difference = (a: Runtime, b: Runtime): Runtime[] => {
  const isIn = membership(b);
  return unique(iterate(a).filter(item => !isIn(item)));
};

const union = (a: Runtime, b: Runtime): Runtime[] =>
  typeof a === 'string' && typeof b === 'string'
    ? unique([...iterate(a), ...iterate(b)])
    : unique(iterate(add(a, b)));

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
    permutations: [
      ['r'],
      (value, [size = null]) =>
        choices(iterate(value), size === null ? iterate(value).length : toInteger(size), true),
    ],
    symmetric_difference: [
      ['b'],
      (value, [other = []]) => difference(union(value, other), intersect(value, other)),
    ],
    union: [['b'], (value, [other = []]) => union(value, other)],
  }),
  // The other list may be undefined where there is nothing that could be in it.
  ...lenientFilters({
    difference: [['b'], (value, [other = []]) => difference(value, other)],
    intersect: [['b'], (value, [other = []]) => intersect(value, other)],
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
