import test from 'ava';
import type { Difference } from '../../src/modules/module.js';
import { driftText } from '../../src/report/drift-text.js';
import { Secrets } from '../../src/value/secrets.js';
import type { Plain } from '../../src/value/value.js';

const attribute = (name: string, before: Plain, after: Plain): Difference => ({
  kind: 'attribute',
  subject: '/x',
  name,
  before,
  after,
});
const content = (before: string | undefined, after: string | undefined): Difference => ({
  kind: 'content',
  subject: '/x',
  before,
  after,
});
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

const cases: readonly (readonly [Difference, string])[] = [
  [attribute('mode', '0644', '0600'), 'mode of /x: 0644 -> 0600'],
  [attribute('enabled', undefined, true), 'enabled of /x: none -> true'],
  [attribute('networks', ['a'], { b: 1 }), 'networks of /x: ["a"] -> {"b": 1}'],
  [attribute('text', 'a\nb', 'x'.repeat(70)), `text of /x: a\\nb -> ${'x'.repeat(59)}…`],
  [attribute('password', 'hunter22', 'x'), 'password of /x: ******** -> x'],
  [attribute('content', digest('a'), digest('b')), 'content of /x: differs'],
  [content('a\nb\nc\n', 'A\nb\n'), 'content of /x: 2 lines differ'],
  [content('a\n', 'b\n'), 'content of /x: 1 line differs'],
  [content('\0', 'b\n'), 'content of /x: differs'],
  [content('a', 'x'.repeat(200_000)), 'content of /x: differs'],
  [content(undefined, 'b\n'), 'content of /x: is missing'],
  [content('b\n', undefined), 'content of /x: is to be removed'],
];

const secrets = new Secrets();
secrets.add('hunter22');
for (const [index, [difference, expected]] of cases.entries())
  test(`${index}: ${expected}`, t => t.is(driftText(difference, secrets), expected));
