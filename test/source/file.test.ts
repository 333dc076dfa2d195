import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { SourceFile } from '../../src/source/file.js';

test('lines and columns count from 1, the end of a line belongs to it', t => {
  const file = new SourceFile('f', 'ab\ncd\n\nx');
  t.deepEqual(
    [0, 2, 3, 5, 6, 7, 8].map(offset => file.position(offset)),
    [
      { line: 1, column: 1 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
    ],
  );
});

test('an offset is where its line and column lead', t => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'é') }), fc.nat(), (text, at) => {
      const offset = at % (text.length + 1);
      const { line, column } = new SourceFile('f', text).position(offset);
      const before = text.split('\n').slice(0, line - 1);
      t.is(before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1, offset);
    }),
  );
});

test('a line is shown without its end', t => {
  const file = new SourceFile('f', 'one\r\ntwo\nthree');
  t.deepEqual(
    [1, 2, 3, 4, 0].map(number => file.line(number)),
    ['one', 'two', 'three', '', ''],
  );
  t.is(new SourceFile('f', '').line(1), '');
  t.is(new SourceFile('f', 'secret', true).line(1), '');
});

test('a byte order mark is no part of a file', t => {
  const directory = mkdtempSync(join(tmpdir(), 'trueup-file-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'f');
  writeFileSync(path, '\ufeffä\ufeff\n');
  t.is(SourceFile.read(path).text, 'ä\ufeff\n');
  t.is(SourceFile.read(path).path, path);
});
