import { readJson } from '../../../src/template/json.js';
import type { Value } from '../../../src/value/value.js';

/** The variables of generated templates, as JSON: Python and we read floats as floats from it. */
export const VARIABLES_JSON = JSON.stringify(
  {
    n: 7,
    zero: 0,
    minus: -3,
    big: '@1152921504606846976@',
    half: '@0.5@',
    whole: '@4.0@',
    tiny: '@1.5e-07@',
    yes_b: true,
    no_b: false,
    nothing: null,
    word: 'web01',
    empty: '',
    space: '  two  words ',
    lines: 'one\ntwo three\n\nfour',
    path: '/etc/nginx/site.conf.d/a.conf',
    number: '42',
    decimal: '3.50',
    unicode: 'Zoë ☃ 日本 😀',
    quoted: `it's "q" \\d`,
    version: '1.10.2',
    csv: 'a, b,,c',
    url: 'https://user:pw@example.org:8443/p/a?q=1&r=a%20b#top',
    json: '{"b": [1, 2.50, null], "a": true}',
    yaml: 'a: 1\nb: [x, yes, 1.0]\n',
    markup: '<a href="x">B & C</a>',
    braces: '{{ 7 * 7 }}',
    truth: 'yes',
    numbers: [3, 1, 2, 10, 1],
    texts: ['b', 'A', 'c', 'a', ''],
    mixed: [1, 'x', null, true, '@2.5@', [1], { k: 'v' }],
    nested: [[1, 2], [3, [4, null]], []],
    none_list: [null, 'None', 'null', 0],
    empty_list: [],
    pairs: [
      ['a', 1],
      ['b', 2],
    ],
    dict: { b: 1, a: 'x', c: [1, 2], items: 'i', d: { e: null, f: true } },
    other: { b: 2, d: { g: [1] }, c: [3, 2] },
    empty_dict: {},
    users: [
      { name: 'alice', uid: 1000, groups: ['sudo', 'dev'], admin: true, home: { path: '/home/alice' } },
      { name: 'bob', uid: 1002, groups: ['dev'], home: { path: '/home/bob' } },
      { name: 'Carol', uid: 1001, groups: [], admin: false, home: { path: null } },
    ],
    result: { changed: true, failed: false, rc: 0, stdout: 'l1\nl2', stdout_lines: ['l1', 'l2'] },
    loop_result: {
      results: [
        { changed: false, item: 1 },
        { changed: true, failed: true, item: 2 },
      ],
    },
  },
  undefined,
  1,
).replace(/"@([^@]*)@"/g, '$1');

/** The same variables as the engine takes them. */
export const VARIABLES = readJson(VARIABLES_JSON) as unknown as ReadonlyMap<string, Value>;

/** The template files that generated templates include, import and extend, by name. */
export const FILES: { readonly [name: string]: string } = {
  'part.j2': 'part {{ item | default("none") }} {{ x | default("no x") }} {{ n }}\n',
  'lines.j2': '{% if true %}\n  one\n{% endif %}\n\n',
  'nested.j2': '<{% include "part.j2" %}>{% include "lines.j2" %}{% include "part.j2" %}',
  'broken.j2': 'fine\n{{ missing.name }}\n',
  'macros.j2':
    '{% set exported = "e" ~ n %}{% set _hidden = 1 %}{% macro greet(name, by="hello") %}{{ by }} {{ name }}{% endmacro %}' +
    '{% macro wrap() %}[{{ caller() }}]{% endmacro %}{% macro context() %}{{ x | default("no x") }}{{ n | default("no n") }}{% endmacro %}',
  'base.j2':
    'head\n{% block one %}base one {{ n }}{% endblock %}\n{% for item in numbers %}{% block two scoped %}{{ item }},{% endblock %}{% endfor %}\n' +
    '{% block three %}{{ self.one() }}{% endblock %}foot{% block four %}{% endblock %}\n',
  'middle.j2':
    '{% extends "base.j2" %}ignored{% block one %}middle {{ super() }}{% endblock %}{% block four %}4{% endblock %}',
  'required.j2': '{% block must required %}{% endblock %}',
};

/** What kind of value a generated expression should have. */
export type Kind =
  | 'integer'
  | 'float'
  | 'boolean'
  | 'none'
  | 'text'
  | 'numbers'
  | 'texts'
  | 'list'
  | 'dict'
  | 'dicts';

/** The names of variables of each kind. */
export const NAMES: { readonly [kind in Kind]: readonly string[] } = {
  integer: ['n', 'zero', 'minus', 'big'],
  float: ['half', 'whole', 'tiny'],
  boolean: ['yes_b', 'no_b'],
  none: ['nothing'],
  text: [
    'word',
    'empty',
    'space',
    'lines',
    'path',
    'number',
    'decimal',
    'unicode',
    'quoted',
    'version',
    'csv',
    'url',
    'json',
    'yaml',
    'markup',
    'braces',
    'truth',
    'users[0].name',
    'dict.a',
  ],
  numbers: ['numbers', 'empty_list'],
  texts: ['texts', 'users[0].groups', 'empty_list', 'result.stdout_lines'],
  list: ['mixed', 'nested', 'pairs', 'none_list', 'numbers', 'texts', 'dict.c'],
  dict: ['dict', 'other', 'empty_dict', 'result', 'loop_result', 'users[1]', 'dict.d'],
  dicts: ['users', 'loop_result.results'],
};
