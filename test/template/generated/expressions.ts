import fc, { type Arbitrary } from 'fast-check';
import { FILTER_TABLE, METHOD_TABLE, TEST_TABLE } from './calls.js';
import { type Kind, NAMES } from './variables.js';

const KINDS = Object.keys(NAMES) as Kind[];

const TEXTS = [
  'a',
  '',
  'web',
  'A b',
  '1',
  '0',
  ',',
  ' ',
  'x-y_z.txt',
  '/',
  'ä',
  '%s',
  '%d-%s',
  '{0}',
  'true',
  'no',
  '1.2',
  '1.10',
  'name',
  'k',
  '\\n',
];

/** A text as it is written in an expression. */
export const written = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const literal: { readonly [kind in Kind]: Arbitrary<string> } = {
  integer: fc.oneof(
    fc.integer({ min: 0, max: 12 }).map(String),
    fc.constantFrom('-1', '-7', '100', '1024', '2147483648', '0x1F', '1_000'),
  ),
  float: fc.constantFrom('0.0', '1.0', '2.5', '-0.5', '0.1', '1e3', '1e20', '3.14159', '1.005'),
  boolean: fc.constantFrom('true', 'false', 'True'),
  none: fc.constantFrom('none', 'None'),
  text: fc.constantFrom(...TEXTS).map(written),
  numbers: fc.array(fc.integer({ min: -2, max: 5 }).map(String), { maxLength: 4 }).map(list),
  texts: fc.array(fc.constantFrom(...TEXTS).map(written), { maxLength: 4 }).map(list),
  list: fc.constantFrom(
    '[]',
    '[1, "a", none]',
    '[[1], [2, 3]]',
    '(1, "x")',
    '()',
    '[1.0, 1, true]',
    '["b", ["a"]]',
  ),
  dict: fc.constantFrom(
    '{}',
    "{'a': 1}",
    "{'b': {'c': [1]}, 'a': none}",
    "{1: 'x', 'k': 2}",
    "{'x': 'y', 'z': 1.5}",
  ),
  dicts: fc.constantFrom(
    "[{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'X'}]",
    "[{'name': 'z'}]",
    '[]',
    "[{'key': 'k', 'value': 1}]",
  ),
};

