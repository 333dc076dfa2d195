import test from 'ava';
import fc from 'fast-check';
import { ensureLine, type LineWish, removeLines } from '../../../src/modules/files/line.js';

const NOTHING: LineWish = {
  line: '',
  regexp: undefined,
  searchString: undefined,
  insertAfter: undefined,
  insertBefore: undefined,
  backrefs: false,
  firstMatch: false,
};

// Each is what Ansible's lineinfile makes of the file.
const CASES: readonly (readonly [
  name: string,
  before: string,
  wish: Partial<LineWish>,
  after: string,
  message: string,
])[] = [
  ['adds at the end', 'a\nb\n', { line: 'c' }, 'a\nb\nc\n', 'line added'],
  ['ends the last line first', 'a\nb', { line: 'c' }, 'a\nb\nc\n', 'line added'],
  ['an empty file', '', { line: 'c' }, 'c\n', 'line added'],
  ['finds the line itself', 'a\nb\n', { line: 'a' }, 'a\nb\n', ''],
  ['gives the line an end', 'a\nb', { line: 'b' }, 'a\nb\n', 'line replaced'],
  [
    'replaces the last match',
    'a=1\nb\na=3\n',
    { regexp: '^a=', line: 'a=9' },
    'a=1\nb\na=9\n',
    'line replaced',
  ],
  [
    'replaces the first match',
    'a=1\nb\na=3\n',
    { regexp: '^a=', line: 'a=9', firstMatch: true },
    'a=9\nb\na=3\n',
    'line replaced',
  ],
  ['adds where nothing matches', 'b\n', { regexp: '^a=', line: 'a=9' }, 'b\na=9\n', 'line added'],
  ['knows the line where nothing matches', 'b\nc\n', { regexp: '^a=', line: 'b' }, 'b\nc\n', ''],
  [
    'inserts after the last match',
    'b=1\nb=2\nz\n',
    { line: 'q', insertAfter: '^b' },
    'b=1\nb=2\nq\nz\n',
    'line added',
  ],
  [
    'inserts after the first match',
    'b=1\nb=2\nz\n',
    { line: 'q', insertAfter: '^b', firstMatch: true },
    'b=1\nq\nb=2\nz\n',
    'line added',
  ],
  ['inserts after the last line', 'a\nb', { line: 'q', insertAfter: '^b' }, 'a\nb\nq\n', 'line added'],
  [
    'inserts before the last match',
    'b=1\nb=2\nz\n',
    { line: 'q', insertBefore: '^b' },
    'b=1\nq\nb=2\nz\n',
    'line added',
  ],
  [
    'inserts at the end if nothing is to be before',
    'a\n',
    { line: 'q', insertBefore: '^x' },
    'a\nq\n',
    'line added',
  ],
  ['inserts at the beginning', 'a\n', { line: 'q', insertBefore: 'BOF' }, 'q\na\n', 'line added'],
  [
    'inserts at the beginning, otherwise said',
    'a\n',
    { line: 'q', insertAfter: 'BOF' },
    'q\na\n',
    'line added',
  ],
  [
    'fills groups in',
    'a=1\n',
    { regexp: '^(a)=(\\d)', line: '\\1=<\\2>', backrefs: true },
    'a=<1>\n',
    'line replaced',
  ],
  [
    'fills named groups in',
    'k = v\n',
    { regexp: '^(?P<k>\\w+) = (?P<v>.*)$', line: '\\g<k>: \\g<v>', backrefs: true },
    'k: v\n',
    'line replaced',
  ],
  [
    'fills nothing in where nothing matches',
    'z\n',
    { regexp: '^(a)', line: '\\1', backrefs: true },
    'z\n',
    '',
  ],
  ['keeps backslashes without backrefs', 'a\n', { regexp: '^a', line: '\\1' }, '\\1\n', 'line replaced'],
  [
    'searches text as it stands',
    'axb\na.b\n',
    { searchString: 'a.b', line: 'c' },
    'axb\nc\n',
    'line replaced',
  ],
  ['takes a carriage return for an end', 'a\r\nb\r\n', { line: 'a' }, 'a\nb\r\n', 'line replaced'],
  ['lets $ match before the end', 'ab\nabc\n', { regexp: 'ab$', line: 'X' }, 'X\nabc\n', 'line replaced'],
];

for (const [name, before, wish, after, message] of CASES)
  test(name, t => {
    const edited = ensureLine(before, { ...NOTHING, ...wish });
    t.deepEqual(edited, { text: after, message });
  });

test('removes all lines that match', t => {
  const remove = (text: string, line?: string, regexp?: string, searchString?: string) =>
    removeLines(text, { line, regexp, searchString });
  t.deepEqual(remove('a=1\nb\na=2', undefined, '^a'), {
    text: 'b\n',
    message: '2 line(s) removed',
    found: 2,
  });
  t.deepEqual(remove('a\nb\na', 'a'), { text: 'b\n', message: '2 line(s) removed', found: 2 });
  t.deepEqual(remove('a\nb.c\nbxc\n', undefined, undefined, 'b.c'), {
    text: 'a\nbxc\n',
    message: '1 line(s) removed',
    found: 1,
  });
  t.deepEqual(remove('a\n', 'z'), { text: 'a\n', message: '', found: 0 });
});

test('a line that was seen to is seen to', t => {
  const line = fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '=') });
  const text = fc.array(line, { maxLength: 6 }).map(lines => lines.join('\n'));
  const place = fc.record({
    line,
    regexp: fc.constantFrom(undefined, '^a', 'b$', '^$'),
    insertAfter: fc.constantFrom(undefined, 'EOF', 'BOF', 'a'),
    firstMatch: fc.boolean(),
  });
  fc.assert(
    fc.property(text, place, (before, wish) => {
      const full = { ...NOTHING, ...wish };
      const once = ensureLine(before, full).text;
      t.true(once.split('\n').includes(wish.line));
      // A line that its own regexp doesn't match takes the place of another line each time.
      if (wish.regexp === undefined) t.is(ensureLine(once, full).message, '');
    }),
  );
});
