import test from 'ava';
import fc from 'fast-check';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { type Location, SourceFile } from '../../src/source/file.js';
import { parseYaml, parseYamlDocuments } from '../../src/source/yaml.js';
import type { YamlNode } from '../../src/source/yaml-node.js';
import { toUnrendered } from '../../src/source/yaml-values.js';
import { Float, Template, type Unrendered } from '../../src/value/value.js';

const parse = (text: string, warnings?: Diagnostic[]): YamlNode | undefined =>
  parseYaml(new SourceFile('test.yml', text), warnings);

const read = (text: string): Unrendered => toUnrendered(parse(text)!);

const textAt = (location: Location | undefined): string | undefined =>
  location?.file.text.slice(location.start, location.end);

/** The text that every node of a tree stands on, in order. */
const places = (node: YamlNode): string[] => {
  const own = textAt(node.location)!;
  if (node.kind === 'sequence') return [own, ...node.items.flatMap(places)];
  if (node.kind === 'mapping')
    return [own, ...node.entries.flatMap(({ key, value }) => [...places(key), ...places(value)])];
  return [own];
};

const failure = (text: string): Diagnostic => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!;
    throw error;
  }
  throw new Error(`no mistake was found in ${text}`);
};

for (const text of ['', '# comment\n', '---\n', '---\n...\n', '\n\n'])
  test(`a document without content is undefined: ${JSON.stringify(text)}`, t => {
    t.is(parse(text), undefined);
  });

test('every node and every key knows its place', t => {
  const text = `a: &x "b c"\nlist:\n  - 'it''s'\n  - {k: [1, 2 ], m: }  # c\n  - |\n    two\n    lines\nlast: *x\n`;
  t.deepEqual(places(parse(text)!), [
    text.slice(0, text.indexOf('*x') + 2),
    'a',
    '"b c"',
    'list',
    text.slice(text.indexOf("- 'it"), text.indexOf('\nlast')),
    "'it''s'",
    '{k: [1, 2 ], m: }',
    'k',
    '[1, 2 ]',
    '1',
    '2',
    'm',
    '',
    'two\n    lines',
    'last',
    '"b c"',
  ]);
});

test('an empty value stands behind its colon or its dash', t => {
  const text = 'a:  # nothing\nb:\n  -\n  - x\n';
  const starts: number[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === 'mapping') for (const { value } of node.entries) visit(value);
    if (node.kind === 'sequence') for (const item of node.items) visit(item);
    if (node.kind === 'scalar' && node.value === null) starts.push(node.location.start);
  };
  visit(parse(text)!);
  t.deepEqual(starts, [2, text.indexOf('-') + 1]);
});

test('a quoted string keeps its text and its place whatever is in it', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(5), (text, indent) => {
      const quoted = JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, unicodeEscape);
      const lead = ' '.repeat(indent);
      const node = parse(`# first\n${lead}key: ${quoted}  # comment\n`);
      t.is(node?.kind, 'mapping');
      const value = node?.kind === 'mapping' ? node.entries[0]!.value : undefined;
      t.is(textAt(value?.location), quoted);
      t.is(value?.kind === 'scalar' ? value.text : undefined, text);
    }),
  );
});

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

test('JSON means the same as YAML', t => {
  const json = fc.jsonValue({ noUnicodeString: true, maxDepth: 4 });
  fc.assert(
    fc.property(json, value => {
      const text = JSON.stringify([value], undefined, 1);
      t.deepEqual(plain(read(text)), JSON.parse(text.replace(/"__proto__"/g, '"proto"')));
    }),
  );
});

test('what is JSON has its numbers, what is YAML its own', t => {
  t.deepEqual(read('[1e3, -2.5E-1, 1.0e+2]'), [new Float(1000), new Float(-0.25), new Float(100)]);
  t.deepEqual(read('[1e3, x]'), ['1e3', 'x']);
  t.deepEqual(read('!!float 1e3'), new Float(1000));
});

/** A tree of unrendered values as JSON has it. */
const plain = (value: Unrendered): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries(
      [...value].map(([key, entry]) => [key === '__proto__' ? 'proto' : key, plain(entry)]),
    );
  if (value instanceof Template) return value.source;
  return value instanceof Object && 'value' in value
    ? value.value
    : typeof value === 'bigint'
      ? Number(value)
      : value;
};

test('a string that holds template syntax is a template', t => {
  for (const text of ['{{ x }}', 'a{{ x }}b', '{% if x %}y{% endif %}', '{# c #}']) {
    const value = read(`"${text}"`);
    t.true(value instanceof Template);
    t.is(value instanceof Template ? value.source : undefined, text);
    t.is(value instanceof Template ? textAt(value.location) : undefined, `"${text}"`);
  }
  for (const text of ['{ x }', '}}', 'a { { b', '%}']) t.is(read(`"${text}"`), text);
});

test('keys are never templates', t => {
  t.deepEqual(read('"{{ x }}": 1'), new Map([['{{ x }}', 1]]));
});

