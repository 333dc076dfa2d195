import fc, { type Arbitrary } from 'fast-check';
import { expression } from './expressions.js';
import type { Kind } from './variables.js';

const TEXT = fc.constantFrom(
  'a',
  ' ',
  '\n',
  '\n\n',
  '  b\n',
  'x: ',
  '\t',
  '# c\n',
  '- ',
  'ä',
  '{',
  '}',
  '\\n',
  "it's",
);

/** The beginning and the end of a tag, with or without the signs that eat white space. */
const OPEN = fc.constantFrom('{%', '{%', '{%', '{%-', '{%+');
const CLOSE = fc.constantFrom('%}', '%}', '%}', '-%}', '+%}');
const OPEN_PRINT = fc.constantFrom('{{', '{{', '{{-');
const CLOSE_PRINT = fc.constantFrom('}}', '}}', '-}}');

const tag = (inside: Arbitrary<string>): Arbitrary<string> =>
  fc.tuple(OPEN, inside, CLOSE).map(([open, text, close]) => `${open} ${text} ${close}`);

const KINDS: readonly Kind[] = ['integer', 'float', 'boolean', 'text', 'text', 'texts', 'list', 'dict'];

const printed = (names: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...KINDS)
        .chain(kind =>
          fc
            .tuple(OPEN_PRINT, expression(kind, 1), CLOSE_PRINT)
            .map(([open, text, close]) => `${open} ${text} ${close}`),
        ),
    },
    ...(names.length === 0
      ? []
      : [
          {
            weight: 5,
            arbitrary: fc
              .tuple(
                OPEN_PRINT,
                fc.constantFrom(...names),
                fc.constantFrom(
                  '',
                  '',
                  '',
                  ' | default("-")',
                  ' ~ 1',
                  ' | upper',
                  ' is defined',
                  ' | string | length',
                ),
                CLOSE_PRINT,
              )
              .map(([open, name, rest, close]) => `${open} ${name}${rest} ${close}`),
          },
        ]),
  );

const LOOP = [
  'loop.index',
  'loop.index0',
  'loop.first',
  'loop.last',
  'loop.length',
  'loop.revindex',
  'loop.revindex0',
  "loop.cycle('o', 'e')",
  'loop.previtem',
  'loop.nextitem',
  'loop.depth',
  'loop.depth0',
  'loop.changed(item)',
  'loop.changed(loop.index > 2)',
  'item',
  'item',
];

const SMALL_LIST = fc.constantFrom(
  'numbers',
  'texts',
  'empty_list',
  'users',
  'nested',
  'dict',
  'pairs',
  'range(3)',
  'dict.items()',
  'other | dictsort',
  'users | groupby("name")',
  'users | selectattr("admin", "defined")',
  "'abc'",
  'missing',
  'mixed',
  'none_list | select',
);

const join = (...parts: readonly Arbitrary<string>[]): Arbitrary<string> =>
  fc.tuple(...parts).map(texts => texts.join(''));

const is = (text: string): Arbitrary<string> => fc.constant(text);

/** A piece of a template that sees these names. */
const piece = (depth: number, names: readonly string[]): Arbitrary<string> => {
  if (depth <= 0) return fc.oneof(TEXT, printed(names));
  const inner = body(depth - 1, names);
  const condition = fc.oneof(
    expression('boolean', 1),
    ...(names.length === 0
      ? []
      : [fc.constantFrom(...names), fc.constantFrom(...names).map(name => `${name} is defined`)]),
  );
  return fc.oneof(
    { weight: 5, arbitrary: TEXT },
    { weight: 5, arbitrary: printed(names) },
    join(tag(condition.map(text => `if ${text}`)), inner, tag(is('endif'))),
    join(
      tag(condition.map(text => `if ${text}`)),
      inner,
      tag(condition.map(text => `elif ${text}`)),
      inner,
      tag(is('else')),
      inner,
      tag(is('endif')),
    ),
    { weight: 3, arbitrary: files(depth, names) },
    { weight: 3, arbitrary: loops(depth, names) },
    { weight: 2, arbitrary: assignments(depth, names) },
    { weight: 2, arbitrary: macros(depth, names) },
    join(
      tag(
        fc.constantFrom(
          'filter upper',
          "filter replace('a', '<')",
          'filter indent(2, true)',
          'filter trim | title',
        ),
      ),
      inner,
      tag(is('endfilter')),
    ),
    join(
      tag(fc.constantFrom('with v = 1', "with v = item, w = 'w'", 'with', 'with v = x, x = 3')),
      body(depth - 1, [...names, 'v', 'w', 'x']),
      tag(is('endwith')),
    ),
    join(tag(is('raw')), fc.constantFrom('{{ x }}', '{% if %}\n', ' a\n ', '{#'), tag(is('endraw'))),
    fc.constantFrom('{# c #}', '{#- c -#}', '{# a\nb #}\n', '{#+ {{ x }} #}'),
    join(
      tag(fc.constantFrom('block one', 'block two scoped')),
      // A block inside of a macro doesn't see what only a macro has.
      body(
        depth - 1,
        names.filter(name => !['varargs', 'kwargs', 'caller'].includes(name)),
      ),
      tag(is('endblock')),
    ),
    join(tag(fc.constantFrom('autoescape false', 'autoescape true')), TEXT, tag(is('endautoescape'))),
    fc.constantFrom(
      '{% endif %}',
      '{% do x %}',
      '{% break %}',
      '{{ }}',
      '{% if %}',
      '{% set %}',
      '{% unknown %}',
      '{{ x',
    ),
  );
};

