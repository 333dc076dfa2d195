import test from 'ava';
import { cut, textWidth } from '../../src/report/width.js';

const widths: readonly (readonly [string, number])[] = [
  ['', 0],
  ['abc', 3],
  ['日本', 4],
  ['ｆｕｌｌ', 8],
  ['한글', 4],
  ['e\u0301', 1],
  ['😀', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['✖ …', 3],
];

for (const [text, width] of widths) test(`${text} takes ${width} columns`, t => t.is(textWidth(text), width));

const cuts: readonly (readonly [string, number, string])[] = [
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['a👩‍👩‍👧b', 3, 'a…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
];

for (const [text, width, expected] of cuts)
  test(`${text} cut to ${width}`, t => {
    t.is(cut(text, width), expected);
    t.true(textWidth(cut(text, width)) <= width);
  });
