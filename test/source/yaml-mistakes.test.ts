import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { parseYaml } from '../../src/source/yaml.js';

const TEMPLATE = 'a value that starts with "{{" must be quoted';
const COLON = 'an unquoted value holds ": ", which starts another value';
const SPACE = 'a space is missing after the colon';
const CLOSED = 'text follows the closing quote of a value';
const UNCLOSED = 'a quote " that was opened is never closed';
const TAB = 'a tab stands in the indentation';
const KEY = 'this is not a key of the dictionary before it';
const LINE = 'this line does not continue what stands before it';

/** What a user writes, the message, the text it points at (after the line number), and part of the hint. */
const CASES: readonly (readonly [string, string, string, string?])[] = [
  ['a: {{ x }}', TEMPLATE, '1:{{ x }}', 'value: "{{ x }}"'],
  ['a: {{ x }}/foo', TEMPLATE, '1:{{ x }}/foo', '"{{ x }}/foo"'],
  ['b: 1\na:   {{ x }}/{{ "y" }}\n', TEMPLATE, '2:{{ x }}/{{ "y" }}', `'{{ x }}/{{ "y" }}'`],
  ['- {{ x }}/foo', TEMPLATE, '1:{{ x }}/foo'],
  ['- - {{ x }} foo\n', TEMPLATE, '1:{{ x }} foo'],
  ['"k": {{ x }}-a\n', TEMPLATE, '1:{{ x }}-a'],
  ['[{{ x }}]', TEMPLATE, '1:{{ x }}'],
  ['{{ x }}: 1', TEMPLATE, '1:{{ x }}'],
  ['a:\n\tb: 1', TAB, '2:\t', 'spaces only'],
  ['\ta: 1', TAB, '1:\t'],
  ['a:\n  b: 1\n \tc: 1', TAB, '3:\t'],
  ['a: |\n\tx', TAB, '2:\t'],
  ['a:1\nb: 2', SPACE, '1::', 'key: value'],
  ['- name: x\n  apt:foo\n  when: y\n', SPACE, '2::'],
  ['"a":b', SPACE, '1:'],
  ['a: "foo', UNCLOSED, '1:"'],
  [
    'a: "x"\nb: "foo\n\nc: d\n',
    'this line belongs to a quoted value but is not indented deeper than its key',
    '4:',
    'close the quote',
  ],
  ["a:\n  - 'foo\n    bar\n", "a quote ' that was opened is never closed", "2:'"],
  ['a: "foo" bar', CLOSED, '1: bar', `'"foo" bar'`],
  ["a: 'it' {{ x }}\n", CLOSED, '1: {{ x }}', `"'it' {{ x }}"`],
  ['- "foo": "bar" baz', CLOSED, '1: baz'],
  ['a: b: c', COLON, '1::', '"b: c"'],
  ["- name: it's: b", COLON, '1::'],
  ['- debug: msg="a: b"', COLON, '1::', `'msg="a: b"'`],
  ['- name: foo\n  shell: echo a: b\n  when: x', COLON, '2::'],
  ['a: @b', 'a value that starts with "@" must be quoted', '1:@b', '"@b"'],
  ['a: `b`', 'a value that starts with "`" must be quoted', '1:`b`'],
  ['a: %b', 'a value that starts with "%" must be quoted', '1:%b'],
  ['a: [1, 2', 'a bracket that was opened is never closed', '1:'],
  ['- name: x\n  copy\n    src: a\n', 'a colon is missing behind "copy"', '2:copy', '"copy:"'],
  ['a: 1\nb: c\udce9', 'a byte that is no UTF-8', '2:\udce9', 'UTF-8'],
  ['a: 1\n b: 2', KEY, '2:'],
  ['a: x\n- b', LINE, '2:', 'same column'],
  ['- a\nb: 1', LINE, '2:'],
  ['x:\n  - a: 1\n     b: 1\n', KEY, '3:'],
];

for (const [text, message, place, hint] of CASES)
  test(`explained: ${JSON.stringify(text)}`, t => {
    const error = t.throws(() => parseYaml(new SourceFile('test.yml', text)), {
      instanceOf: DiagnosticError,
    });
    const { location, ...found } = error!.diagnostics[0]!;
    t.is(found.message, message);
    const { line } = location!.file.position(location!.start);
    t.is(`${line}:${text.slice(location!.start, location!.end)}`, place);
    if (hint !== undefined) t.true(found.hint?.includes(hint), found.hint);
  });

test('what is meant as JSON is told in the words of JSON', t => {
  const hint = (path: string, text: string, secret = false) =>
    t.throws(() => parseYaml(new SourceFile(path, text, secret)), { instanceOf: DiagnosticError })
      ?.diagnostics[0]?.hint;
  t.regex(hint('vars.json', '{ }}') ?? '', /^as JSON: /);
  t.regex(hint('vars', '[1,\n}') ?? '', /^as JSON: /);
  t.notRegex(hint('vars.json', '{"a": hunter2', true) ?? '', /JSON|hunter2/);
  t.notRegex(hint('vars', '{{ a: 1') ?? '', /JSON/);
});

test('nothing of a secret file is shown', t => {
  for (const [text] of CASES) {
    const error = t.throws(
      () => parseYaml(new SourceFile('vault.yml', text.replace('foo', 'hunter2'), true)),
      {
        instanceOf: DiagnosticError,
      },
    );
    t.notRegex(JSON.stringify(error!.diagnostics.map(({ location, ...rest }) => rest)), /hunter2/);
  }
});
