import test from 'ava';
import { parseArgumentText, splitWords } from '../../src/playbook/argument-text.js';

const parsed = test.macro({
  title: (title = '') => `argument text: ${title}`,
  exec: (
    t,
    text: string,
    pairs: { readonly [name: string]: string } | undefined,
    rest?: string,
    command?: boolean,
  ) => {
    const found = parseArgumentText(text, command === true);
    t.deepEqual(found && Object.fromEntries(found.pairs.map(pair => [pair.name, pair.value])), pairs);
    if (found) t.is(found.rest, rest ?? '');
  },
});

// What is expected is what parse_kv of ansible-core 2.14 answers.
test('pairs', parsed, 'src=a  dest=/b', { src: 'a', dest: '/b' });
test('quotes', parsed, `a="b c" d='e "f"' g=h"i j"`, { a: 'b c', d: 'e "f"', g: 'h"i j"' });
test('an empty value', parsed, 'a= b=""', { a: '', b: '' });
test('the last of two', parsed, 'a=1 a=2', { a: '2' });
test('an equals sign in a value', parsed, 'a=b=c', { a: 'b=c' });
test('templates with spaces', parsed, 'a={{ b | default("c d") }}/e f={{ \'{\' }}', {
  a: '{{ b | default("c d") }}/e',
  f: "{{ '{' }}",
});
test('a block is open no longer than its own braces', parsed, 'f={% if x %} y', { f: '{% if x %}' }, 'y');
test('a quoted template', parsed, 'msg="{{ a }} and {{ b }}"', { msg: '{{ a }} and {{ b }}' });
test('escapes in a value', parsed, 'a=b\\nc d="e\\tf" g=\\x41\\u00e9', { a: 'b\nc', d: 'e\tf', g: 'Aé' });
test('an escaped quote', parsed, 'a="b \\" c"', { a: 'b " c' });
test('an escaped equals sign', parsed, 'a\\=b c=d', { c: 'd' }, 'a=b');
test('lines', parsed, 'a=b\nc=d\n', { a: 'b', c: 'd' });
test('text', parsed, 'hello there', {}, 'hello there');
test('text and pairs', parsed, 'one a=b two', { a: 'b' }, 'one two');
test('a quote that is not closed', parsed, 'a="b', undefined);
test('a brace that is not closed', parsed, 'a={{ b', undefined);
test('a quote in a word that is not closed', parsed, "echo don't", undefined, '', true);
test('a command', parsed, 'ls -l  "a b"', {}, 'ls -l  "a b"', true);
test(
  'options of a command',
  parsed,
  'ls creates=/x -l chdir="/a b"',
  { creates: '/x', chdir: '/a b' },
  'ls -l',
  true,
);
test('what only looks like an option of a command', parsed, 'A=b make c=d', {}, 'A=b make c=d', true);
test('escapes of a command are its own', parsed, "printf 'a\\n' x=\\t", {}, "printf 'a\\n' x=\\t", true);
test('lines of a script', parsed, 'if a; then\n  b\nfi\n', {}, 'if a; then\n  b\nfi\n', true);
test('a continued line', parsed, 'ls \\\n  -l', {}, 'ls -l', true);
test('no text', parsed, '', {}, '');

test('argument text: places of names and values', t => {
  const text = 'src=a  dest="b c"';
  const places = parseArgumentText(text, false)?.pairs.map(pair => [
    text.slice(pair.nameStart, pair.start),
    text.slice(pair.start, pair.end),
  ]);
  t.deepEqual(places, [
    ['src=', 'a'],
    ['dest=', '"b c"'],
  ]);
});

test('argument text: words', t => {
  const text = 'copy  src={{ a b }}\nx';
  t.deepEqual(
    splitWords(text)?.map(({ start, end }) => text.slice(start, end)),
    ['copy', 'src={{ a b }}', 'x'],
  );
});
