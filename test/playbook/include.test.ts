import test from 'ava';
import { conditions, effective } from '../../src/playbook/inherit.js';
import { tagsOf } from '../../src/playbook/tags.js';
import { nodesOf } from '../../src/playbook/walk.js';
import { asTask, plain, project, told } from './project.js';
import { include, unfold } from './unfold.js';

const say = (text: string): string => `- debug: {msg: ${text}}\n`;
const INNER = `- import_tasks: y.yml
- include_tasks: y.yml
- import_tasks: z.yml
- include_tasks: z.yml
- import_tasks: sub/z.yml
- include_tasks: sub/z.yml
- include_tasks: c.yml
`;

test('where task files are looked for', t => {
  const { load, options } = project(t, {
    'site.yml': `- hosts: all
  roles: [r]
  tasks:
    - import_tasks: sub/a.yml
    - include_tasks: sub/d.yml
    - include_tasks: tasks/t.yml
`,
    'sub/a.yml':
      '- import_tasks: b.yml\n- include_tasks: b.yml\n- include_tasks: c.yml\n- import_tasks: sub/b.yml\n',
    'sub/b.yml': say('sub/b'),
    'b.yml': say('b'),
    'c.yml': say('c'),
    'sub/d.yml': '- import_tasks: b.yml\n- include_tasks: b.yml\n- include_tasks: c.yml\n',
    'tasks/t.yml': '- import_tasks: u.yml\n- include_tasks: u.yml\n',
    'tasks/u.yml': say('tasks/u'),
    'roles/r/tasks/main.yml':
      '- import_tasks: sub/x.yml\n- include_tasks: sub/w.yml\n- include_tasks: c.yml\n',
    'roles/r/tasks/sub/x.yml': INNER,
    'roles/r/tasks/sub/w.yml': INNER,
    'roles/r/tasks/sub/y.yml': say('r/sub/y'),
    'roles/r/tasks/y.yml': say('r/y'),
    'roles/r/tasks/sub/z.yml': say('r/sub/z'),
  });
  const { playbook, diagnostics } = load();
  t.deepEqual(diagnostics, []);
  const said = [...unfold(nodesOf(playbook.plays[0]!), options)].map(task => task.args.get('msg')?.value);
  // What ansible-core 2.14 printed for these files: within a role, a dynamic include looks in the role's tasks first.
  const inner = ['r/sub/y', 'r/y', 'r/sub/z', 'r/sub/z', 'r/sub/z', 'r/sub/z', 'c'];
  const outside = ['sub/b', 'sub/b', 'c', 'sub/b', 'sub/b', 'sub/b', 'c', 'tasks/u', 'tasks/u'];
  t.deepEqual(said, [...inner, ...inner, 'c', ...outside]);
});

test('what an include gives to the tasks inside: what it stands in, and what it applies', t => {
  const { load, options } = project(t, {
    'site.yml': `- hosts: all
  tags: [p]
  tasks:
    - block:
        - include_tasks:
            file: a.yml
            apply: {become: true, tags: [applied], when: b, vars: {x: 1}}
          no_log: true
          tags: [own]
          when: c
          vars: {y: 2}
      when: a
      ignore_errors: true
`,
    'a.yml': '- ping:\n  tags: [t]\n  when: d\n',
  });
  const { playbook } = load();
  const block = playbook.plays[0]!.tasks[0]!;
  const task = asTask(block.kind === 'block' ? block.body[0] : undefined);
  t.deepEqual([...tagsOf(task)], ['p', 'own']);
  const [inner] = [...unfold([task], options)];
  t.deepEqual([...tagsOf(inner!)], ['p', 'applied', 't']);
  t.deepEqual(
    conditions(inner!).map(condition => condition.value),
    ['a', 'b', 'd'],
  );
  t.deepEqual(
    ['become', 'ignore_errors', 'no_log'].map(keyword => effective(inner!, keyword)?.value),
    [true, true, undefined],
  );
  const parent = inner!.parent;
  t.deepEqual(parent.kind === 'include' && [...parent.vars.keys()], ['y', 'x']);
});

test('an included role brings its handlers, and those of the roles that it depends on or imports', t => {
  const { load, options } = project(t, {
    'site.yml': '- hosts: all\n  tasks:\n    - include_role: {name: r, tasks_from: other.yml}\n',
    'roles/r/tasks/other.yml': '- ping:\n- import_role: {name: s}\n',
    'roles/r/handlers/main.yml': '- name: hr\n  ping:\n',
    'roles/r/meta/main.yml': 'dependencies: [d]\n',
    'roles/s/handlers/main.yml': '- name: hs\n  ping:\n',
    'roles/d/handlers/main.yml': '- name: hd\n  ping:\n',
  });
  const included = include(asTask(load().playbook.plays[0]!.tasks[0]), options);
  t.true('use' in included && included.use?.origin === 'include' && included.use.allowDuplicates);
  if (!('use' in included)) return;
  t.deepEqual([included.use?.role.name, included.use?.role.entry], ['r', 'other']);
  t.deepEqual(
    included.handlers.map(handler => handler.name?.value),
    ['hd', 'hr', 'hs'],
  );
  t.deepEqual(
    included.publicRoles.map(use => use.role.name),
    ['s'],
  );
});

test('what is wrong with an include is told with its place', t => {
  const { folder, load, options } = project(t, {
    'site.yml':
      '- hosts: all\n  tasks:\n    - include_tasks: nosuch.yml\n    - include_tasks: bad.yml\n    - include_role: {name: nosuch}\n',
    'bad.yml': '- pnig:\n- import_tasks: bad.yml\n',
  });
  const { tasks } = load().playbook.plays[0]!;
  t.deepEqual(
    tasks.flatMap(node => told(include(asTask(node), options).diagnostics, folder)),
    [
      'site.yml:3:22 error: no task file "nosuch.yml" (looked for ./nosuch.yml)',
      'bad.yml:1:3 error: unknown module "pnig" (did you mean "ping"?)',
      'bad.yml:2:17 error: "bad.yml" imports itself',
      'site.yml:5:7 error: no role "nosuch" in ./roles, .',
    ],
  );
});

test('an include among handlers brings in handlers', t => {
  const { load, options } = project(t, {
    'site.yml': '- hosts: all\n  handlers:\n    - name: h\n      include_tasks: a.yml\n      listen: x\n',
    'a.yml': '- ping:\n- import_tasks: b.yml\n',
    'b.yml': '- debug:\n',
  });
  const handler = load().playbook.plays[0]!.handlers[0]!;
  t.deepEqual(
    handler.keywords.get('listen')?.items?.map(item => plain(item.value)),
    ['x'],
  );
  const included = include(handler, options);
  t.deepEqual(
    'nodes' in included && included.nodes.map(node => [asTask(node).action, asTask(node).handler]),
    [
      ['ping', true],
      ['debug', true],
    ],
  );
});
