import { Float } from '../../value/value.js';
import { aliased, lenientTests, shortName, type Test, tests } from '../define.js';
import { FILTERS } from '../filters/index.js';
import { Callable, Fault, isUndefined, type Runtime } from '../runtime.js';
import { modulo } from '../values/arithmetic.js';
import { compare, contains } from '../values/compare.js';
import { isEqual } from '../values/equality.js';
import { isIterable } from '../values/iterate.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { TESTS } from './index.js';

const isInteger = (value: Runtime): boolean => typeof value === 'number' || typeof value === 'bigint';
const isZeroModulo = (value: Runtime, by: Runtime): boolean => isEqual(modulo(value, by), 0);
const other = (value: Runtime | undefined): Runtime => {
  if (value === undefined) throw new Fault('a test lacks what to compare with');
  return value;
};

/** Whether there is a test of that name; asked when all are loaded. */
const isKnown = (name: string): boolean => TESTS.has(name) || TESTS.has(shortName(name));

/** The truth of a text that reads as a boolean, as Ansible's `boolean()` has it; anything else by Python's rules. */
const converted = (value: Runtime): boolean => {
  const text = typeof value === 'string' ? value.toLowerCase().trim() : undefined;
  if (text !== undefined && ['y', 'yes', 'on', '1', 'true', 't', '1.0'].includes(text)) return true;
  if (text !== undefined && ['n', 'no', 'off', '0', 'false', 'f', '0.0'].includes(text)) return false;
  return isTruthy(value);
};

const truthy = (value: Runtime, convert: Runtime | undefined): boolean =>
  convert !== undefined && isTruthy(convert) ? converted(value) : isTruthy(value);

/** Jinja's own tests and those on truth. */
export const coreTests: [string, Test][] = aliased(
  [
    ...lenientTests({
      boolean: [[], value => typeof value === 'boolean'],
      callable: [[], value => value instanceof Callable],
      defined: [[], value => !isUndefined(value)],
      escaped: [[], () => false],
      false: [[], value => value === false],
      float: [[], value => value instanceof Float],
      integer: [[], isInteger],
      mapping: [[], value => value instanceof Map],
      none: [[], value => value === null],
      number: [[], value => isInteger(value) || typeof value === 'boolean' || value instanceof Float],
      // A vaulted value is decrypted where its file is read: no template ever sees it otherwise.
      vault_encrypted: [[], () => false],
      sameas: [['other'], (value, [same]) => value === same],
      string: [[], value => typeof value === 'string'],
      true: [[], value => value === true],
      undefined: [[], value => isUndefined(value)],
    }),
    ...tests({
      all: [[], value => Array.isArray(value) && value.every(isTruthy)],
      any: [[], value => Array.isArray(value) && value.some(isTruthy)],
      contains: [['value'], (value, [item]) => contains(value, other(item))],
      divisibleby: [['num'], (value, [by]) => isZeroModulo(value, other(by))],
      eq: [['other'], (value, [right]) => isEqual(value, other(right))],
      even: [[], value => isZeroModulo(value, 2)],
      falsy: [['convert_bool'], (value, [convert]) => !truthy(value, convert)],
      filter: [[], value => FILTERS.has(shortName(toText(value)))],
      ge: [['other'], (value, [right]) => compare(value, other(right), '>=') >= 0],
      gt: [['other'], (value, [right]) => compare(value, other(right), '>') > 0],
      in: [['seq'], (value, [container]) => contains(other(container), value)],
      iterable: [[], isIterable],
      le: [['other'], (value, [right]) => compare(value, other(right), '<=') <= 0],
      lower: [[], value => isCased(toText(value), 'toLowerCase')],
      lt: [['other'], (value, [right]) => compare(value, other(right), '<') < 0],
      nan: [[], value => value instanceof Float && Number.isNaN(value.value)],
      ne: [['other'], (value, [right]) => !isEqual(value, other(right))],
      odd: [[], value => isEqual(modulo(value, 2), 1)],
      test: [[], value => isKnown(toText(value))],
      sequence: [[], value => Array.isArray(value) || typeof value === 'string' || value instanceof Map],
      truthy: [['convert_bool'], (value, [convert]) => truthy(value, convert)],
      upper: [[], value => isCased(toText(value), 'toUpperCase')],
    }),
  ],
  {
    '!=': 'ne',
    '<': 'lt',
    '<=': 'le',
    '==': 'eq',
    '>': 'gt',
    '>=': 'ge',
    equalto: 'eq',
    greaterthan: 'gt',
    isnan: 'nan',
    lessthan: 'lt',
  },
);

const isCased = (text: string, fold: 'toLowerCase' | 'toUpperCase'): boolean =>
  text === text[fold]() && /\p{L}/u.test(text);
