import { Float } from '../../value/value.js';
import { type Filter, filters, freeFilters } from '../define.js';
import { pairsOf } from '../methods/dict.js';
import { regexOf } from '../regex.js';
import { Fault, type Runtime } from '../runtime.js';
import { compare } from '../values/compare.js';
import { getItem, isEqual, setItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { compareVersions } from '../version.js';
import { attributeGetter } from './attribute.js';
import { mergeDicts } from './dicts.js';
import { generator } from './random.js';
import { requireDict } from './require.js';

type Named = ReadonlyMap<string, Runtime>;

const dictOf = (pairs: Iterable<readonly [Runtime, Runtime]>): Map<Runtime, Runtime> => {
  const dict = new Map<Runtime, Runtime>();
  for (const [key, value] of pairs) setItem(dict, key, value);
  return dict;
};

/** Lists of dicts merged by the value that they have under a key, in order of that value. */
const mergeBy: Filter = (value, { positional, named }) => {
  const lists = [value, ...positional];
  const index = named.get('index') ?? lists.pop();
  if (index === undefined) throw new Fault('lists_mergeby() needs the key to merge by');
  const all = lists.length === 1 && iterate(lists[0]!).every(Array.isArray) ? iterate(lists[0]!) : lists;
  const recursive = isTruthy(named.get('recursive') ?? false);
  const merged = new Map<Runtime, Runtime>();
  for (const item of all.flatMap(list => [...iterate(list)])) {
    const dict = requireDict(item, 'an item of lists_mergeby()');
    const key = getItem(dict, index);
    if (key === undefined) continue;
    const known = getItem(merged, key);
    setItem(
      merged,
      key,
      known instanceof Map
        ? mergeDicts(known, dict, recursive, toText(named.get('list_merge') ?? 'replace'))
        : dict,
    );
  }
  return [...merged].sort(([a], [b]) => compare(a, b)).map(([, dict]) => dict);
};

/** Which keys a target names: equal, at the start, at the end, or by a regular expression. */
const matcher = (target: Runtime, how: string): ((key: Runtime) => boolean) => {
  const targets = (Array.isArray(target) ? target : [target]).map(toText);
  switch (how) {
    case 'equal':
      return key => targets.includes(toText(key));
    case 'starts_with':
      return key => targets.some(candidate => toText(key).startsWith(candidate));
    case 'ends_with':
      return key => targets.some(candidate => toText(key).endsWith(candidate));
    case 'regex':
      return key => regexOf(targets[0] ?? '').match(toText(key)) !== undefined;
  }
  throw new Fault(`matching_parameter is equal, starts_with, ends_with or regex, not "${how}"`);
};

const filterKeys =
  (keep: boolean): Filter =>
  (value, { positional: [given], named }) => {
    const matches = matcher(
      named.get('target') ?? given ?? [],
      toText(named.get('matching_parameter') ?? 'equal'),
    );
    return iterate(value).map(item =>
      dictOf([...requireDict(item, 'an item')].filter(([key]) => matches(key) === keep)),
    );
  };

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['msec', 1],
  ['msecs', 1],
  ['s', 1000],
  ['sec', 1000],
  ['second', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['minute', 60_000],
  ['h', 3_600_000],
  ['hour', 3_600_000],
  ['d', 86_400_000],
  ['day', 86_400_000],
  ['w', 604_800_000],
  ['week', 604_800_000],
  ['mo', 2_592_000_000],
  ['month', 2_592_000_000],
  ['y', 31_536_000_000],
  ['year', 31_536_000_000],
]);

const unitOf = (name: string, named: Named): number => {
  const singular = name.toLowerCase().replace(/^(..+)s$/, '$1');
  const given = /^mo/.test(singular)
    ? named.get('month')
    : /^y/.test(singular)
      ? named.get('year')
      : undefined;
  const unit = UNITS.get(singular);
  if (unit === undefined) throw new Fault(`"${name}" is no unit of time`);
  return given === undefined ? unit : Number(given) * 86_400_000;
};

const toTime = (value: Runtime, unit: string, named: Named): Float => {
  const parts = toText(value).trim().split(/\s+/);
  const total = parts.reduce((sum, part) => {
    const [, amount, name = 'ms'] = /^(-?\d+(?:\.\d+)?)([a-z]+)?$/i.exec(part) ?? [];
    if (amount === undefined) throw new Fault(`"${part}" is no span of time`);
    return sum + Number(amount) * unitOf(name, named);
  }, 0);
  return new Float(Number((total / unitOf(unit, named)).toFixed(12)));
};

const timeFilter =
  (unit: string): Filter =>
  (value, { named }) =>
    toTime(value, unit, named);

const randomMac = (value: Runtime, seed: Runtime | undefined): string => {
  const parts = toText(value).toLowerCase().replace(/:$/, '').split(':');
  if (parts.length > 5 || parts.some(part => !/^[\da-f]{2}$/.test(part)))
    throw new Fault(`"${toText(value)}" is no beginning of a MAC address`);
  const below = generator(seed);
  while (parts.length < 6) parts.push(below(256).toString(16).padStart(2, '0'));
  return parts.join(':');
};

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'];

/** Filters of community.general that need nothing but themselves. */
export const communityFilters: [string, Filter][] = [
  ...filters({
    counter: [
      [],
      value => {
        const counts = new Map<Runtime, Runtime>();
        for (const item of iterate(value)) setItem(counts, item, Number(getItem(counts, item) ?? 0) + 1);
        return counts;
      },
    ],
    dict: [[], value => dictOf(pairsOf(value))],
    dict_kv: [['key'], (value, [key = '']) => dictOf([[key, value]])],
    groupby_as_dict: [
      ['attribute'],
      (value, [attribute = ''], evaluation) => {
        const get = attributeGetter(attribute, evaluation);
        const made = dictOf(iterate(value).map(item => [get(item), item]));
        if (made.size < iterate(value).length)
          throw new Fault('groupby_as_dict() found one value more than once');
        return made;
      },
    ],
    random_mac: [['seed'], (value, [seed]) => randomMac(value, seed)],
    unicode_normalize: [
      ['form'],
      (value, [form = 'NFC']) => {
        if (!FORMS.includes(toText(form)))
          throw new Fault(`"${toText(form)}" is no form of Unicode`, FORMS.join(', '));
        return toText(value).normalize(toText(form));
      },
    ],
    version_sort: [
      ['reverse'],
      (value, [reverse = false]) => {
        const sorted = [...iterate(value)].sort((a, b) => compareVersions(toText(a), toText(b), 'loose'));
        return isTruthy(reverse) ? sorted.reverse() : sorted;
      },
    ],
  }),
  ...freeFilters({
    keep_keys: filterKeys(true),
    lists_difference: (value, { positional }) =>
      [...iterate(value)].filter(
        item => !positional.some(list => iterate(list).some(other => isEqual(other, item))),
      ),
    lists_mergeby: mergeBy,
    remove_keys: filterKeys(false),
    to_days: timeFilter('d'),
    to_hours: timeFilter('h'),
    to_milliseconds: timeFilter('ms'),
    to_minutes: timeFilter('m'),
    to_months: timeFilter('mo'),
    to_seconds: timeFilter('s'),
    to_time_unit: (value, { positional: [unit], named }) => toTime(value, toText(unit ?? 'ms'), named),
    to_weeks: timeFilter('w'),
    to_years: timeFilter('y'),
  }),
];
