import test from 'ava';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { parseYaml } from '../../src/source/yaml.js';
import type { YamlNode } from '../../src/source/yaml-node.js';
import { toUnrendered } from '../../src/source/yaml-values.js';
import { toPlain } from '../../src/value/value.js';

const parse = (text: string): YamlNode => parseYaml(new SourceFile('test.yml', text))!;

const mistakeIn = (text: string): Diagnostic => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!;
    throw error;
  }
  throw new Error(`no mistake was found in ${text}`);
};

/** What PyYAML 6.0 makes of lines within brackets and quotes that are not indented. */
const READ: readonly (readonly [text: string, value: unknown])[] = [
  ['r:\n  - {\n    a: "^Listen ",\n    b: 1\n  }\n  - 2\n', { r: [{ a: '^Listen ', b: 1 }, 2] }],
  ['a: "x\ny"\nb: 1\n', { a: 'x y', b: 1 }],
  ["r:\n  a: 'x\n\n y'\n", { r: { a: 'x\ny' } }],
  ['r:\n  a: [1,\n2]\n  b: [\n3\n]\nc: 4\n', { r: { a: [1, 2], b: [3] }, c: 4 }],
  ['r:\n  a: {b: 1,\nc: 2\n}\n', { r: { a: { b: 1, c: 2 } } }],
  ["r:\n  a: [1,\n  {b: 'x\ny'},\nz]\n", { r: { a: [1, { b: 'x y' }, 'z'] } }],
  ['r:\n  a: {\n# why\n  b: "}"\n  }\n  c: |\n    {\n    }\n', { r: { a: { b: '}' }, c: '{\n}\n' } }],
];

for (const [text, value] of READ)
  test(`lines within brackets and quotes may stand anywhere: ${JSON.stringify(text)}`, t => {
    t.deepEqual(toPlain(toUnrendered(parse(text)) as never), value as never);
  });

test('places are those of the file', t => {
  const text = 'r:\n  - {\n    a: "one\ntwo",\n  b: three\n  }\nlast: four\n';
  const found: string[] = [];
  const collect = (node: YamlNode): void => {
    if (node.kind === 'scalar') found.push(text.slice(node.location.start, node.location.end));
    else if (node.kind === 'sequence') node.items.forEach(collect);
    else if (node.kind === 'mapping')
      for (const { key, value } of node.entries) {
        collect(key);
        collect(value);
      }
  };
  collect(parse(text));
  t.deepEqual(found, ['r', 'a', '"one\ntwo"', 'b', 'three', 'last', 'four']);
});

test('a quote or bracket that is not closed is told of where it is, or where the next key stands', t => {
  const quote = mistakeIn('a: "x\nb: 1\nc: "y"\n');
  t.regex(quote.message, /belongs to a quoted value but is not indented deeper/);
  t.is(quote.location?.start, 'a: "x\n'.length);
  const bracket = mistakeIn('a:\n  b: [1, 2\n  c: 3\n');
  t.regex(bracket.message, /a bracket that was opened is never closed/);
  t.is(bracket.location?.start, 'a:\n  b: '.length);
});

test('a mistake behind such lines is told at its own place', t => {
  const { location } = mistakeIn('r:\n  - {\n    a: 1\n  }\nb: "x\ny"\nc:\n  d: 1\n e: 2\n');
  t.is(location?.start, 'r:\n  - {\n    a: 1\n  }\nb: "x\ny"\nc:\n  d: 1\n '.length);
});

for (const text of ['a: "x\n---\ny"\n', 'r:\n  a: [1,\n\t2]\n'])
  test(`what PyYAML does not read either: ${JSON.stringify(text)}`, t => {
    t.truthy(mistakeIn(text));
  });
