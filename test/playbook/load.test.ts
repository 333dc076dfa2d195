import test from 'ava';
import { effective } from '../../src/playbook/inherit.js';
import { tasksOf as everyTask } from '../../src/playbook/walk.js';
import { mistake } from '../../src/source/diagnostic.js';
import { asTask, loadGood, plain, plainFields, project, textAt, told } from './project.js';

/** A play's tasks. */
const tasksOf = (t: Parameters<typeof loadGood>[0], text: string) =>
  loadGood(t, {
    'site.yml': `- hosts: all
  tasks:
${text.replace(/^/gm, '    ')}`,
    'a.yml': '',
  }).playbook.plays[0]!.tasks;

const oneTask = test.macro({
  title: (title = '') => `a task: ${title}`,
  exec: (t, text: string, action: string, args: unknown, keywords?: unknown) => {
    const task = asTask(tasksOf(t, text)[0]);
    t.deepEqual(
      [task.action, plainFields(task.args), plainFields(task.keywords)],
      [action, args, keywords ?? {}],
    );
  },
});

test('a dictionary', oneTask, '- copy: {src: a, mode: 0644}', 'copy', { src: 'a', mode: 420 });
test('a long name', oneTask, '- ansible.builtin.copy: {src: a}', 'copy', { src: 'a' });
test('the legacy name', oneTask, '- ansible.legacy.command: ls', 'command', { cmd: 'ls' });
test('one line', oneTask, '- copy: src=a dest="{{ b }}/c d"', 'copy', { src: 'a', dest: 'T({{ b }}/c d)' });
test('no arguments', oneTask, '- ping:', 'ping', {});
test('free form', oneTask, '- shell: "echo {{ a }} chdir=/x | b"', 'shell', {
  cmd: 'T(echo {{ a }} | b)',
  chdir: '/x',
});
test('free form that is not to be rendered', oneTask, '- shell: !unsafe "echo {{ a }}"', 'shell', {
  cmd: 'echo {{ a }}',
});
test('args', oneTask, '- shell: ls\n  args: {chdir: /x, creates: y}', 'shell', {
  cmd: 'ls',
  chdir: '/x',
  creates: 'y',
});
test('args yield to arguments', oneTask, '- copy: src=a\n  args: {src: b, dest: c}', 'copy', {
  src: 'a',
  dest: 'c',
});
test('args that are a template', oneTask, '- copy: src=a\n  args: "{{ x }}"', 'copy', {
  '*': 'T({{ x }})',
  src: 'a',
});
test('arguments that are a template', oneTask, '- copy: "{{ x }}"', 'copy', { '*': 'T({{ x }})' });
test('include_vars', oneTask, '- include_vars: a.yml', 'include_vars', { file: 'a.yml' });
test('set_fact', oneTask, '- set_fact: a=1 b="{{ c }}"', 'set_fact', { a: '1', b: 'T({{ c }})' });
test('meta', oneTask, '- meta: flush_handlers', 'meta', { free_form: 'flush_handlers' });
test('include_tasks', oneTask, '- include_tasks: a.yml', 'include_tasks', { file: 'a.yml' });
test('action', oneTask, '- action: copy src=a dest={{ b }}', 'copy', { src: 'a', dest: 'T({{ b }})' });
test('action with text', oneTask, '- action: shell echo a=b creates=x', 'shell', {
  cmd: 'echo a=b',
  creates: 'x',
});
test('action as a dictionary', oneTask, '- action: {module: copy, src: a, args: {dest: b}}', 'copy', {
  src: 'a',
  dest: 'b',
});
test('action with text in a dictionary', oneTask, '- action: {module: copy src=a, dest: b}', 'copy', {
  src: 'a',
  dest: 'b',
});
test(
  'local_action',
  oneTask,
  '- local_action: command ls -l',
  'command',
  { cmd: 'ls -l' },
  { delegate_to: 'localhost' },
);
test(
  'local_action beside delegate_to',
  oneTask,
  '- local_action: ping\n  delegate_to: a',
  'ping',
  {},
  { delegate_to: 'localhost' },
);
test(
  'booleans',
  oneTask,
  '- ping:\n  become: "Yes"\n  check_mode: 0\n  no_log: off\n  diff: "{{ x }}"',
  'ping',
  {},
  {
    become: true,
    check_mode: false,
    no_log: false,
    diff: 'T({{ x }})',
  },
);
test(
  'numbers',
  oneTask,
  '- ping:\n  retries: "3"\n  delay: 1\n  async: "{{ x }}"\n  port: 22',
  'ping',
  {},
  {
    retries: 3,
    delay: 1,
    async: 'T({{ x }})',
    port: 22,
  },
);
test(
  'strings',
  oneTask,
  '- ping:\n  become_user: 1000\n  delegate_to: 10.0\n  register: x',
  'ping',
  {},
  {
    become_user: '1000',
    delegate_to: '10.0',
    register: 'x',
  },
);
test('tags', oneTask, '- ping:\n  tags: a, b', 'ping', {}, { tags: ['a', 'b'] });
test(
  'a list of tags',
  oneTask,
  '- ping:\n  tags: ["a,b", 5, "{{ c }}"]',
  'ping',
  {},
  { tags: ['a,b', '5', 'T({{ c }})'] },
);
test(
  'one condition',
  oneTask,
  '- ping:\n  when: a == b\n  failed_when: false',
  'ping',
  {},
  {
    when: ['a == b'],
    failed_when: [false],
  },
);
test(
  'conditions',
  oneTask,
  '- ping:\n  when:\n    - a\n    - "{{ b }}"\n    - true',
  'ping',
  {},
  { when: ['a', 'T({{ b }})', true] },
);
test('notify', oneTask, '- ping:\n  notify: a, b', 'ping', {}, { notify: ['a, b'] });
test('a list to notify', oneTask, '- ping:\n  notify: [a, [b]]', 'ping', {}, { notify: ['a', 'b'] });
test('environment', oneTask, '- ping:\n  environment: {A: 1}', 'ping', {}, { environment: [{ A: 1 }] });
test(
  'environments',
  oneTask,
  '- ping:\n  environment: [{A: 1}, "{{ b }}"]',
  'ping',
  {},
  { environment: [{ A: 1 }, 'T({{ b }})'] },
);
test('keywords without a value', oneTask, '- ping:\n  become:\n  when:\n  tags:\n  loop:', 'ping', {}, {});
test(
  'module_defaults',
  oneTask,
  '- ping:\n  module_defaults: {ansible.builtin.copy: {a: 1}, group/docker: {b: 2}}',
  'ping',
  {},
  {
    module_defaults: [{ copy: { a: 1 }, 'group/docker': { b: 2 } }],
  },
);
test(
  'loop_control',
  oneTask,
  '- ping:\n  loop_control: {loop_var: x, pause: 2, extended: yes, label: "{{ x }}"}',
  'ping',
  {},
  {
    loop_control: { loop_var: 'x', pause: 2, extended: true, label: 'T({{ x }})' },
  },
);

