import test from 'ava';
import fc from 'fast-check';
import { splitWords } from '../../src/inventory/ini-words.js';

// Answers of Python's shlex.split with comments=True.
const CASES: readonly (readonly [string, readonly string[] | undefined])[] = [
  ['', []],
  ['a b  c', ['a', 'b', 'c']],
  ['a b="x y"', ['a', 'b=x y']],
  ["a b='x \"y'", ['a', 'b=x "y']],
  ['a b=x\\ y', ['a', 'b=x y']],
  ['a b="x\\"y\\z"', ['a', 'b=x"y\\z']],
  ["b='\\'", ['b=\\']],
  ['a # b', ['a']],
  ['u=abc#def x', ['u=abc']],
  ['u="a#b"', ['u=a#b']],
  ['# all', []],
  ['a ""', ['a', '']],
  ['"a"\'b\'c', ['abc']],
  ['a "b', undefined],
  ["it's", undefined],
  ['a\\', undefined],
];

for (const [line, words] of CASES)
  test(`words of ${JSON.stringify(line)}`, t => {
    t.deepEqual(
      splitWords(line)?.map(word => word.text),
      words && [...words],
    );
  });

test('a word knows its place', t => {
  t.deepEqual(splitWords('  a  b="c d" '), [
    { text: 'a', start: 2, end: 3 },
    { text: 'b=c d', start: 5, end: 12 },
  ]);
});

test('whatever is single-quoted comes back', t => {
  fc.assert(
    fc.property(fc.array(fc.string().map(text => text.replaceAll("'", ''))), words => {
      t.deepEqual(
        splitWords(words.map(word => `'${word}'`).join(' '))?.map(word => word.text),
        words,
      );
    }),
  );
});
