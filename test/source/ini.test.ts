import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { readIni } from '../../src/source/ini.js';

const read = (text: string) =>
  Object.fromEntries(
    [...readIni(new SourceFile('x.cfg', text))].map(([section, values]) => [
      section,
      Object.fromEntries([...values].map(([name, { text: value }]) => [name, value])),
    ]),
  );

const mistakes = (text: string): readonly string[] => {
  try {
    readIni(new SourceFile('x.cfg', text));
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ message, location }) => {
      const line = location ? location.file.position(location.start).line : 0;
      return `${line}: ${message}`;
    });
  }
};

/** Texts with what Python's configparser makes of them as Ansible sets it up. */
const CASES: readonly (readonly [text: string, sections: Record<string, Record<string, string>>])[] = [
  ['', {}],
  ['[a]\n', { a: {} }],
  ['[a]\nx=1\ny : 2\n z = 3 = 4 \n', { a: { x: '1', y: '2\nz = 3 = 4' } }],
  ['[a]\nX_Y = Z\n', { a: { x_y: 'Z' } }],
  ['[a]\nx = 1 ; comment\ny = 1;2\nz = a # b\n', { a: { x: '1', y: '1;2', z: 'a # b' } }],
  ['# c\n; c\n[a] ; c\nx = 1\n  # c\n; c\n', { a: { x: '1' } }],
  ['[a]\nx = 1,\n   2,\n\n   3\n\ny =\n', { a: { x: '1,\n2,\n\n3', y: '' } }],
  ['[a]\nx =\n  1\n  ; c\n  2\n', { a: { x: '\n1\n2' } }],
  ['[a]\nx = %(y)s\r\n[b c]\r\nx = "q"\r\n', { a: { x: '%(y)s' }, 'b c': { x: '"q"' } }],
  ['[DEFAULT]\nx = 1\n[a]\ny = 2\n[b]\nx = 3\n', { a: { x: '1', y: '2' }, b: { x: '3' } }],
  ['  [a]\n  x = 1\n   y = 2\n  z = 3\n', { a: { x: '1\ny = 2', z: '3' } }],
];

for (const [text, sections] of CASES)
  test(JSON.stringify(text), t => {
    t.deepEqual(read(text), sections);
  });

test('lines without a meaning and what stands twice are told, all at once', t => {
  t.deepEqual(mistakes('x = 1\n[a]\ngarbage\ny = 1\nY = 2\n[b]\n[a]\n= 3\n'), [
    '1: this line stands before the first [section]',
    '3: this is neither [section] nor name = value',
    '5: "Y" stands twice in its section',
    '7: section [a] stands twice',
    '8: this is neither [section] nor name = value',
  ]);
});

test('a value knows its place', t => {
  const file = new SourceFile('x.cfg', '[a]\n\n  x = 1\n');
  const { start, end } = readIni(file).get('a')!.get('x')!.location;
  t.is(file.text.slice(start, end), 'x = 1');
});
