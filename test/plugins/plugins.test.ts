import test from 'ava';
import { type Files, playOf, runIn } from '../cli/project.js';
import { play, went } from '../run/project.js';

const moduleText = (name: string, plan: string): string => `import { defineModule } from 'trueup';
export default defineModule({
  name: '${name}',
  options: { text: { type: 'str' }, count: { type: 'int', choices: undefined } },
  prepare: args => args,
  probe: () => ({ text: 'echo here' }),
  parse: output => output.stdout.toString().trim(),
  plan: (args, state, context) => (${plan}),
});
`;

const same = (name: string, result: string): string =>
  moduleText(name, `{ kind: 'same', result: ${result} }`);

test('a module beside the playbook probes, plans and applies; check mode and a second run show its plan', async t => {
  const library = {
    'library/made.js': `import { defineModule, quote } from 'trueup';
export default defineModule({
  name: 'made',
  options: { path: { type: 'path', required: true } },
  prepare: args => args,
  probe: ({ path }) => ({ text: \`[ -e \${quote(path)} ]\` }),
  parse: ({ code }) => code === 0,
  plan: ({ path }, there) =>
    there
      ? { kind: 'same', result: { path } }
      : { kind: 'change', result: { path }, differences: [], apply: { text: \`: >\${quote(path)}\` } },
});
`,
  };
  const task = '- made: path={{ playbook_dir }}/x\n';
  went(t, await play(playOf(task), { files: library, args: ['--check'] }), ['made a changed']);
  went(t, await play(playOf(`${task}- stat: path={{ playbook_dir }}/x\n${task}`), { files: library }), [
    'made a changed',
    'stat a ok',
    'made a ok',
  ]);
});

test('arguments of a module are checked before any host is reached', async t => {
  const { stderr, code } = await runIn(
    {
      'library/mine.ts': same('mine', '{}'),
      'site.yml': playOf('- mine: {texd: x, count: many}\n'),
    },
    ['apply', 'site.yml', '-i', 'nowhere,'],
  );
  t.is(code, 4);
  t.regex(stderr, /^site\.yml:4:14: error: Unsupported parameters for \(mine\) module: texd$/m);
  t.regex(stderr, /^ {2}hint: did you mean "text"\?$/m);
  t.regex(stderr, /^site\.yml:4:30: error: argument count of the \(mine\) module/m);
});

test("a role's plugins are seen by all from when the role is read; those beside the playbook win", async t => {
  const files: Files = {
    'library/both.js': same('both', "{ msg: 'playbook' }"),
    'roles/first/library/both.js': same('both', "{ msg: 'first' }"),
    'roles/first/library/roles.mjs': same('roles', "{ msg: 'first' }"),
    'roles/second/library/roles.js': same('roles', "{ msg: 'second' }"),
    'roles/first/tasks/main.yml': '- both:\n  register: x\n',
    'roles/second/tasks/main.yml': '- roles:\n  register: y\n',
    'roles/second/filter_plugins/f.js': `import { defineFilter } from 'trueup';
export const f = defineFilter({ name: 'twice', apply: value => [value, value] });
`,
  };
  const site = `- hosts: all
  gather_facts: false
  pre_tasks:
    - roles:
  roles: [first, second]
  tasks:
    - assert:
        that: x.msg == 'playbook' and y.msg == 'first' and (1 | twice) == [1, 1]
`;
  const ran = await play(site, { files });
  went(t, ran, ['roles a ok', 'first : both a ok', 'second : roles a ok', 'assert a ok']);
});

test('plugins of a role that is included while the play runs', async t => {
  const files: Files = {
    'roles/late/library/late.js': same('late', "{ msg: 'late' }"),
    'roles/late/filter_plugins/f.ts': `import { defineFilter, type Value } from 'trueup';
export const f = defineFilter({ name: 'late', apply: (value: Value): Value => [value] });
`,
    'roles/late/tasks/main.yml': '- late:\n- assert:\n    that: (1 | late) == [1]\n',
  };
  const ran = await play(playOf('- include_role:\n    name: "{{ \'late\' }}"\n'), { files });
  went(
    t,
    ran,
    ['include_role a ok', 'late : late a ok', 'late : assert a ok'].slice(ran.lines.length === 2 ? 1 : 0),
  );
});

