import test from 'ava';
import { coerce } from '../../src/modules/coerce.js';
import type { OptionType } from '../../src/modules/options.js';
import { Float, type Unrendered } from '../../src/value/value.js';

const of = (type: OptionType, value: Unrendered, choices?: readonly string[]): unknown => {
  const coerced = coerce({ type, description: '', ...(choices && { choices }) }, value);
  return coerced.ok ? coerced.value : Error;
};

const CASES: readonly (readonly [OptionType, Unrendered, unknown])[] = [
  ['str', 'a', 'a'],
  ['str', 1, '1'],
  ['str', true, 'True'],
  ['str', new Float(1), '1.0'],
  ['str', [1], Error],
  ['bool', 'yes', true],
  ['bool', 'off', false],
  ['bool', 1, true],
  ['bool', 'maybe', Error],
  ['int', '42', 42],
  ['int', ' -3 ', -3],
  ['int', 'x', Error],
  ['int', new Float(1.5), Error],
  ['float', '0.5', 0.5],
  ['float', new Float(0.25), 0.25],
  ['list', 'a, b', ['a', 'b']],
  ['list', 3, ['3']],
  ['list', new Map(), Error],
  ['bytes', '2M', 2 * 1024 * 1024],
  ['bytes', '1.5K', 1536],
  ['mode', '0644', '0644'],
  ['mode', '644', '644'],
  ['mode', 0o644, '0644'],
  ['mode', 0o1777, '01777'],
  ['mode', 0, '0000'],
  ['mode', 'u=rw,go=r', 'u=rw,go=r'],
  ['mode', 'preserve', 'preserve'],
  ['mode', 'rw', Error],
  ['mode', '0999', Error],
];

for (const [type, value, expected] of CASES)
  test(`${type} from ${JSON.stringify(value)}`, t => t.deepEqual(of(type, value), expected));

test('a mode written in decimal by mistake is refused with what was meant', t => {
  for (const decimal of [644, 755, 600, 1777]) {
    const coerced = coerce({ type: 'mode', description: '' }, decimal);
    t.false(coerced.ok, String(decimal));
    if (!coerced.ok) t.regex(coerced.hint ?? '', new RegExp(`'0${decimal}'`));
  }
});

test('every mode that gives the owner most is taken as an octal integer', t => {
  for (const mode of [
    0o400, 0o440, 0o444, 0o600, 0o640, 0o644, 0o664, 0o700, 0o750, 0o755, 0o775, 0o777, 0o2755, 0o4755,
  ])
    t.is(of('mode', mode), `0${mode.toString(8)}`);
});

test('a dict from k=v text', t => {
  t.deepEqual(
    of('dict', 'a=1 b=2'),
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  t.is(of('dict', 'nonsense'), Error);
});

test('a boolean stands for the one choice that is such a word', t => {
  t.is(of('str', true, ['dist', 'yes', 'no']), 'yes');
  t.is(of('str', true, ['yes', 'on']), Error);
  t.is(of('str', 'absent', ['present']), Error);
});