test('a task: loops', t => {
  const tasks = tasksOf(
    t,
    '- ping:\n  loop: [1, "{{ a }}"]\n- ping:\n  loop: "{{ a }}"\n- ping:\n  with_items: a\n- ping:\n  with_dict: {a: 1}\n- ping:\n  with_community.general.flattened: []\n- ping:\n  with_ansible.builtin.items: []',
  );
  t.deepEqual(
    tasks.map(node => {
      const { loop } = asTask(node);
      return [loop?.kind, plain(loop?.value.value ?? null)];
    }),
    [
      ['loop', [1, 'T({{ a }})']],
      ['loop', 'T({{ a }})'],
      ['items', 'a'],
      ['dict', { a: 1 }],
      ['community.general.flattened', []],
      ['items', []],
    ],
  );
});

test('a task: places', t => {
  const [first, second] = tasksOf(
    t,
    '- name: "a {{ b }}"\n  shell: "echo {{ a }} chdir=/x"\n  when: [a, b == "c"]\n  tags: a, b\n- copy: src=a dest="b c"',
  );
  const task = asTask(first);
  t.is(textAt(task.name), '"a {{ b }}"');
  t.is(textAt(task.args.get('cmd')), '"echo {{ a }} chdir=/x"');
  t.is(textAt(task.args.get('chdir')), '/x');
  t.deepEqual(task.keywords.get('when')?.items?.map(textAt), ['a', 'b == "c"']);
  t.deepEqual(task.keywords.get('tags')?.items?.map(textAt), ['a', 'b']);
  const { file, start, end } = task.actionLocation;
  t.is(file.text.slice(start, end), 'shell');
  t.is(textAt(asTask(second).args.get('dest')), '"b c"');
});