test('a short name is the own one, ansible.builtin is the built-in, and -v says so', async t => {
  const files: Files = {
    'library/ping.js': same('ping', "{ ping: 'own' }"),
    'filter_plugins/f.js': `import { defineFilter } from 'trueup';
export const f = defineFilter({ name: 'upper', apply: () => 'own' });
export const g = defineFilter({ name: 'to_json', apply: () => 'own' });
`,
    'lookup_plugins/env.js': `import { defineLookup } from 'trueup';
export default defineLookup({ name: 'env', find: () => ['own'] });
`,
    'test_plugins/t.js': `import { defineTest } from 'trueup';
export const t = defineTest({ name: 'even', apply: () => true });
`,
  };
  const tasks = `- ping:
  register: short
- ansible.builtin.ping:
  register: builtin
- ansible.legacy.ping:
  register: legacy
- assert:
    that:
      - short.ping == 'own' and builtin.ping == 'pong' and legacy.ping == 'own'
      - ('a' | upper) == 'own' and ('a' | to_json) == 'own' and ('a' | ansible.builtin.to_json) == '"a"'
      - lookup('env', 'HOME') == 'own' and lookup('ansible.builtin.env', 'HOME') != 'own'
      - 1 is even
`;
  const ran = await play(playOf(tasks), { files });
  t.is(ran.code, 0, ran.stdout + ran.stderr);
  t.regex(ran.stderr, /^library\/ping\.js:1:1: warning: this module stands in for trueup's own "ping"$/m);
});

test('plugins of a collection have its name in front', async t => {
  const root = 'collections/ansible_collections/our/tools/plugins';
  const files: Files = {
    [`${root}/modules/mine.js`]: same('mine', "{ msg: 'collection' }"),
    [`${root}/filter/f.js`]: `import { defineFilter } from 'trueup';
export const f = defineFilter({ name: 'twice', apply: value => [value, value] });
`,
    [`${root}/lookup/many.js`]: `import { defineLookup } from 'trueup';
export default defineLookup({ name: 'many', find: terms => terms.map(term => ({ term })) });
`,
  };
  const tasks = `- our.tools.mine:
  register: x
- assert:
    that: x.msg == 'collection' and (1 | our.tools.twice) == [1, 1] and item.term == 1
  with_our.tools.many: [1]
`;
  t.is((await play(playOf(tasks), { files })).code, 0);
  const short = await play(playOf('- mine:\n- debug: msg={{ 1 | twice }}\n'), { files });
  t.regex(short.stderr, /unknown module "mine"[\s\S]*unknown filter "twice"/);
});

test('values go in and out as templates have them', async t => {
  const files: Files = {
    'filter_plugins/f.js': `import { defineFilter, Float, Fault } from 'trueup';
export const kinds = defineFilter({
  name: 'kinds',
  parameters: ['a', 'b'],
  apply: (value, [a, b]) => ({
    map: value instanceof Map, nested: value.get('list')[0], a: a ?? null, b: b ?? null,
    float: 1.5, whole: new Float(2), big: 12345678901234567890n, list: [{ x: 1 }], text: '{{ 1 + 1 }}',
  }),
});
`,
  };
  const tasks = `- set_fact:
    seen: "{{ {'list': [inner]} | kinds(b=1) }}"
- debug: msg={{ seen | to_json }}
`;
  const ran = await play(playOf(tasks, 'vars:\n  inner: "{{ 1 + 2 }}"\n'), { files });
  const shown = /"msg": (.*)$/m.exec(ran.stdout)?.[1] ?? ran.stdout + ran.stderr;
  t.true(shown.includes('12345678901234567890'), shown);
  t.true(shown.includes('1 + 1'), 'a result is never a template');
  t.regex(shown, /map.*true.*nested.*3.*"a.*null.*"b.*1.*float.*1\.5.*whole.*2\.0/);
});

test('what a plugin throws is told with its place there, and fails the task alone', async t => {
  const files: Files = {
    'library/breaks.js': moduleText('breaks', 'state.oops.more'),
    'library/waits.js': `import { defineModule } from 'trueup';
export default defineModule({
  name: 'waits', options: {}, prepare: args => args, parse: output => output,
  plan: async () => ({ kind: 'same' }),
});
`,
    'filter_plugins/f.js': `import { defineFilter, Fault } from 'trueup';
export const a = defineFilter({ name: 'breaks', apply: value => value.oops.more });
export const b = defineFilter({ name: 'refuses', apply: () => { throw new Fault('not that', 'but this'); } });
export const c = defineFilter({ name: 'promises', apply: async () => 1 });
export const d = defineFilter({ name: 'nothing', apply: () => undefined });
`,
  };
  const tasks = [
    'breaks:',
    'waits:',
    ...['breaks', 'refuses', 'promises', 'nothing'].map(name => `debug: msg={{ 1 | ${name} }}`),
  ];
  const ran = await play(playOf(tasks.map(task => `- ${task}\n  ignore_errors: true\n`).join('')), { files });
  t.is(ran.code, 0, ran.stderr);
  const errors = [...ran.stderr.matchAll(/^\S+ error: .*/gm)].map(([line]) => line);
  t.deepEqual(errors, [
    'library/breaks.js:8:47: error: module "breaks" has failed: TypeError: Cannot read properties of undefined (reading \'more\')',
    'library/waits.js:4:3: error: plan of module "waits" must not be asynchronous: what takes time belongs into "prepare"',
    'filter_plugins/f.js:2:76: error: filter "breaks" has failed: TypeError: Cannot read properties of undefined (reading \'more\')',
    'site.yml:10:21: error: not that',
    'site.yml:12:21: error: filter "promises" is asynchronous',
    'site.yml:14:21: error: filter "nothing" gave nothing, which is no data',
  ]);
});
