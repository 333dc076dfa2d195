import test from 'ava';
import { DiagnosticError, formatDiagnostic } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import {
  Engine,
  Interrupt,
  LazyDict,
  OMIT,
  Rendered,
  repr,
  type Scope,
  UndefinedError,
} from '../../src/template/index.js';
import { Float, fromPlain, Template, type Unrendered, type Value } from '../../src/value/value.js';
import { evaluate, scopeOf } from './support.js';

const engine = new Engine();
const template = (source: string): Template => new Template(source);

const failure = (run: () => unknown): DiagnosticError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

test('a text that more than one expression gives is the list or dict that it is written as', t => {
  t.deepEqual(evaluate("[{% for x in [1, 2] %}'{{ x }}',{% endfor %}]"), ['1', '2']);
  t.deepEqual(evaluate("[{{ 1 }}, true, null, 'true', {{ none is none }}]\n"), [1, true, null, 'true', true]);
  t.deepEqual(evaluate('{"a": {{ 1 }} }'), new Map([['a', 1]]));
  t.is(evaluate('{% if true %}True{% endif %}'), true);
  t.is(evaluate('[{{ 1 }}] and more'), '[1] and more');
  t.is(evaluate('{{ 1 }} [2]'), '1 [2]');
  t.is(evaluate('[{{ "name" }}]'), '[name]');
  t.is(evaluate('{{ "[1]" }}'), '[1]');
});

test('a template that is one expression keeps the type, any other is a text', t => {
  t.is(evaluate('{{ 5 }}'), 5);
  t.deepEqual(evaluate('{{ [1, none] }}'), [1, null]);
  t.is(evaluate('{{ "42" }}'), '42');
  t.is(evaluate('{{ none }}'), null);
  t.is(evaluate(' {{ 5 }}'), ' 5');
  t.is(evaluate('{{ 1 }}{{ 2 }}'), '12');
  t.deepEqual(evaluate('[{{ none }}]'), []);
  t.true(evaluate('{{ 4 / 2 }}') instanceof Float);
  t.is(evaluate('{{ 1 }}\n'), '1\n');
  t.deepEqual(evaluate('{{ [1] }}\n'), [1]);
});

test('backslashes are literal in braces of playbooks, not in blocks and not in conditions', t => {
  t.is(evaluate(String.raw`{{ 'a\tb' }}`), String.raw`a\tb`);
  t.is(evaluate(String.raw`{% set x = 'a\tb' %}{{ x }}`), 'a\tb');
  t.is(engine.evaluateExpression(String.raw`'a\tb'`, undefined, scopeOf({})), 'a\tb');
});

test('variables that hold templates are rendered when they are touched, plain texts never', t => {
  const scope = scopeOf({ a: template('{{ b }}!'), b: template('{{ c }}'), c: 'text', evil: '{{ c }}' });
  t.is(engine.evaluate(template('{{ a }}'), scope), 'text!');
  t.is(engine.evaluate(template('{{ evil }}'), scope), '{{ c }}');
  t.is(engine.evaluate(template('{{ evil ~ a }}'), scope), '{{ c }}text!');
});

test('only the elements that are touched are rendered', t => {
  const items = [template('{{ nope }}'), new Map<Unrendered, Unrendered>([['x', template('{{ one }}')]])];
  const scope = scopeOf({ items, one: 1 });
  t.is(engine.evaluate(template('{{ items[1].x }}'), scope), 1);
  t.is(engine.evaluate(template('{{ items | length }}'), scope), 2);
  t.is(engine.evaluate(template('{{ items[0] | default("d") }}'), scope), 'd');
  t.is(failure(() => engine.evaluate(template('{{ items }}'), scope)).message, '"nope" is undefined');
});

test('a loop renders the templates that it comes by', t => {
  const scope = scopeOf({ items: [template('{{ n + 1 }}'), 5], n: 1 });
  t.is(engine.evaluate(template('{% for i in items %}{{ i }},{% endfor %}'), scope), '2,5,');
  t.is(engine.evaluate(template('{{ items | sum }}'), scope), 7);
  t.is(engine.evaluate(template('{{ 2 in items }}'), scope), true);
});

test('a variable is rendered once for an evaluation, and once altogether if the scope keeps what is rendered', t => {
  let lookups = 0;
  const variables = new Map<string, Unrendered>([['twice', template('{{ counted }}')]]);
  const lookup = (name: string): Unrendered | undefined => {
    if (name !== 'counted') return variables.get(name);
    lookups++;
    return lookups;
  };
  const scope: Scope = { lookup };
  t.is(engine.evaluate(template('{{ twice }}{{ twice }}'), scope), '11');
  t.is(engine.evaluate(template('{{ twice }}'), scope), 2);
  const keeping: Scope = { lookup, rendered: new Rendered() };
  t.is(engine.evaluate(template('{{ twice }}'), keeping), 3);
  t.is(engine.evaluate(template('{{ twice }}'), keeping), 3);
});