test('a play', t => {
  const { playbook } = loadGood(t, {
    'site.yml': `- name: first
  hosts: [a, "b:!c"]
  user: root
  vars: {x: 1, y: "{{ x }}"}
  vars_files: [a.yml, [b.yml, "{{ c }}.yml"]]
  vars_prompt: [{name: p, private: no}]
  serial: [1, "50%"]
  gather_facts: no
  max_fail_percentage: 30%
  pre_tasks: [{ping: }]
  tasks: [{ping: }, {block: [{ping: }], rescue: [{ping: }], always: [{ping: }], when: z}]
  post_tasks: [{ping: }]
  handlers: [{name: h, ping: , listen: [a, b]}]
- hosts: "{{ target }}"
  vars: [{a: 1}, {b: 2}]
  serial: 3
  tasks:
`,
  });
  const [first, second] = playbook.plays;
  t.is(first?.name?.value, 'first');
  t.deepEqual(plain(first!.hosts.value), ['a', 'b:!c']);
  t.deepEqual(plainFields(first!.vars), { x: 1, y: 'T({{ x }})' });
  t.deepEqual(
    first!.varsFiles.map(field => plain(field.value)),
    ['a.yml', ['b.yml', 'T({{ c }}.yml)']],
  );
  t.deepEqual(plainFields(first!.keywords), {
    remote_user: 'root',
    vars_prompt: [{ name: 'p', private: false }],
    serial: [1, '50%'],
    gather_facts: false,
    max_fail_percentage: 30,
  });
  t.deepEqual([first!.preTasks.length, first!.tasks.length, first!.postTasks.length], [1, 2, 1]);
  const block = first!.tasks[1];
  t.true(block?.kind === 'block' && block.rescue.length === 1 && block.always.length === 1);
  t.deepEqual(
    first!.handlers.map(handler => [handler.name?.value, handler.handler, plainFields(handler.keywords)]),
    [['h', true, { listen: ['a', 'b'] }]],
  );
  t.deepEqual(plain(second!.hosts.value), ['T({{ target }})']);
  t.deepEqual([plainFields(second!.vars), plainFields(second!.keywords)], [{ a: 1, b: 2 }, { serial: [3] }]);
});

test('imported tasks are a block with the keywords of the import', t => {
  const { playbook } = loadGood(t, {
    'site.yml':
      '- hosts: all\n  tasks:\n    - import_tasks: tasks/a.yml\n      become: true\n      vars: {x: 1}\n',
    'tasks/a.yml': '- ping:\n- ansible.builtin.import_tasks: b.yml\n  name: inner\n',
    'tasks/b.yml': '- debug:\n',
  });
  const outer = playbook.plays[0]!.tasks[0]!;
  t.true(outer.kind === 'block');
  if (outer.kind !== 'block') return;
  t.deepEqual([plainFields(outer.keywords), plainFields(outer.vars)], [{ become: true }, { x: 1 }]);
  const inner = outer.body[1]!;
  if (inner.kind !== 'block') throw new Error('no block');
  t.is(inner.name?.value, 'inner');
  t.is(effective(inner.body[0]!, 'become')?.value, true);
});

