import test from 'ava';
import { isReserved, reservedNames } from '../../src/playbook/reserved.js';
import { project } from './project.js';

test('names of keywords and of what templates can call are reserved', t => {
  for (const name of ['hosts', 'environment', 'tags', 'name', 'port', 'serial', 'async', 'lookup', 'range'])
    t.true(isReserved(name), name);
  for (const name of ['vars', 'role', 'listen', 'loop_var', 'allow_duplicates', 'mine'])
    t.false(isReserved(name), name);
});

test('variables of a play and of its roles are warned of, each name once, where it stands', t => {
  const files = {
    'site.yml': `- hosts: localhost
  vars: {hosts: 1, fine: 2}
  roles: [r]
  tasks:
    - import_role: {name: s}
`,
    'roles/r/meta/main.yml': 'dependencies: [d]\n',
    'roles/r/defaults/main.yml': 'tags: 1\nhosts: 2\n',
    'roles/r/tasks/main.yml': '[]\n',
    'roles/d/vars/main.yml': 'port: 80\n',
    'roles/s/defaults/main.yml': 'serial: 1\n',
  };
  const [play] = project(t, files).load().playbook.plays;
  const found = reservedNames(play!).map(({ message, location }) => {
    const { file, start, end } = location!;
    t.is(file.text.slice(start, end), /: (.*)$/.exec(message)![1]!);
    return message;
  });
  t.deepEqual(found, [
    'Found variable using reserved name: hosts',
    'Found variable using reserved name: port',
    'Found variable using reserved name: tags',
    'Found variable using reserved name: serial',
  ]);
});
