import test from 'ava';
import { firstLine, neutralise } from '../../src/report/text.js';

const cases: readonly (readonly [string, string])[] = [
  ['plain ü 日本 😀\ttab\nline', 'plain ü 日本 😀\ttab\nline'],
  ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
  ['50%\r100%', '50%\\r100%'],
  ['\0\b\f\v\x7f', '\\x00\\b\\f\\v\\x7f'],
  ['\x9b31m', '\\x9b31m'],
  ['a\u202eb\u2028c\ufeff', 'a\\u202eb\\u2028c\\ufeff'],
];

for (const [text, expected] of cases)
  test(`neutralise ${JSON.stringify(text)}`, t => t.is(neutralise(text), expected));

test('the first line is the first that says something', t => {
  t.is(firstLine('\n  first\r\nsecond'), 'first');
  t.is(firstLine(''), '');
});
