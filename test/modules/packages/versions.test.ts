import test from 'ava';
import { compareVersions, matchesPattern } from '../../../src/modules/packages/versions.js';

const ORDERED = '0 1.0~rc1 1.0 1.0-1 1.0-1+deb12u1 1.0-2 1.0-10 1.0a 1.0+b1 1.2 1.10 1:0.1 2:0'.split(' ');

for (const [index, version] of ORDERED.entries())
  test(`${version} is in order`, t => {
    t.is(compareVersions(version, version), 0);
    for (const later of ORDERED.slice(index + 1)) {
      t.true(compareVersions(version, later) < 0, `${version} < ${later}`);
      t.true(compareVersions(later, version) > 0, `${later} > ${version}`);
    }
  });

test('equal versions need not be written alike', t => {
  t.is(compareVersions('0:1.0', '1.0'), 0);
  t.is(compareVersions('1.01', '1.1'), 0);
});

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