test('an import whose name is a template', t => {
  const seen: unknown[] = [];
  loadGood(
    t,
    {
      'site.yml':
        '- hosts: all\n  vars: {x: 1, f: no}\n  tasks:\n    - block:\n        - import_tasks: "{{ f }}.yml"\n          vars: {y: 2}\n      vars: {f: a}\n',
      'a.yml': '',
    },
    {
      render: (template, variables) => {
        seen.push(template.source, plain(new Map(variables)));
        return 'a.yml';
      },
    },
  );
  t.deepEqual(seen, ['{{ f }}.yml', { x: 1, f: 'a', y: 2 }]);
});

test('an imported playbook', t => {
  const { playbook } = loadGood(t, {
    'site.yml':
      '- import_playbook: sub/other.yml\n  tags: [t]\n  when: w\n  vars: {a: 1, b: 1}\n- ansible.builtin.import_playbook: sub/other.yml\n',
    'sub/other.yml':
      '- hosts: all\n  tags: p\n  vars: {b: 2, c: 2}\n  roles: [r]\n  tasks:\n    - import_tasks: x.yml\n',
    'sub/x.yml': '- ping:\n',
    'sub/roles/r/tasks/main.yml': '- ping:\n',
  });
  const [first, second] = playbook.plays;
  t.deepEqual(plainFields(first!.keywords), { tags: ['t', 'p'], when: ['w'] });
  t.deepEqual(plainFields(first!.vars), { a: 1, b: 1, c: 2 });
  t.deepEqual(plainFields(second!.keywords), { tags: ['p'] });
  t.is(second!.roles[0]?.role.name, 'r');
});

test('playbooks imported in imported ones have what all of those add', t => {
  const { playbook } = loadGood(t, {
    'site.yml': '- import_playbook: a.yml\n  when: outer\n  tags: o\n  vars: {x: outer, y: outer}\n',
    'a.yml': '- import_playbook: b.yml\n  when: inner\n  tags: i\n  vars: {x: inner, z: inner}\n',
    'b.yml': '- hosts: all\n  vars: {z: own}\n',
  });
  const [play] = playbook.plays;
  t.deepEqual(plainFields(play!.keywords), { tags: ['o', 'i'], when: ['outer', 'inner'] });
  t.deepEqual(plainFields(play!.vars), { x: 'outer', y: 'outer', z: 'inner' });
});

test('empty places in lists are passed over', t => {
  const { playbook } = loadGood(t, {
    'site.yml': '- hosts: all\n  roles: [null, r]\n  tasks:\n    -\n    - ping:\n  handlers:\n',
    'roles/r/tasks/main.yml': '',
    'roles/r/meta/main.yml': 'dependencies: [~]\n',
  });
  t.deepEqual([playbook.plays[0]!.roles.length, playbook.plays[0]!.tasks.length], [1, 1]);
});

test('a module that a template names, by what no host has a say in', t => {
  const made = project(
    t,
    {
      'site.yml': `- hosts: all
  tasks:
    - block:
        - action: "{{ prefix }}ing data=1"
      vars: {prefix: p}
    - action: "{{ unknown }} data=1"
  roles:
    - role: r
`,
      'roles/r/vars/main.yml': 'which: ping\n',
      'roles/r/tasks/main.yml': '- action: "{{ which }}"\n- local_action: {module: "{{ which }}", data: 2}\n',
    },
    {
      render: ({ source }, variables) =>
        source.replace(/\{\{ (\w+) \}\}/g, (_, name: string) => {
          const value = variables.get(name);
          if (typeof value !== 'string') throw mistake(`${name} is undefined`);
          return value;
        }),
    },
  );
  const { playbook, diagnostics } = made.load();
  t.deepEqual(told(diagnostics, made.folder), [
    'site.yml:6:16 error: which module this is can not be known before hosts are (its name may come from -e and from the vars of roles, blocks and includes)',
  ]);
  t.deepEqual(
    [...everyTask(playbook.plays[0]!)].map(({ action, args }) => [action, args.get('data')?.value]),
    [
      ['ping', undefined],
      ['ping', 2],
      ['ping', '1'],
    ],
  );
});