test('variables that refer to each other in a circle are reported with the chain', t => {
  const scope = scopeOf({ a: template('{{ b }}'), b: template('x{{ c }}'), c: template('{{ a }}') });
  const error = failure(() => engine.evaluate(template('{{ a }}'), scope));
  t.is(error.message, 'variables refer to each other in a circle: a -> b -> c -> a');
  t.is(engine.evaluate(template('{{ 1 }}'), scope), 1, 'the engine is usable afterwards');
});

class NotYet extends Interrupt {}

test('an interrupt of the scope passes through everything that forgives', t => {
  const scope: Scope = {
    lookup: name => {
      if (name === 'later') throw new NotYet('later');
      return name === 'nested' ? template('{{ later }}') : undefined;
    },
  };
  for (const source of [
    '{{ later }}',
    '{{ later | default(1) }}',
    '{{ later is defined }}',
    '{{ nested | default(1) }}',
    '{{ nested.x.y is defined }}',
    "{{ lookup('vars', 'later', errors='ignore') }}",
    "{{ lookup('vars', 'nested', default=1, errors='ignore') }}",
    '{% for i in later | default([]) %}{% endfor %}',
    "{{ ['later'] | map('extract', {'later': later}) }}",
  ])
    t.throws(() => engine.evaluate(template(source), scope), { any: true, instanceOf: NotYet }, source);
});

test('a lazy dict is asked only for what is touched', t => {
  const asked: Value[] = [];
  class Hosts extends LazyDict {
    override get(key: Value): Value | undefined {
      asked.push(key);
      return key === 'web' ? fromPlain({ ip: '10.0.0.1' }) : undefined;
    }
    override keys(): MapIterator<Value> {
      return new Set<Value>(['web']).values();
    }
  }
  const scope = scopeOf({ hostvars: new Hosts() });
  t.is(engine.evaluate(template("{{ hostvars['web'].ip }}"), scope), '10.0.0.1');
  t.deepEqual(asked, ['web']);
  t.is(engine.evaluate(template("{{ hostvars.nope.ip | default('none') }}"), scope), 'none');
  t.is(engine.evaluate(template("{{ ['web'] | map('extract', hostvars, 'ip') | join }}"), scope), '10.0.0.1');
  t.is(engine.evaluate(template('{{ hostvars | list | join }}'), scope), 'web');
});

test('an entry of a lazy dict that turns out undefined is an undefined value', t => {
  class Broken extends LazyDict {
    override get(): Value | undefined {
      return engine.evaluate(template('{{ gone }}'), scopeOf({}));
    }
    override keys(): MapIterator<Value> {
      return new Set<Value>(['x']).values();
    }
  }
  t.is(engine.evaluate(template("{{ b.x | default('d') }}"), scopeOf({ b: new Broken() })), 'd');
  t.is(
    failure(() => engine.evaluate(template('{{ b.x }}'), scopeOf({ b: new Broken() }))).message,
    '"gone" is undefined',
  );
});

test('methods that change a list or dict change a copy of a variable', t => {
  const scope = scopeOf({ list: [1], dict: { a: 1 } });
  t.is(evaluate('{{ l.append(2) }}{{ l | length }}', { l: [1] }), '2');
  t.is(
    engine.evaluate(
      template('{% set _ = list.append(2) %}{% set _ = dict.update({"b": 2}) %}{{ list }}{{ dict }}'),
      scope,
    ),
    "[1, 2]{'a': 1, 'b': 2}",
  );
  t.is(engine.evaluate(template('{{ list }}{{ dict }}'), scope), "[1]{'a': 1}");
});

test('omit is a value that callers can tell, and renderDeep leaves it out', t => {
  t.is(engine.evaluate(template('{{ nope | default(omit) }}'), scopeOf({})), OMIT);
  const args: Unrendered = new Map<Unrendered, Unrendered>([
    ['name', 'x'],
    ['mode', template('{{ mode | default(omit) }}')],
    ['list', [template('{{ omit }}'), template('{{ 1 }}')]],
    [template('{{ key }}'), template('{{ key }}')],
  ]);
  t.is(repr(engine.renderDeep(args, scopeOf({ key: 'k' }))), "{'name': 'x', 'list': [1], 'k': 'k'}");
  t.is(engine.renderDeep(template('{{ omit }}'), scopeOf({})), OMIT);
  const part = String(evaluate('a{{ omit }}'));
  t.regex(part, /^a__omit_place_holder__[0-9a-f]{40}$/);
  t.false(part.includes(OMIT));
});