function list(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** How the generator writes expressions of a kind, up to a depth. */
type Make = (kind: Kind, depth: number, mayMiss?: boolean) => Arbitrary<string>;

const memory = new Map<string, Arbitrary<string>>();

/** An expression that should give a value of a kind; now and then something in it has another kind. */
export const expression: Make = (kind, depth, mayMiss = true) => {
  const key = `${kind} ${depth} ${mayMiss}`;
  let made = memory.get(key);
  if (!made) {
    made = fc.oneof(
      { weight: 30, arbitrary: wellTyped(kind, depth, mayMiss) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(...KINDS)
          .chain(other => wellTyped(other, Math.max(0, depth - 1), mayMiss)),
      },
      {
        weight: depth > 0 && mayMiss ? 1 : 0,
        arbitrary: fc.constantFrom('missing', 'dict.missing', 'users[9]', 'missing.a.b'),
      },
    );
    memory.set(key, made);
  }
  return made;
};

const leaf = (kind: Kind): Arbitrary<string> =>
  fc.oneof(literal[kind], fc.constantFrom(...NAMES[kind]), fc.constantFrom(...NAMES[kind]));

const wellTyped = (kind: Kind, depth: number, mayMiss: boolean): Arbitrary<string> => {
  if (depth <= 0) return leaf(kind);
  return fc.oneof(
    { weight: 2, arbitrary: leaf(kind) },
    { weight: 4, arbitrary: filtered(kind, depth, mayMiss) },
    { weight: 2, arbitrary: methodCall(kind, depth, mayMiss) },
    { weight: 2, arbitrary: operator(kind, depth, mayMiss) },
    { weight: 1, arbitrary: general(kind, depth, mayMiss) },
  );
};

const brackets = (text: string): string => (/^[\w.[\]]+$|^'[^']*'$/.test(text) ? text : `(${text})`);

/** Arguments of a call by their table: a kind, or the arbitrary itself. */
type Argument = Kind | Arbitrary<string>;

const argument = (given: Argument, depth: number): Arbitrary<string> =>
  typeof given === 'string' ? expression(given, depth, false) : given;

/** As many of the arguments as chance gives, the first by position, later ones perhaps by name. */
const argumentsOf = (
  parameters: readonly (readonly [name: string, argument: Argument])[],
  needed: number,
  depth: number,
): Arbitrary<string[]> =>
  fc
    .tuple(
      fc.integer({ min: needed, max: parameters.length }),
      fc.boolean(),
      ...parameters.map(([, given]) => argument(given, depth)),
    )
    .map(([count, byName, ...values]) =>
      values.slice(0, count).map((value, index) => {
        const [name] = parameters[index]!;
        return byName && index >= needed && name !== '' ? `${name}=${value}` : value;
      }),
    );

const pick = <T>(items: readonly T[], use: (item: T) => Arbitrary<string>): Arbitrary<string> =>
  items.length === 0 ? fc.constant('none') : fc.constantFrom(...items).chain(use);

const filtered: Make = (kind, depth, mayMiss) =>
  pick(
    FILTER_TABLE.filter(entry => entry.gives === kind),
    ({ name, takes, parameters, needed = 0 }) =>
      fc
        .tuple(expression(takes, depth - 1, mayMiss), argumentsOf(parameters, needed, Math.min(depth - 1, 1)))
        .map(
          ([value, args]) => `${brackets(value)} | ${name}${args.length > 0 ? `(${args.join(', ')})` : ''}`,
        ),
  );

const methodCall: Make = (kind, depth, mayMiss) =>
  pick(
    METHOD_TABLE.filter(entry => entry.gives === kind),
    ({ name, takes, parameters, needed = 0 }) =>
      fc
        .tuple(expression(takes, depth - 1, mayMiss), argumentsOf(parameters, needed, 0))
        .map(
          ([value, args]) => `${brackets(value)}.${name}${name.includes('(') ? '' : `(${args.join(', ')})`}`,
        ),
  );

const tested = (depth: number, mayMiss: boolean | undefined): Arbitrary<string> =>
  pick(TEST_TABLE, ({ name, takes, parameters, needed = 0 }) =>
    fc
      .tuple(
        expression(takes, depth - 1, mayMiss),
        fc.boolean(),
        argumentsOf(parameters, needed, Math.min(depth - 1, 1)),
      )
      .map(
        ([value, negated, args]) =>
          `${brackets(value)} is ${negated ? 'not ' : ''}${name}${args.length > 0 ? `(${args.join(', ')})` : ''}`,
      ),
  );

const between = (
  left: Arbitrary<string>,
  operators: readonly string[],
  right: Arbitrary<string>,
): Arbitrary<string> =>
  fc
    .tuple(left, fc.constantFrom(...operators), right)
    .map(([a, by, b]) => `${brackets(a)} ${by} ${brackets(b)}`);

/** What only expressions of one kind can be made of. */
const operator: Make = (kind, depth, mayMiss) => {
  const inner = (of: Kind): Arbitrary<string> => expression(of, depth - 1, mayMiss);
  switch (kind) {
    case 'integer':
      return fc.oneof(
        between(inner('integer'), ['+', '-', '*', '//', '%'], inner('integer')),
        between(inner('integer'), ['**'], fc.constantFrom('0', '1', '2', '3')),
        inner('integer').map(value => `-${brackets(value)}`),
        inner('numbers').map(value => `${brackets(value)}[0]`),
      );
    case 'float':
      return fc.oneof(
        between(inner('integer'), ['/', '/'], inner('integer')),
        between(inner('float'), ['+', '-', '*', '/', '//', '%'], fc.oneof(inner('float'), inner('integer'))),
      );
    case 'boolean':
      return fc.oneof(
        tested(depth, mayMiss),
        fc
          .constantFrom(...KINDS)
          .chain(of =>
            between(
              inner(of),
              ['==', '!=', '<', '<=', '>', '>='],
              fc.oneof(inner(of), inner(of), inner('integer')),
            ),
          ),
        fc
          .tuple(inner('integer'), inner('integer'), inner('float'))
          .map(([a, b, c]) => `${brackets(a)} < ${brackets(b)} <= ${brackets(c)}`),
        between(inner('text'), ['in', 'not in'], fc.oneof(inner('text'), inner('texts'), inner('dict'))),
        between(inner('integer'), ['in', 'not in'], fc.oneof(inner('numbers'), inner('list'))),
        between(inner('boolean'), ['and', 'or'], inner('boolean')),
        inner('boolean').map(value => `not ${brackets(value)}`),
      );
    case 'text':
      return fc.oneof(
        between(inner('text'), ['+', '~'], inner('text')),
        fc.constantFrom(...KINDS).chain(of => between(inner('text'), ['~'], inner(of))),
        between(inner('text'), ['*'], fc.constantFrom('0', '2', '-1')),
        fc
          .tuple(
            fc.constantFrom(
              "'%s'",
              "'%5.2f|'",
              "'%05d'",
              "'%-6s|'",
              "'%x'",
              "'%r'",
              "'%+d'",
              "'%e'",
              "'%%'",
              "'%c'",
            ),
            fc.constantFrom<Kind>('integer', 'float', 'text', 'list', 'boolean'),
          )
          .chain(([format, of]) => inner(of).map(value => `${format} % ${brackets(value)}`)),
        slices(inner('text')),
        inner('texts').map(value => `${brackets(value)}[-1]`),
      );
    case 'numbers':
    case 'texts':
    case 'list':
    case 'dicts':
      return fc.oneof(
        between(inner(kind), ['+'], inner(kind)),
        slices(inner(kind)),
        between(inner(kind), ['*'], fc.constantFrom('0', '1', '2')),
        kind === 'numbers'
          ? fc
              .tuple(
                fc.integer({ min: -3, max: 4 }),
                fc.integer({ min: -3, max: 6 }),
                fc.constantFrom(1, 2, -1),
              )
              .map(([from, to, step]) => `range(${from}, ${to}, ${step}) | list`)
          : inner('list').map(value => `[${value}]`),
      );
    case 'dict':
      return fc.oneof(
        fc.tuple(inner('text'), inner('integer')).map(([key, value]) => `{(${key}): ${value}}`),
        inner('integer').map(value => `dict(a=${value}, b='x')`),
        inner('dicts').map(value => `${brackets(value)}[0]`),
      );
    case 'none':
      return fc.oneof(
        inner('dict').map(value => `${brackets(value)}.get('nope')`),
        fc.constant('nothing'),
      );
  }
};

const slices = (of: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(
      of,
      fc.constantFrom('[1:]', '[:2]', '[-2:]', '[::-1]', '[1:3]', '[::2]', '[5:1:-2]', '[:]', '[-100:100]'),
    )
    .map(([value, slice]) => `${brackets(value)}${slice}`);

/** What expressions of any kind can be made of. */
const general: Make = (kind, depth, mayMiss) => {
  const inner = expression(kind, depth - 1, mayMiss);
  return fc.oneof(
    fc
      .tuple(inner, expression('boolean', depth - 1, mayMiss), inner)
      .map(([yes, test, no]) => `${brackets(yes)} if ${test} else ${brackets(no)}`),
    fc
      .tuple(inner, expression('boolean', depth - 1, mayMiss))
      .map(([yes, test]) => `${brackets(yes)} if ${test}`),
    between(inner, ['or', 'and'], inner),
    fc.tuple(inner, inner).map(([value, fallback]) => `${brackets(value)} | default(${fallback})`),
    fc.tuple(inner, inner).map(([value, fallback]) => `${brackets(value)} | default(${fallback}, true)`),
    fc
      .tuple(expression('boolean', depth - 1, mayMiss), inner, inner)
      .map(([test, yes, no]) => `${brackets(test)} | ternary(${yes}, ${no})`),
    inner.map(value => `missing.a.b | default(${value})`),
    inner.map(value => `[${value}] | first`),
    inner.map(value => `{'k': ${value}}.k`),
  );
};

/** Any expression. */
export const anyExpression: Arbitrary<string> = fc
  .tuple(fc.constantFrom(...KINDS), fc.constantFrom(1, 2, 2, 3))
  .chain(([kind, depth]) => expression(kind, depth));
