import test from 'ava';
import fc from 'fast-check';
import { Fault, Regex, regexOf } from '../../src/template/index.js';

test('groups, names and replacements are those of Python', t => {
  const match = regexOf('(?P<host>\\w+)\\.(\\w+)').search('x web.example y')!;
  t.deepEqual([...match.groups], ['web.example', 'web', 'example']);
  t.is(match.named.get('host'), 'web');
  t.is(match.index, 2);
  t.is(Regex.expand(match, '\\2/\\g<host>/\\g<1>\\n\\\\'), 'example/web/web\n\\');
  t.deepEqual(regexOf('o').replace('foo boo', '0', 3), { text: 'f00 b0o', count: 3 });
  t.deepEqual(regexOf('x').replace('foo', 'y'), { text: 'foo', count: 0 });
});

test('anchors', t => {
  const found = (pattern: string, text: string, multiline = false): boolean =>
    regexOf(pattern, { multiline }).search(text) !== undefined;
  t.true(found('a$', 'a\n'));
  t.false(found('a\\Z', 'a\n'));
  t.false(found('a$', 'a\nb'));
  t.true(found('a$', 'a\nb', true));
  t.false(found('^b', 'a\nb'));
  t.true(found('^b', 'a\nb', true));
  t.false(found('\\Ab', 'a\nb', true));
  t.true(found('(?m)^b', 'a\nb'));
  t.true(found('(?s)a.b', 'a\nb'));
  t.true(found('(?i)AB', 'ab'));
  t.true(regexOf('ab').match('abc') !== undefined);
  t.true(regexOf('bc').match('abc') === undefined);
  t.true(regexOf('a|ab').fullMatch('ab') !== undefined);
});

test('what JavaScript has no way to say, and what is invalid, is refused', t => {
  for (const pattern of [
    '(a',
    'a)',
    '[a',
    '(?(1)a|b)',
    'a++',
    '\\q',
    '(?i:a)b',
    '\\1(a)',
    '*a',
    '(?P<n>a)(?P<n>b)',
    'a\\',
  ])
    t.throws(() => regexOf(pattern), { instanceOf: Fault }, pattern);
  for (const replacement of ['\\q', '\\9', '\\g<nope>', 'x\\'])
    t.throws(() => regexOf('(a)').replace('a', replacement), { instanceOf: Fault }, replacement);
});

test('any text finds itself when it is escaped, wherever it stands', t => {
  const escaped = (text: string): string =>
    text.replace(/[^\w]/gu, character => (/[\x00-\x7f]/.test(character) ? `\\${character}` : character));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (text, before) => {
      const found = regexOf(escaped(text)).search(before + text);
      return found !== undefined && found.index === (before + text).indexOf(text);
    }),
  );
  t.pass();
});

test('a search that backtracks without end is given up', t => {
  t.throws(() => regexOf('(a+)+$').search(`${'a'.repeat(60)}b`), {
    instanceOf: Fault,
    message: /takes too long/,
  });
});
