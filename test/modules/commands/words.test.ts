import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { exists, expand, splitWords } from '../../../src/modules/commands/words.js';
import { run, SHELLS, temporaryFolder } from '../rig.js';

const SPLITS: readonly [string, readonly string[]][] = [
  ['ls -l  /tmp', ['ls', '-l', '/tmp']],
  [' a\tb\n c\r\n', ['a', 'b', 'c']],
  [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
  [`a'b'"c"d`, ['abcd']],
  [`'' ""`, ['', '']],
  [`"a\\"b" "a\\\\b" "a\\$b" 'a\\b'`, ['a"b', 'a\\b', 'a\\$b', 'a\\b']],
  ['echo a#b # c', ['echo', 'a#b', '#', 'c']],
  ['a;b|c>d&e', ['a;b|c>d&e']],
  ['', []],
];

for (const [text, words] of SPLITS)
  test(`splits ${JSON.stringify(text)}`, t => t.deepEqual(splitWords(text), { words }));

for (const text of [`a 'b`, 'a "b', 'a "b\\"', 'a \\'])
  test(`can't split ${JSON.stringify(text)}`, t => t.true('problem' in splitWords(text)));

const EXPANSIONS: readonly [string, string][] = [
  ['$HOME/x', '/home dir/x'],
  [`a\${HOME}b`, 'a/home dirb'],
  [`$NOPE \${NOPE} $1 $`, `$NOPE \${NOPE} $1 $`],
  ['$GLOB', '*'],
  ['~', '/home dir'],
  ['~/a b', '/home dir/a b'],
  ['~root/x', '/root/x'],
  ['a~', 'a~'],
  ['PATH=~/x', 'PATH=~/x'],
  ['~Root', '~Root'],
  ['`id` $(id) ; | > * ? [a]', '`id` $(id) ; | > * ? [a]'],
  ['{a,b} !x \\n "q" \'q\'', '{a,b} !x \\n "q" \'q\''],
  ['', ''],
];

for (const shell of SHELLS) {
  test(`${shell}: expands only what Ansible expands`, async t => {
    const { setup, words } = expand(EXPANSIONS.map(([text]) => text));
    const output = await run(
      { text: `HOME='/home dir'; GLOB='*'; ${setup}printf '%s\\n' ${words.join(' ')}` },
      { shell },
    );
    t.deepEqual(
      output.stdout.toString().split('\n').slice(0, -1),
      EXPANSIONS.map(([, expected]) => expected),
    );
  });

  test(`${shell}: a pattern exists if something matches it`, async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'd ir'));
    for (const file of ['a.txt', 'd ir/$x', '[1]', '.hidden']) writeFileSync(join(folder, file), '');
    symlinkSync('/nowhere', join(folder, 'broken'));
    const cases: readonly [string, boolean][] = [
      ['a.txt', true],
      ['*.txt', true],
      ['*.doc', false],
      ['d ir/$x', true],
      ['d*/?x', true],
      ['[a-c].txt', true],
      ['[!a].txt', false],
      ['[[]1]', true],
      ['broken', true],
      ['*hidden', false],
      ['$FOLDER/a.*', true],
      ['$(touch made)', false],
    ];
    for (const [pattern, expected] of cases) {
      const output = await run(
        { text: exists(pattern) },
        { shell, home: folder, environment: { FOLDER: folder } },
      );
      t.is(output.code === 0, expected, pattern);
    }
    t.is((await run({ text: exists('made') }, { shell, home: folder })).code, 1);
  });
}
