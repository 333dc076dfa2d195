import { randomInt } from 'node:crypto';
import { zipped } from '../filters/lists.js';
import { Fault, LIMITS, type Runtime, tupleOf } from '../runtime.js';
import { getItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { formatPercent } from '../values/percent.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import type { Lookup } from './lookup.js';

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

const NUMBER = /^(?:0x[\da-f]+|0[0-7]+|-?\d+)$/i;

const readNumber = (text: string): number => {
  if (!NUMBER.test(text)) throw new Fault(`sequence can't read the number "${text}"`);
  return /^0\d/.test(text) ? Number.parseInt(text, 8) : Number(text);
};

/** `start=1 end=5 stride=2 format=%02d`, or the short form `5`, `1-5`, `0x10-0x20/2:host%02x`. */
const readSequence = (term: string): Map<string, string> => {
  const short = /^(?:(0x[\da-f]+|\d+)-)?(0x[\da-f]+|\d+)(?:\/(0x[\da-f]+|\d+))?(?::(.+))?$/i.exec(term);
  const settings = new Map<string, string>();
  if (short) {
    for (const [index, name] of ['start', 'end', 'stride', 'format'].entries()) {
      const value = short[index + 1];
      if (value !== undefined) settings.set(name, value);
    }
    return settings;
  }
  for (const part of term.split(/\s+/).filter(word => word !== '')) {
    const [name = '', ...value] = part.split('=');
    if (!['start', 'end', 'count', 'stride', 'format'].includes(name))
      throw new Fault(`sequence knows no "${part}"`, 'start, end, count, stride, format');
    settings.set(name, value.join('='));
  }
  return settings;
};

const sequence: Lookup = (terms, options) =>
  (terms.length === 0 ? [''] : terms).flatMap(term => {
    const settings = readSequence(toText(term));
    for (const [name, value] of options) settings.set(name, toText(value));
    const numberOf = (name: string): number | undefined => {
      const text = settings.get(name);
      return text === undefined ? undefined : readNumber(text);
    };
    const start = numberOf('start') ?? 1;
    const count = numberOf('count');
    const given = numberOf('end');
    if ((count === undefined) === (given === undefined))
      throw new Fault('sequence needs either count or end');
    const stride = numberOf('stride') ?? (given !== undefined && given < start ? undefined : 1);
    if (count === 0) return [];
    if (stride === undefined || stride === 0)
      throw new Fault('a sequence that counts down needs a negative stride');
    const end = given ?? start + stride * (count! - 1);
    if ((end - start) * stride < 0)
      throw new Fault(
        stride > 0 ? 'to count backwards make stride negative' : 'to count forward make stride positive',
      );
    const length = Math.floor((end - start) / stride) + 1;
    if (length > LIMITS.elements) throw new Fault(`a sequence of ${length} numbers is too long`);
    const format = settings.get('format') ?? '%d';
    return Array.from({ length }, (_, index) => formatPercent(format, start + index * stride));
  });

const dict: Lookup = terms =>
  flattened(terms).flatMap(term => {
    if (!(term instanceof Map)) throw new Fault('dict needs dicts');
    return [...term].map(
      ([key, value]) =>
        new Map<Runtime, Runtime>([
          ['key', key],
          ['value', value],
        ]),
    );
  });

const subelements: Lookup = (terms, _, evaluation) => {
  const [items, path, flags] = terms.length === 1 && Array.isArray(terms[0]) ? terms[0] : terms;
  if (items === undefined || path === undefined) throw new Fault('subelements needs a list and a key');
  const skip = flags instanceof Map && isTruthy(getItem(flags, 'skip_missing') ?? false);
  const list = items instanceof Map ? [...items.values()] : [...iterate(items)];
  const used = list.filter(item => !(item instanceof Map && isTruthy(getItem(item, 'skipped') ?? false)));
  return [...iterate(evaluation.filter('subelements', used, { positional: [path, skip], named: new Map() }))];
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
  [
    'random_choice',
    terms => {
      const all = terms.length === 1 && Array.isArray(terms[0]) ? terms[0] : terms;
      return all.length === 0 ? [] : [all[randomInt(all.length)]!];
    },
  ],
  ['sequence', sequence],
  ['subelements', subelements],
  [
    'together',
    terms =>
      zipped(
        terms.map(listOf).map(list => [...list]),
        null,
      ).map(row => [...iterate(row)]),
  ],
];
