import test from 'ava';
import fc from 'fast-check';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { FILTERS } from '../../src/template/filters/index.js';
import { Engine } from '../../src/template/index.js';
import { dictMethods } from '../../src/template/methods/dict.js';
import { listMethods } from '../../src/template/methods/list.js';
import { stringMethods } from '../../src/template/methods/string.js';
import { TESTS } from '../../src/template/tests/index.js';
import { Float, Template, type Value } from '../../src/value/value.js';
import { scopeOf } from './support.js';

const engine = new Engine();

/** Whether evaluation ends with a value or with a user's mistake; anything else is thrown. */
const endsWell = (source: string, variables: { [name: string]: Value } = {}): void => {
  try {
    engine.evaluate(new Template(source), scopeOf(variables));
  } catch (error) {
    if (!(error instanceof DiagnosticError))
      throw new Error(`${source}: ${error instanceof Error ? error.stack : error}`);
  }
};

const OPERANDS = [
  'none',
  'true',
  '0',
  '-3',
  '2.5',
  '10 ** 30',
  "''",
  "'a,b'",
  "'1.2'",
  '[]',
  '[3, 1]',
  "['a', none]",
  "[{'a': 1}, {'a': [2]}]",
  '{}',
  "{'a': {'b': 1}}",
  "('a', 1)",
  'missing',
  'range',
  "'é😀'.encode()",
  'now()',
];

test('a filter, test or method answers or refuses, whatever it is given', t => {
  const argumentLists = [
    '',
    'none',
    '0',
    '-3',
    '10 ** 30',
    "'a'",
    '[3, 1]',
    "{'a': 1}",
    "'a', 'b'",
    '1, 2, 3',
    "'a', [1], true, none",
  ];
  for (const value of OPERANDS)
    for (const args of argumentLists) {
      for (const name of FILTERS.keys())
        if (name !== 'password_hash') endsWell(`{{ (${value}) | ${name}(${args}) }}`);
      for (const name of TESTS.keys())
        if (/^\w+$/.test(name)) endsWell(`{{ (${value}) is ${name}(${args}) }}`);
      for (const name of [...stringMethods.keys(), ...listMethods.keys(), ...dictMethods.keys()])
        endsWell(`{{ (${value}).${name}(${args}) }}`);
    }
  t.pass();
});

test('an operator answers or refuses, whatever stands beside it', t => {
  for (const left of OPERANDS)
    for (const right of OPERANDS) {
      for (const operator of [
        '+',
        '-',
        '*',
        '/',
        '//',
        '%',
        '**',
        '~',
        '==',
        '!=',
        '<',
        '>=',
        'in',
        'not in',
        'and',
        'or',
      ])
        endsWell(`{{ (${left}) ${operator} (${right}) }}`);
      endsWell(`{{ (${left})[${right}] }}`);
      endsWell(`{{ (${left})[${right}:] }}`);
      endsWell(`{{ {(${left}): 1}[${right}] }}`);
    }
  t.pass();
});

test('any text is a template or a mistake', t => {
  const token = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '-',
    '+',
    'if',
    'endif',
    'else',
    'for',
    'in',
    'x',
    'set',
    '=',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    '|',
    'upper',
    'is',
    'defined',
    '.',
    '1',
    ',',
    ':',
    '~',
    '\\',
    '\n',
    ' ',
    'raw',
    'endraw',
    'macro',
    'call',
    'block',
    'not',
    '*',
    'endfor',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 20 }), tokens => {
      endsWell(tokens.join(''));
      endsWell(`{{ ${tokens.join(' ')} }}`);
      endsWell(`{% ${tokens.join(' ')} %}`);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string(), text => endsWell(`{{ x | regex_search(p) }}`, { x: 'aab\n1', p: text })),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string(), text =>
      endsWell(`{{ p.format(1, a=2) }}{{ p % 1 }}{{ p | from_json }}`, { p: text }),
    ),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.string(), text =>
      endsWell(`{{ p | from_yaml }}{{ 0 | strftime(p) }}`, { p: text, f: new Float(1) }),
    ),
    { numRuns: 1000 },
  );
  t.pass();
});
