import { join } from 'node:path';
import test from 'ava';
import { notifiedHandlers } from '../../src/playbook/handlers.js';
import { roleOf, titleOf } from '../../src/playbook/inherit.js';
import type { RoleUse, Task } from '../../src/playbook/model.js';
import { type Files, loadGood, plain, plainFields, project } from './project.js';

const handler = (...names: readonly string[]): string =>
  names.map(name => `- name: ${name}\n  ping:\n  listen: topic\n`).join('');

const title = (task: Task): string => `${titleOf(task).role ?? ''}:${String(task.name?.value)}`;

const HANDLERS: Files = {
  'site.yml': `- hosts: all
  roles: [a, b]
  pre_tasks: [{import_role: {name: p1}}]
  tasks: [{import_role: {name: t1}}]
  post_tasks: [{import_role: {name: p2}}]
  handlers:
    - {name: h, ping: , listen: topic}
    - {name: h, debug: , listen: topic}
    - import_tasks: more.yml
    - block: [{name: blocked, ping: }]
`,
  'more.yml': '- name: imported\n  ping:\n',
  'roles/a/handlers/main.yml': handler('h', 'a'),
  'roles/a/tasks/main.yml': '- import_role: {name: n}\n',
  'roles/a/meta/main.yml': 'dependencies: [dep]\n',
  'roles/b/handlers/main.yml': handler('b', 'h'),
  'roles/dep/handlers/main.yml': handler('h', 'dep'),
  'roles/n/handlers/main.yml': handler('n'),
  'roles/p1/handlers/main.yml': handler('p1'),
  'roles/t1/handlers/main.yml': handler('t1'),
  'roles/p2/handlers/main.yml': handler('p2', 'h'),
};

test('the order of handlers', t => {
  const [play] = loadGood(t, HANDLERS).playbook.plays;
  const own = [':h', ':h', ':imported', ':blocked'];
  const imported = ['n:n', 'p1:p1', 'p2:p2', 'p2:h', 't1:t1'];
  t.deepEqual(play?.handlers.map(title), [
    'dep:h',
    'dep:dep',
    'a:h',
    'a:a',
    'b:b',
    'b:h',
    ...own,
    ...imported,
  ]);
  t.deepEqual(
    play?.imports.map(use => use.role.name),
    ['n', 'p1', 'p2', 't1'],
  );
});

test('the handlers that a notification is for', t => {
  const [play] = loadGood(t, HANDLERS).playbook.plays;
  const notified = (name: string): readonly string[] =>
    notifiedHandlers(name, play!.handlers, task => String(task.name?.value)).map(title);
  t.deepEqual(notified('h'), ['p2:h']);
  t.deepEqual(notified('a : h'), ['a:h']);
  t.deepEqual(notified('topic').length, 13);
  t.deepEqual(notified('nosuch'), []);
  const own = play!.handlers.filter(task => roleOf(task) === undefined);
  t.deepEqual(
    notifiedHandlers('h', own, task => String(task.name?.value)).map(task => task.action),
    ['ping'],
  );
});

test('a role with all it can have', t => {
  const { playbook } = loadGood(t, {
    'site.yml':
      '- hosts: all\n  roles:\n    - role: r\n      become: true\n      tags: a, b\n      when: x\n      vars: {v: 1}\n      port: 22\n      size: "{{ big }}"\n      other: [1]\n',
    'roles/r/tasks/main.yaml': '- ping:\n',
    'roles/r/handlers/main': '- name: h\n  ping:\n',
    'roles/r/defaults/main/b.yml': 'd: 2\ne: 2\n',
    'roles/r/defaults/main/a.yml': 'd: 1\nf: 1\n',
    'roles/r/defaults/main/deep/c.json': '{"g": 1}',
    'roles/r/defaults/main/.hidden.yml': 'h: 1\n',
    'roles/r/defaults/main/old.yml~': 'h: 1\n',
    'roles/r/vars/main.json': '{"j": 1}',
    'roles/r/vars/main/x.yml': 'k: 1\n',
    'roles/r/meta/main.yml':
      'allow_duplicates: yes\ngalaxy_info: {author: x}\nargument_specs: {main: {options: {old: {}}}}\n',
    'roles/r/meta/argument_specs.yml': 'argument_specs: {main: {options: {size: {type: str}}}}\n',
  });
  const use = playbook.plays[0]!.roles[0]!;
  t.deepEqual(plainFields(use.keywords), { become: true, tags: ['a', 'b'], when: ['x'], port: 22 });
  t.deepEqual(
    [plainFields(use.vars), plainFields(use.params)],
    [{ v: 1 }, { size: 'T({{ big }})', other: [1] }],
  );
  // One of its tasks checks its arguments.
  t.deepEqual([use.body.length, use.handlers.length, use.allowDuplicates], [2, 1, true]);
  t.deepEqual(plainFields(use.role.defaults), { d: 2, f: 1, e: 2, g: 1 });
  t.deepEqual(plainFields(use.role.vars), { j: 1 });
  t.deepEqual(plain(use.role.argumentSpec?.value ?? null), { options: { size: { type: 'str' } } });
});