test('what is tagged !unsafe is never a template, on whole lists and dictionaries, too', t => {
  t.is(read('!unsafe "{{ x }}"'), '{{ x }}');
  t.is(read('!unsafe 12'), '12');
  t.deepEqual(read('a: !unsafe {b: ["{{ x }}", 12]}'), new Map([['a', new Map([['b', ['{{ x }}', 12]]])]]));
  const [first, second] = read('[!unsafe ["{{ x }}"], "{{ x }}"]') as Unrendered[];
  t.deepEqual(first, ['{{ x }}']);
  t.true(second instanceof Template);
});

test('standard tags force a type', t => {
  t.is(read('!!str 12'), '12');
  t.is(read('!!int "12"'), 12);
  t.is(read('!!bool yes'), true);
  t.is(read('!!null ""'), null);
  t.is(read('!!str'), '');
  t.is(read('! 12'), 12);
  t.is(read('!<tag:yaml.org,2002:str> 12'), '12');
  t.deepEqual(read('!!map {a: !!seq [1]}'), new Map([['a', [1]]]));
});

test('of a key that stands twice the last value counts, with a warning', t => {
  const warnings: Diagnostic[] = [];
  const node = parse('a: 1\nb: 2\na: 3\n', warnings);
  t.deepEqual(
    toUnrendered(node!),
    new Map([
      ['a', 3],
      ['b', 2],
    ]),
  );
  t.is(warnings.length, 1);
  t.is(warnings[0]!.message, 'key "a" stands twice in one dictionary; the last one counts');
  t.is(warnings[0]!.location?.start, 10);
});

test('keys that Python takes for one are one, others are not', t => {
  const warnings: Diagnostic[] = [];
  t.is(
    (
      toUnrendered(parse('1: a\n1.0: b\ntrue: c\n"1": d\n~: e\n"": f\n', warnings)!) as Map<
        Unrendered,
        Unrendered
      >
    ).size,
    4,
  );
  t.is(warnings.length, 2);
});

test('merge keys bring in what the dictionary does not say itself', t => {
  const warnings: Diagnostic[] = [];
  const node = parse('x: &a {p: 1, o: 0}\ny: &b {p: 2, q: 3}\nz: {r: 1, <<: [*a, *b], o: 9}\n', warnings);
  const z = (toUnrendered(node!) as Map<Unrendered, Unrendered>).get('z');
  t.deepEqual(
    [...(z as Map<Unrendered, Unrendered>)],
    [
      ['p', 1],
      ['q', 3],
      ['o', 9],
      ['r', 1],
    ],
  );
  t.deepEqual(warnings, []);
  t.deepEqual(read('"<<": 1'), new Map([['<<', 1]]));
});

test('aliases repeat a node, within bounds', t => {
  t.deepEqual(
    read('a: &x [1]\nb: *x\n&k c: *k\n'),
    new Map<Unrendered, Unrendered>([
      ['a', [1]],
      ['b', [1]],
      ['c', 'c'],
    ]),
  );
  const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++)
    laughs.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  t.is(failure(laughs.join('\n')).message, 'aliases make this file larger than 1000000 values');
  t.is(failure('a: &x [*x]').message, 'alias "*x" stands inside what it names');
  t.is(failure('a: *x').message, 'alias "*x" has no anchor "&x" before it');
});

test('several documents are an error, but where they are asked for', t => {
  const text = 'a: 1\n---\nb: 2\n---\n';
  t.is(failure(text).message, '3 YAML documents stand where one is expected');
  t.is(textAt(failure(text).location), 'b: 2');
  const documents = parseYamlDocuments(new SourceFile('test.yml', text));
  t.deepEqual(
    documents.map(node => node && toUnrendered(node)),
    [new Map([['a', 1]]), new Map([['b', 2]]), undefined],
  );
});

test('an anchor holds for its own document only', t => {
  t.throws(() => parseYamlDocuments(new SourceFile('test.yml', '- &a 1\n---\n- *a\n')));
});

const WRONG: readonly (readonly [string, string, string])[] = [
  ['a: !foo 1', 'unknown tag !foo', '!foo'],
  ['a: !!set {x}', 'unknown tag !!set', '!!set'],
  ['a: !vault [x]', 'tag !vault does not fit a list', '!vault'],
  ['a: !!int x', 'tag !!int does not fit this value', '!!int'],
  ['a: !!str {}', 'tag !!str does not fit a dictionary', '!!str'],
  ['? [a]\n: b', 'a key must be a single value, not a list', '[a]'],
  ['a: {{b: 1}: c}', 'a value that starts with "{{" must be quoted', '{{'],
  ['a: { {b: 1}: c}', 'a key must be a single value, not a dictionary', '{b: 1}'],
  ['a: !vault x\n? !vault y\n: z', 'a key must be a single value, not a vaulted string', 'y'],
  ['a: 2020-02-30', 'there is no such date or time', '2020-02-30'],
  ['a:\n  <<: [1]', '"<<" merges dictionaries, not a number', '1'],
];

for (const [text, message, place] of WRONG)
  test(`refused with its place: ${JSON.stringify(text)}`, t => {
    const found = failure(text);
    t.is(found.message, message);
    t.is(textAt(found.location), place);
  });