const loops = (depth: number, names: readonly string[]): Arbitrary<string> => {
  const inside = body(depth - 1, [...names, ...LOOP]);
  return fc.oneof(
    join(tag(SMALL_LIST.map(list => `for item in ${list}`)), inside, tag(is('endfor'))),
    join(
      tag(SMALL_LIST.map(list => `for item in ${list}`)),
      inside,
      tag(is('else')),
      body(depth - 1, names),
      tag(is('endfor')),
    ),
    join(
      tag(
        fc
          .tuple(
            SMALL_LIST,
            fc.constantFrom('item', 'item is string', 'item != 1', 'loop.index > 1', 'item.name is defined'),
          )
          .map(([list, test]) => `for item in ${list} if ${test}`),
      ),
      inside,
      tag(is('endfor')),
    ),
    join(
      tag(
        fc.constantFrom(
          'for k, v in dict.items()',
          'for k, v in pairs',
          'for k, v in dict | dictsort',
          'for k, v in numbers',
          'for (k, v) in other.items()',
        ),
      ),
      body(depth - 1, [...names, 'k', 'v', 'loop.index']),
      tag(is('endfor')),
    ),
    join(
      tag(is('for item in nested recursive')),
      fc.constantFrom('[', '{{ loop.depth }}', '\n'),
      is('{% if item is iterable and item is not string %}{{ loop(item) }}{% else %}'),
      fc.constantFrom('{{ item }}', '{{ loop.index }}{{ item }}', '{{ loop.depth0 }}', '{{ loop.last }}'),
      is('{% endif %}'),
      tag(is('endfor')),
    ),
  );
};

const assignments = (depth: number, names: readonly string[]): Arbitrary<string> => {
  const inner = body(depth - 1, [...names, 'x', 'y', 'ns.a']);
  return fc.oneof(
    join(
      tag(
        fc
          .constantFrom(...KINDS)
          .chain(kind => expression(kind, 1))
          .map(text => `set x = ${text}`),
      ),
      inner,
    ),
    join(
      tag(
        fc.constantFrom(
          'set x, y = pairs[0]',
          'set x, y = 1, 2',
          'set x = y',
          'set x, y = numbers',
          'set n = n + 1',
          'set x = [1, 2]',
        ),
      ),
      inner,
    ),
    join(
      tag(fc.constantFrom('set x', 'set x | upper', "set x | replace('a', 'b') | trim")),
      inner,
      tag(is('endset')),
      printed(['x']),
    ),
    join(
      tag(
        fc.constantFrom(
          'set ns = namespace(a=1)',
          'set ns = namespace()',
          "set ns = namespace({'a': 'x'}, b=2)",
        ),
      ),
      inner,
      tag(is('for item in numbers')),
      tag(
        fc.constantFrom(
          'set ns.a = item',
          'set ns.a = loop.index',
          'set x = item',
          'set word.a = 1',
          'set ns.b = (ns.b | default(0)) + item',
        ),
      ),
      body(depth - 1, ['ns.a', 'ns.b', 'x', 'item']),
      tag(is('endfor')),
      printed(['ns.a', 'ns.b', 'x']),
    ),
    join(
      is('{% set l = [] %}{% for item in numbers %}'),
      fc.constantFrom(
        '{{ l.append(item) }}',
        '{% set _ = l.append(item * 2) %}',
        '{% if l.append(1) %}{% endif %}',
        "{% set _ = l.extend([item, 'x']) %}",
      ),
      is('{% endfor %}{{ l }}'),
    ),
    join(
      is('{% set d = {} %}'),
      fc.constantFrom(
        "{% set _ = d.update({'a': 1}) %}",
        '{% set _ = d.update(b=word) %}',
        "{% set _ = d.setdefault('x', []).append(3) %}",
        "{{ d.pop('x', 'none') }}",
      ),
      is('{{ d }}'),
    ),
  );
};

