import test from 'ava';
import { editIni, type IniWish } from '../../../src/modules/files/ini.js';

const TEXT = 'top = 1\n\n[a]\nx=1\n;y = 2\n# c\n\n[b]\nx = 1\nx = 2\nz\n';

const wish = (given: Partial<IniWish>): IniWish => ({
  section: 'a',
  option: undefined,
  values: [],
  present: true,
  exclusive: true,
  noExtraSpaces: false,
  allowNoValue: false,
  ...given,
});

const cases: readonly (readonly [
  title: string,
  text: string,
  given: Partial<IniWish>,
  after: string,
  says: string,
])[] = [
  ['a value is changed', '[a]\nx=1\n', { option: 'x', values: ['2'] }, '[a]\nx = 2\n', 'option changed'],
  ['spaces count', '[a]\nx=1\n', { option: 'x', values: ['1'] }, '[a]\nx = 1\n', 'option changed'],
  ['it is good', '[a]\nx = 1\n', { option: 'x', values: ['1'] }, '[a]\nx = 1\n', 'OK'],
  [
    'a comment becomes the option',
    '[a]\n;y = 2\n',
    { option: 'y', values: ['3'] },
    '[a]\ny = 3\n',
    'option changed',
  ],
  [
    'a new option comes behind the last that there is',
    TEXT,
    { option: 'n', values: ['9'], noExtraSpaces: true },
    TEXT.replace('x=1\n', 'x=1\nn=9\n'),
    'option added',
  ],
  [
    'values that stand are kept, others replaced, and the rest removed',
    TEXT,
    { section: 'b', option: 'x', values: ['2'] },
    TEXT.replace('x = 1\n', ''),
    'option changed',
  ],
  [
    'more values beside those that there are',
    '[b]\nx = 1\n',
    { section: 'b', option: 'x', values: ['4', '5'], exclusive: false },
    '[b]\nx = 1\nx = 4\nx = 5\n',
    'option added',
  ],
  ['an option alone', TEXT, { section: 'b', option: 'z', allowNoValue: true }, TEXT, 'OK'],
  [
    'before the first section',
    'top = 1\n[a]\n',
    { section: '', option: 'new', values: ['1'] },
    'top = 1\nnew = 1\n[a]\n',
    'option added',
  ],
  [
    'a section that there is none of',
    '',
    { option: 'x', values: ['1'] },
    '\n[a]\nx = 1\n',
    'section and option added',
  ],
  ['a section alone', 'x', { allowNoValue: true }, 'x\n[a]\n', 'only section added'],
  [
    'the last of several counts',
    '[a]\nx = 1\n[a]\nx = 2\n',
    { option: 'x', values: ['3'] },
    '[a]\nx = 1\n[a]\nx = 3\n',
    'option changed',
  ],
  [
    'an option goes',
    TEXT,
    { section: 'b', option: 'x', present: false },
    TEXT.replace('x = 1\nx = 2\n', ''),
    'option changed',
  ],
  [
    'one value goes',
    TEXT,
    { section: 'b', option: 'x', values: ['1'], exclusive: false, present: false },
    TEXT.replace('x = 1\n', ''),
    'option changed',
  ],
  ['a section goes', TEXT, { present: false }, 'top = 1\n\n[b]\nx = 1\nx = 2\nz\n', 'section removed'],
  ['there is no such section', TEXT, { section: 'q', present: false }, TEXT, 'OK'],
  ['a commented option does not go', '[a]\n;y = 2\n', { option: 'y', present: false }, '[a]\n;y = 2\n', 'OK'],
];

for (const [title, text, given, after, says] of cases)
  test(title, t => {
    const edited = editIni(text, wish(given));
    t.deepEqual([edited.text, edited.message, edited.changed], [after, says, after !== text]);
  });

test('a last line without its end gets one, and nothing is said', t => {
  t.deepEqual(editIni('[b]\nx = 1', wish({ present: false })), {
    text: '[b]\nx = 1\n',
    message: 'OK',
    changed: true,
  });
});