test('conditions', t => {
  const scope = scopeOf({ yes: true, text: 'false', bool: template('{{ 1 == 1 }}'), name: 'web', empty: [] });
  const holds = (source: string): boolean =>
    engine.isTruthy(engine.evaluateExpression(source, undefined, scope));
  t.true(holds('yes and name == "web"'));
  t.true(holds('text'), 'a text that is not empty is true');
  t.true(holds('bool'));
  t.false(holds('empty'));
  t.false(holds('missing is defined and missing.x'));
  t.true(holds('{{ yes }}'), 'old playbooks write braces');
  t.false(holds('{{ text }}'));
  t.true(holds('{{ name }} == "web" and "{{ name }}" == "web"'));
  t.true(holds('"x{{ name }}" == "xweb"'));
  t.regex(failure(() => holds('{{ name }}')).message, /no boolean/);
});

const located = (yaml: string, source: string, style: 'whole' | 'value' = 'value'): Template => {
  const file = new SourceFile('site.yml', yaml);
  const start = style === 'whole' ? 0 : yaml.indexOf(': ') + 2;
  return new Template(source, { file, start, end: yaml.length });
};

test('an undefined value is named as it was written, at its place in the file', t => {
  const scope = scopeOf({ item: { users: [{ state: 1 }, { stat: 2 }] }, servername: 'x' });
  const error = failure(() =>
    engine.evaluate(located('a: "x {{ item.users[1].state }}"', 'x {{ item.users[1].state }}'), scope),
  );
  t.true(error instanceof UndefinedError);
  t.is(
    formatDiagnostic(error.diagnostics[0]!),
    [
      'site.yml:1:10: error: "item.users[1].state" is undefined: the dict has no "state"',
      '  1 | a: "x {{ item.users[1].state }}"',
      '    |          ^^^^^^^^^^^^^^^^^^^',
      '  hint: did you mean "stat"?',
    ].join('\n'),
  );
  const misspelt = failure(() => engine.evaluate(template('{{ servernam.x }}'), scope)).diagnostics[0]!;
  t.is(misspelt.message, '"servernam.x" is undefined: there is no "servernam"');
  t.is(misspelt.hint, 'did you mean "servername"?');
});

test('places are found in block scalars, folded lines and quoted escapes', t => {
  const at = (yaml: string, source: string): string => {
    const { location } = failure(() => engine.evaluate(located(yaml, source), scopeOf({}))).diagnostics[0]!;
    const { line, column } = location!.file.position(location!.start);
    return `${line}:${column}`;
  };
  t.is(at('a: |\n  one\n  two {{ gone }}\n', 'one\ntwo {{ gone }}\n'), '3:10');
  t.is(at('a: >-\n  one\n  two {{ gone }}\n', 'one two {{ gone }}'), '3:10');
  t.is(at("a: 'it''s {{ gone }}'", "it's {{ gone }}"), '1:14');
  t.is(at('a: "say \\"hi\\" {{ gone }}"', 'say "hi" {{ gone }}'), '1:19');
  t.is(at('a: "{{ x\n     + gone }}"', '{{ x + gone }}'), '1:8');
});

test('an undefined value inside of a variable says which variable', t => {
  const scope = scopeOf({ outer: template('{{ inner }}'), inner: template('{{ gone }}') });
  const [diagnostic] = failure(() => engine.evaluate(template('{{ outer }}'), scope)).diagnostics;
  t.is(diagnostic!.message, '"gone" is undefined');
  t.deepEqual(diagnostic!.context, ['in variable "inner"', 'in variable "outer"']);
  t.is(engine.evaluate(template('{{ outer | default("d") }}'), scope), 'd');
});

test('a mistake in an operator or filter has a place and a hint', t => {
  const [diagnostic] = failure(() => evaluate("{{ 'a' + 1 }}")).diagnostics;
  t.is(diagnostic!.message, '"+" doesn\'t work between str and int');
  t.is(diagnostic!.hint, 'join texts with ~, or convert: | int');
  t.is(failure(() => evaluate("{{ 'a' | defualt('b') }}")).diagnostics[0]!.hint, 'did you mean "default"?');
});