test('entry points of an imported role', t => {
  const { playbook } = loadGood(t, {
    'site.yml':
      '- hosts: all\n  tasks:\n    - import_role: {name: r, tasks_from: t, vars_from: v.yml, defaults_from: d, handlers_from: h}\n      become: true\n      vars: {x: 1}\n',
    'roles/r/tasks/main.yml': '- fail:\n',
    'roles/r/tasks/t.yml': '- ping:\n- import_role: {name: r, tasks_from: u}\n',
    'roles/r/tasks/u.yml': '- debug:\n',
    'roles/r/vars/v.yml': 'a: 1\n',
    'roles/r/defaults/d/x.yml': 'b: 1\n',
    'roles/r/handlers/h.yml': '- name: h\n  ping:\n',
    'roles/r/meta/main.yml': 'argument_specs: {t: {options: {}}, main: {}}\n',
  });
  const use = playbook.plays[0]!.tasks[0] as RoleUse;
  t.deepEqual([use.kind, use.origin, use.role.entry, use.body.length], ['role', 'import', 't', 3]);
  t.deepEqual([plainFields(use.role.vars), plainFields(use.role.defaults)], [{ a: 1 }, { b: 1 }]);
  t.deepEqual([plainFields(use.keywords), plainFields(use.vars)], [{ become: true }, { x: 1 }]);
  t.deepEqual(use.handlers.map(title), ['r:h']);
  t.deepEqual(plain(use.role.argumentSpec?.value ?? null), { options: {} });
});

test('where roles are looked for', t => {
  const files = {
    'play/site.yml': '- hosts: all\n  roles: [a, b, c, ../elsewhere/d]\n',
    'play/roles/a/tasks/main.yml': '',
    'play/c/tasks/main.yml': '',
    'path/a/tasks/main.yml': '',
    'path/b/meta/main.yml': 'dependencies: [{name: beside}, {src: a}]\n',
    'path/beside/tasks/main.yml': '',
    'elsewhere/d/tasks/main.yml': '',
  };
  const without = project(t, files);
  t.true(without.load('play/site.yml').diagnostics.some(({ message }) => message.startsWith('no role "b"')));
  const made = project(t, files, { rolesPath: [join(without.folder, 'path')] });
  const { folder } = without;
  const { playbook } = made.load('play/site.yml');
  const [a, b, c, d] = playbook.plays[0]!.roles;
  t.is(a?.role.path, join(made.folder, 'play/roles/a'));
  t.is(b?.role.path, join(folder, 'path/b'));
  t.deepEqual(
    b?.dependencies.map(use => [use.role.path, use.origin, use.parent === b]),
    [
      [join(folder, 'path/beside'), 'dependency', true],
      [join(made.folder, 'play/roles/a'), 'dependency', true],
    ],
  );
  t.is(c?.role.path, join(made.folder, 'play/c'));
  t.deepEqual([d?.role.name, d?.role.path], ['../elsewhere/d', join(folder, 'elsewhere/d')]);
});

test('which uses of a role are the same', t => {
  const { playbook } = loadGood(t, {
    'site.yml': `- hosts: all
  roles:
    - r
    - role: r
    - {role: r, x: 1}
    - {role: r, vars: {x: 1}}
    - {role: r, tags: [q]}
    - {role: r, when: x}
    - {role: r, become: true}
  tasks:
    - import_role: {name: r}
    - import_role: {name: r, allow_duplicates: false}
`,
    'roles/r/tasks/main.yml': '- ping:\n',
  });
  const { roles, tasks } = playbook.plays[0]!;
  const uses = [...roles, ...tasks.filter(node => node.kind === 'role')];
  const first = uses.map(use => uses.findIndex(other => other.identity === use.identity));
  // Counted from what ansible-core 2.14 ran.
  t.deepEqual(first, [0, 0, 2, 3, 4, 5, 0, 7, 7]);
  t.deepEqual(
    uses.map(use => use.allowDuplicates),
    [...roles.map(() => false), true, false],
  );
});
