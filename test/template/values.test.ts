import test from 'ava';
import fc from 'fast-check';
import { Engine, isEqual, repr } from '../../src/template/index.js';
import { Float, type Value } from '../../src/value/value.js';
import { scopeOf } from './support.js';

const engine = new Engine();
const evaluate = (source: string, variables: { [name: string]: Value }): Value =>
  engine.evaluateExpression(source, undefined, scopeOf(variables));

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 90n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => new Float(number)),
  fc.string({ unit: 'grapheme' }),
);
const value = fc.letrec<{ value: Value }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 })
      .map(entries => new Map<Value, Value>(entries)),
  ),
})).value;

test('what a value prints as is an expression for the same value', t => {
  const braces = /\{[{%#]/;
  fc.assert(
    fc.property(value, given => {
      const printed = repr(given);
      // Braces in a text of a condition are a template, as in Ansible.
      fc.pre(!braces.test(printed));
      return isEqual(evaluate(printed, {}), given);
    }),
  );
  t.pass();
});

test('values survive JSON and YAML', t => {
  fc.assert(
    fc.property(value, given => {
      t.is(repr(evaluate('x | to_json | from_json', { x: given })), repr(given));
      t.is(repr(evaluate('x | to_nice_json(sort_keys=false) | from_json', { x: given })), repr(given));
      t.is(repr(evaluate('x | to_nice_yaml(sort_keys=false) | from_yaml', { x: given })), repr(given));
      t.is(repr(evaluate('x | to_yaml(sort_keys=false, width=20) | from_yaml', { x: given })), repr(given));
    }),
    { numRuns: 300 },
  );
});

test('division and remainder fit together as in Python', t => {
  const number = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }));
  fc.assert(
    fc.property(number, number, (a, b) => {
      fc.pre(BigInt(b) !== 0n);
      t.true(evaluate('(a // b) * b + a % b == a', { a, b }));
      t.true(evaluate('a % b == 0 or (a % b < 0) == (b < 0)', { a, b }));
    }),
  );
});

test('base64, quoting for regular expressions and splitting can be undone', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      t.is(evaluate('x | b64encode | b64decode', { x: text }), text);
      t.is(evaluate("x.split(',') | join(',')", { x: text }), text);
      t.is(evaluate('x | regex_replace("^(?s:.*)" ~ "\\\\Z", "") == "" or x == ""', { x: text }), true);
      t.is(evaluate('x is match(x | regex_escape)', { x: text }), true);
    }),
  );
});
