import { Fault, type Runtime } from '../runtime.js';
import { compare } from '../values/compare.js';
import { isEqual } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { toDirection, toInteger } from '../values/numbers.js';
import { repr, requireDefined } from '../values/text.js';
import { type Method, methodTable, required } from './method.js';

const searching: Parameters<typeof methodTable<Runtime[]>>[0] = {
  count: [
    ['value'],
    (list, [value]) => list.filter(item => isEqual(item, required(value, 'the value'))).length,
  ],
  index: [
    ['value', 'start', 'stop'],
    (list, [value, start = 0, stop = list.length]) => {
      const [from, to] = [start, stop].map(bound => {
        const index = toInteger(bound);
        return index < 0 ? index + list.length : index;
      }) as [number, number];
      const at = list.findIndex(
        (item, index) => index >= from && index < to && isEqual(item, required(value, 'the value')),
      );
      if (at === -1) throw new Fault(`${repr(required(value, 'the value'))} is not in the list`);
      return at;
    },
  ],
};

const given = (value: Runtime | undefined): Runtime => {
  requireDefined(required(value, 'the value'));
  return value!;
};

/** The methods of Python's `tuple`. */
export const tupleMethods: ReadonlyMap<string, Method> = methodTable<Runtime[]>(searching);

/** The methods of Python's `list`. Those that change it are named in `MUTATORS`. */
export const listMethods: ReadonlyMap<string, Method> = methodTable<Runtime[]>({
  ...searching,
  append: [
    ['value'],
    (list, [value]) => {
      list.push(given(value));
      return null;
    },
  ],
  clear: [
    [],
    list => {
      list.length = 0;
      return null;
    },
  ],
  copy: [[], list => [...list]],
  extend: [
    ['values'],
    (list, [values]) => {
      for (const item of [...iterate(given(values))]) list.push(item);
      return null;
    },
  ],
  insert: [
    ['index', 'value'],
    (list, [index, value]) => {
      list.splice(toInteger(required(index, 'the index')), 0, given(value));
      return null;
    },
  ],
  pop: [
    ['index'],
    (list, [index = -1]) => {
      const number = toInteger(index);
      const at = number < 0 ? number + list.length : number;
      if (at < 0 || at >= list.length)
        throw new Fault(list.length === 0 ? 'pop() from an empty list' : 'pop() beyond the end of the list');
      return list.splice(at, 1)[0]!;
    },
  ],
  remove: [
    ['value'],
    (list, [value]) => {
      const at = list.findIndex(item => isEqual(item, required(value, 'the value')));
      if (at === -1) throw new Fault(`${repr(required(value, 'the value'))} is not in the list`);
      list.splice(at, 1);
      return null;
    },
  ],
  reverse: [
    [],
    list => {
      list.reverse();
      return null;
    },
  ],
  sort: [
    ['key', 'reverse'],
    (list, [key = null, reverse = false]) => {
      if (key !== null)
        throw new Fault(
          'sort() with a key is not supported',
          'the filter takes an attribute: | sort(attribute=...)',
        );
      const direction = toDirection(reverse) ? -1 : 1;
      list.sort((a, b) => direction * compare(a, b));
      return null;
    },
  ],
});

/** Methods that change what they are called on. A template that calls one works on copies of variables. */
export const MUTATORS: ReadonlySet<string> = new Set([
  'append',
  'clear',
  'extend',
  'insert',
  'pop',
  'popitem',
  'remove',
  'reverse',
  'setdefault',
  'sort',
  'update',
]);
