import test from 'ava';
import { matchesPattern } from '../../../src/modules/system/pattern.js';

const PATTERNS: readonly [string, string, boolean][] = [
  ['1.0-1', '1.0*', true],
  ['1x0', '1.0*', false],
  ['g++', 'g++', true],
  ['php8.2', 'php[0-9].?', true],
  ['php8.2', 'php[!0-9]*', false],
  ['a]', 'a[]]', true],
  ['libfoo', 'foo', false],
];

for (const [text, pattern, expected] of PATTERNS)
  test(`${text} ${expected ? 'matches' : "doesn't match"} ${pattern}`, t =>
    t.is(matchesPattern(text, pattern), expected));
