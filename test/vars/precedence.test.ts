import test from 'ava';
import { play, playOf } from '../run/project.js';

/** The levels of Ansible's documented order that a playbook can set, lowest first; each test leaves out those above one. */
const levels = [
  'role defaults',
  'group_vars/all',
  'group_vars of the group',
  'host_vars',
  'play vars',
  'vars_files',
  'role vars',
  'task vars',
  'set_fact',
  'extra vars',
] as const;

for (const [highest, expected] of levels.entries())
  test(`of all up to it, ${expected} win`, async t => {
    const has = (level: (typeof levels)[number]): boolean => levels.indexOf(level) <= highest;
    const value = (level: (typeof levels)[number]): string => (has(level) ? `x: ${level}\n` : 'other: 1\n');
    const site = playOf(
      `- import_role: {name: r}\n`,
      `vars_files: [v.yml]\n${has('play vars') ? 'vars: {x: play vars}\n' : ''}`,
    );
    const ran = await play(site, {
      files: {
        'roles/r/defaults/main.yml': value('role defaults'),
        'roles/r/vars/main.yml': value('role vars'),
        'roles/r/tasks/main.yml': `${has('set_fact') ? '- set_fact: {x: set_fact}\n' : ''}- debug: msg="it is {{ x }}"
${has('task vars') ? '  vars: {x: task vars}\n' : ''}`,
        'group_vars/all.yml': value('group_vars/all'),
        'group_vars/web.yml': value('group_vars of the group'),
        'host_vars/a.yml': value('host_vars'),
        'v.yml': value('vars_files'),
      },
      args: has('extra vars') ? ['-e', 'x="extra vars"'] : [],
    });
    t.is(/"msg": "it is (.*)"/.exec(ran.stdout)?.[1], expected, ran.stdout + ran.stderr);
  });