test('check finds what is wrong without evaluating', t => {
  const messages = (source: string): string[] =>
    engine.check(template(source)).map(({ message, hint }) => `${message}${hint ? ` (${hint})` : ''}`);
  t.deepEqual(messages('{{ gone | default(1) }}'), []);
  t.deepEqual(messages('{{ x | uper }}'), ['unknown filter "uper" (did you mean "upper"?)']);
  t.deepEqual(messages("{{ x | map('uper') | select('defind') }}"), [
    'unknown test "defind" (did you mean "defined"?)',
    'unknown filter "uper" (did you mean "upper"?)',
  ]);
  t.deepEqual(messages("{{ lookup('fil', 'x') }}{% if x is defind %}{% endif %}"), [
    'unknown lookup "fil" (did you mean "file"?)',
    'unknown test "defind" (did you mean "defined"?)',
  ]);
  t.deepEqual(messages('{{ x | ansible.builtin.upper }}'), []);
  t.deepEqual(messages('{{ x '), ['template syntax: "{{" is never closed with "}}"']);
  t.deepEqual(
    engine.checkExpression('a ==', undefined).map(({ message }) => message),
    ['template syntax: unexpected the end, expected a value'],
  );
  t.deepEqual(engine.checkFile(new SourceFile('x.j2', 'a\n{% if %}')).map(formatDiagnostic), [
    'x.j2:2:7: error: template syntax: unexpected "%}", expected a value\n  2 | {% if %}\n    |       ^^',
  ]);
});

test('the free names of a template', t => {
  const names = (source: string): string[] => [...engine.collectNames(template(source))].sort();
  t.deepEqual(names('{{ a.b[c] | default(d) }} {{ range(3) }}'), ['a', 'c', 'd']);
  t.deepEqual(names('{% for x in xs if x > y %}{{ loop.index }}{{ x }}{% endfor %}{{ x }}'), [
    'x',
    'xs',
    'y',
  ]);
  t.deepEqual(names('{% set z = w %}{{ z }}{% macro m(p, r=s) %}{{ p }}{{ v }}{% endmacro %}{{ m(1) }}'), [
    's',
    'v',
    'w',
  ]);
  t.deepEqual([...engine.collectExpressionNames('a is defined and b.c == "{{ d }}"')].sort(), [
    'a',
    'b',
    'd',
  ]);
});

test('lookups of the caller are found beside the built-in ones', t => {
  const own = new Engine({ lookups: { hosts: (terms, options) => [...terms, options.get('x') ?? null] } });
  t.deepEqual(own.evaluate(template("{{ query('hosts', 'a', x=1) }}"), scopeOf({})), ['a', 1]);
  t.deepEqual(own.lookup('items', [[1], 2], scopeOf({})), [1, 2]);
  t.deepEqual(own.lookup('community.general.hosts', ['a'], scopeOf({}), new Map([['x', 2]])), ['a', 2]);
});

test('a macro that calls itself without end, and too large things, are mistakes', t => {
  t.regex(
    failure(() => evaluate('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}')).message,
    /nested too deeply/,
  );
  t.regex(failure(() => evaluate('{{ range(100000000) }}')).message, /too long/);
  t.regex(failure(() => evaluate("{{ 'x' * 1000000000 }}")).message, /too long/);
  t.regex(failure(() => evaluate('{{ [0] * 100000000 }}')).message, /too long/);
  t.regex(
    failure(() => evaluate(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`)).message,
    /nested too deeply/,
  );
  t.regex(
    failure(() => evaluate('{% set l = [] %}{% set _ = l.append(l) %}{{ l }}')).message,
    /nested too deeply/,
  );
  t.regex(failure(() => evaluate('{{ 9 ** 99999999 }}')).message, /too large/);
});

test("nothing of JavaScript's can be reached", t => {
  for (const name of [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'size',
    'call',
    'source',
    'value',
  ])
    for (const value of [
      '"x"',
      '[1]',
      '{"a": 1}',
      '1',
      '1.5',
      'true',
      'none',
      'range',
      '"x".upper',
      'dict',
      'now()',
      'namespace()',
    ])
      for (const access of [`(${value}).${name}`, `(${value})['${name}']`]) {
        t.is(evaluate(`{{ ${access} is defined }}`), false, access);
        t.throws(() => evaluate(`{{ ${access}('return 1') }}`), { instanceOf: DiagnosticError }, access);
      }
  for (const name of ['constructor', '__proto__', 'toString', 'valueOf']) {
    t.throws(() => evaluate(`{{ 'x' | ${name} }}`), { instanceOf: DiagnosticError });
    t.throws(() => evaluate(`{{ 'x' is ${name} }}`), { instanceOf: DiagnosticError });
    t.throws(() => evaluate(`{{ lookup('${name}') }}`), { instanceOf: DiagnosticError });
    t.throws(() => evaluate(`{{ 'x' | comment('${name}') }}`), { instanceOf: DiagnosticError });
    t.throws(() => evaluate(`{{ '{0.${name}}'.format('x') }}`), { instanceOf: DiagnosticError });
    t.is(evaluate(`{{ ${name} is defined }}`), false);
  }
});