const macros = (depth: number, names: readonly string[]): Arbitrary<string> => {
  const inside = body(depth - 1, ['p', 'r', 'varargs', 'kwargs', 'caller', 'm.name', ...names]);
  return fc.oneof(
    join(
      tag(
        fc.constantFrom(
          'macro m()',
          'macro m(p)',
          "macro m(p, r='d')",
          'macro m(p, r=p)',
          'macro m(p=1, r=word)',
        ),
      ),
      inside,
      tag(is('endmacro')),
      fc.constantFrom(
        '{{ m() }}',
        '{{ m(1) }}',
        "{{ m('x', r=2) }}",
        '{{ m(1, 2, 3) }}',
        "{{ m(p='k', z=4) }}",
        '{{ m(*numbers) }}',
        "{{ m(**{'p': 1}) }}",
        '{{ m.name }}',
        '{{ m.arguments }}',
        '{{ m(1) | upper }}',
        '{{ m(r=1, p=2) }}',
      ),
    ),
    join(
      tag(fc.constantFrom('macro m()', 'macro m(p)')),
      fc.constantFrom(
        '<{{ caller() }}>',
        '{{ caller(1) }}',
        "{{ caller('a', 'b') }}",
        '{% if caller %}c{{ caller() }}{% endif %}',
        'nothing',
      ),
      tag(is('endmacro')),
      tag(fc.constantFrom('call m()', 'call(z) m()', "call(z, y='y') m(1)", 'call m(2)')),
      body(depth - 1, ['z', 'y', 'p', ...names]),
      tag(is('endcall')),
    ),
  );
};

const INCLUDE = fc.constantFrom(
  "include 'part.j2'",
  "include 'lines.j2'",
  "include 'nested.j2'",
  "include 'missing.j2'",
  "include 'missing.j2' ignore missing",
  "include ['missing.j2', 'part.j2']",
  "include ['missing.j2'] ignore missing",
  "include 'part.j2' with context",
  "include 'par' ~ 't.j2'",
  "include 'broken.j2'",
  "include 'broken.j2' ignore missing",
);
const IMPORT = fc.constantFrom(
  "import 'macros.j2' as f",
  "import 'macros.j2' as f with context",
  "import 'macros.j2' as f without context",
  "from 'macros.j2' import greet, context",
  "from 'macros.j2' import greet as hello, exported with context",
  "from 'macros.j2' import nope",
  "from 'macros.j2' import wrap",
  "import 'missing.j2' as f",
);
const IMPORTED = [
  'f.greet(1)',
  "f.greet('a', by='b')",
  'f.exported',
  'f.context()',
  'greet(2)',
  'context()',
  'hello(3)',
  'exported',
  'f.nope',
  'f._hidden',
];

/** Other files: included, imported, extended. */
const files = (depth: number, names: readonly string[]): Arbitrary<string> => {
  const inner = body(depth - 1, [...names, 'item', 'x', 'super()', 'self.one()']);
  const block = (name: string): Arbitrary<string> =>
    join(tag(is(`block ${name}`)), inner, tag(is('endblock')));
  return fc.oneof(
    { weight: 3, arbitrary: tag(INCLUDE) },
    join(tag(fc.constantFrom('set x = 1', "set x = 'y'")), tag(INCLUDE)),
    join(tag(is('for item in [1, 2]')), tag(INCLUDE), inner, tag(is('endfor'))),
    join(tag(IMPORT), printed(IMPORTED), printed(IMPORTED)),
    join(tag(is("from 'macros.j2' import wrap")), tag(is('call wrap()')), inner, tag(is('endcall'))),
    join(
      tag(
        fc.constantFrom(
          "extends 'base.j2'",
          "extends 'middle.j2'",
          "extends 'missing.j2'",
          "extends 'required.j2'",
        ),
      ),
      TEXT,
      fc.oneof(block('one'), block('two'), block('three'), block('must'), tag(is('set x = 5'))),
      fc.oneof(block('four'), block('five'), TEXT),
    ),
  );
};

const body = (depth: number, names: readonly string[]): Arbitrary<string> =>
  fc.array(piece(depth, names), { minLength: 1, maxLength: 3 }).map(parts => parts.join(''));

/** Any template file, perhaps with a header. */
export const anyTemplate: Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: is('') },
      fc.constantFrom(
        '#jinja2: lstrip_blocks: True\n',
        '#jinja2: trim_blocks: False\n',
        '#jinja2:lstrip_blocks: True, trim_blocks: False\n',
        "#jinja2: variable_start_string: '[[', variable_end_string: ']]'\n",
        "#jinja2: line_statement_prefix: '%'\n",
        "#jinja2: newline_sequence: '\\r\\n'\n",
        '#jinja2: keep_trailing_newline: True\n',
      ),
    ),
    fc
      .array(
        fc.oneof(
          { weight: 20, arbitrary: piece(2, []) },
          // Elsewhere this version of Jinja mixes up what an include without context prints.
          fc.constantFrom(
            "{% include 'lines.j2' without context %}",
            "{% include ['x'] ignore missing without context %}",
          ),
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map(parts => parts.join('')),
  )
  .map(([header, text]) => header + text);
