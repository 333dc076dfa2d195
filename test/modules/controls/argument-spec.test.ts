import test from 'ava';
import { argumentErrors } from '../../../src/modules/controls/argument-spec.js';
import { fromPlain, type Plain, type Value } from '../../../src/value/value.js';

const SPECIFICATION: Plain = {
  must: { type: 'str', required: true },
  number: { type: 'int', default: 1 },
  kind: { choices: ['one', 'two'] },
  many: { type: 'list', elements: 'int' },
  several: { type: 'list', elements: 'str', choices: ['x', 'y'] },
  flag: { type: 'bool', aliases: ['switch'] },
  d: { type: 'dict' },
  nested: { type: 'dict', options: { inner: { type: 'str', required: true }, level: { type: 'int' } } },
  each: { type: 'list', elements: 'dict', options: { a: { type: 'int', required: true } } },
};

const dict = (plain: Plain): ReadonlyMap<Value, Value> => fromPlain(plain) as ReadonlyMap<Value, Value>;

const CASES: readonly (readonly [string, Plain, readonly string[]])[] = [
  [
    'what is well',
    {
      must: 'x',
      number: '3',
      kind: 'one',
      many: [1, '2'],
      several: ['x'],
      switch: 'yes',
      d: {},
      each: [{ a: 1 }],
    },
    [],
  ],
  ['a single value for a list', { must: 1, many: '4', several: 'x,y' }, []],
  ['what is missing', {}, ['missing required arguments: must']],
  [
    'types',
    { must: 'x', number: 'abc', many: ['a'], d: [1] },
    [
      "argument 'number' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      "Elements value for option 'many' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      "argument 'd' is of type <class 'list'> and we were unable to convert to dict: <class 'list'> cannot be converted to a dict",
    ],
  ],
  ['a choice', { must: 'x', kind: 'four' }, ['value of kind must be one of: one, two, got: four']],
  [
    'a list of choices',
    { must: 'x', several: ['x', 'z'] },
    ['value of several must be one or more of: x, y. Got no match for: z'],
  ],
  [
    'what is within',
    { must: 'x', nested: { odd: 1 }, each: [{ a: 1 }, { b: 2 }] },
    [
      'missing required arguments: inner found in nested',
      'missing required arguments: a found in each',
      'each.b, nested.odd. Supported parameters include: a, inner, level.',
    ],
  ],
];

for (const [name, given, expected] of CASES)
  test(name, t => {
    t.deepEqual(argumentErrors(dict(SPECIFICATION), dict(given)), expected);
  });
