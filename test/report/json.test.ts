import test from 'ava';
import { resultJson } from '../../src/report/json.js';
import { Secrets } from '../../src/value/secrets.js';
import { Float, type Value } from '../../src/value/value.js';

const cases: readonly (readonly [Value, string])[] = [
  [null, 'null'],
  [true, 'true'],
  [12345678901234567890n, '12345678901234567890'],
  [new Float(1), '1.0'],
  [new Float(2.5), '2.5'],
  ['ü\t"', '"ü\\t\\""'],
  ['caf\udce9 \\udce9 😀', '"caf? \\\\udce9 😀"'],
  [[], '[]'],
  [new Map(), '{}'],
  [[1, [2]], '[1, [2]]'],
  [
    new Map<Value, Value>([
      ['b', 1],
      ['a', 2],
      [3, 4],
    ]),
    '{"3": 4, "a": 2, "b": 1}',
  ],
];

for (const [value, expected] of cases) test(expected, t => t.is(resultJson(value, new Secrets()), expected));

test('secrets are taken out of keys and of JSON within JSON', t => {
  const secrets = new Secrets();
  secrets.add('pa"ss');
  const value = new Map<Value, Value>([['pa"ss', [JSON.stringify({ password: 'pa"ss' })]]]);
  t.is(resultJson(value, secrets), '{"********": ["{\\"password\\":\\"********\\"}"]}');
});
