import test from 'ava';
import { globToRegExp } from '../../src/inventory/glob.js';

const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['web', ['web'], ['web1', 'aweb', 'Web']],
  ['web*', ['web', 'web1', 'web\n1'], ['aweb']],
  ['w?b', ['web', 'w\nb'], ['wb', 'weeb']],
  ['web[12]', ['web1', 'web2'], ['web3', 'web12']],
  ['web[!12]', ['web3'], ['web1', 'web']],
  ['web[1-3]x', ['web2x'], ['web4x', 'web-x']],
  ['web[3-1]', [], ['web1', 'web2']],
  ['web[1-]', ['web1', 'web-'], ['web2']],
  ['[]a]', [']', 'a'], ['b']],
  ['[!]a]', ['b'], [']', 'a']],
  ['[^a]', ['^', 'a'], ['b']],
  ['a[', ['a['], ['a']],
  ['a.b', ['a.b'], ['aXb']],
  ['a+(b)|{c}^$\\', ['a+(b)|{c}^$\\'], ['a']],
];

for (const [glob, matching, others] of CASES)
  test(`glob ${glob}`, t => {
    for (const text of matching) t.regex(text, globToRegExp(glob));
    for (const text of others) t.notRegex(text, globToRegExp(glob));
  });
