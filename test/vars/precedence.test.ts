import test from 'ava';
import { play } from '../run/project.js';

/**
 * The levels of Ansible's documented order that a playbook can set, lowest first (facts have names of their own). Each sets the variables of
 * its own and all higher levels, so that a variable tells which of the levels up to its own wins.
 */
const LEVELS = [
  'role_defaults',
  'inventory_group_all',
  'inventory_group',
  'group_vars_all_inventory',
  'group_vars_all_playbook',
  'group_vars_inventory',
  'group_vars_playbook',
  'inventory_host',
  'host_vars_inventory',
  'host_vars_playbook',
  'play_vars',
  'vars_prompt',
  'vars_files',
  'role_vars',
  'block_vars',
  'task_vars',
  'include_vars',
  'set_fact',
  'role_params',
  'include_params',
  'extra_vars',
] as const;

type Level = (typeof LEVELS)[number];

/** The variables that a level sets: `v_LEVEL` for its own and all higher levels. */
const variables = (level: Level): Record<string, string> =>
  Object.fromEntries(
    LEVELS.slice(LEVELS.indexOf(level)).map((name): [string, string] => [`v_${name}`, level]),
  );
const inBraces = (level: Level): string => JSON.stringify(variables(level));

const taskFile = `- include_vars: included.yml
- set_fact: ${inBraces('set_fact')}
- block:
    - debug:
        msg: "{% for name in names %}{{ name }}={{ lookup('vars', 'v_' ~ name) }} {% endfor %}"
      vars: ${inBraces('task_vars')}
  vars: ${inBraces('block_vars')}
`;

test('of the levels that set a variable the highest wins, through all of them', async t => {
  const inventory = {
    all: { vars: variables('inventory_group_all') },
    web: {
      vars: { ansible_connection: 'local', ...variables('inventory_group') },
      hosts: { a: variables('inventory_host') },
    },
  };
  const prompts = Object.keys(variables('vars_prompt')).map(name => ({
    name,
    default: 'vars_prompt',
    private: false,
  }));
  const site = `- hosts: a
  gather_facts: false
  vars: {names: ${JSON.stringify(LEVELS)}, ${inBraces('play_vars').slice(1)}
  vars_prompt: ${JSON.stringify(prompts)}
  vars_files: [file.yml]
  roles: [${JSON.stringify({ role: 'r', ...variables('role_params') })}]
`;
  const ran = await play(site, {
    files: {
      'inventory/hosts.json': JSON.stringify(inventory),
      'inventory/group_vars/all.yml': inBraces('group_vars_all_inventory'),
      'inventory/group_vars/web.yml': inBraces('group_vars_inventory'),
      'inventory/host_vars/a.yml': inBraces('host_vars_inventory'),
      'group_vars/all.yml': inBraces('group_vars_all_playbook'),
      'group_vars/web.yml': inBraces('group_vars_playbook'),
      'host_vars/a.yml': inBraces('host_vars_playbook'),
      'file.yml': inBraces('vars_files'),
      'roles/r/defaults/main.yml': inBraces('role_defaults'),
      'roles/r/vars/main.yml': inBraces('role_vars'),
      'roles/r/vars/included.yml': inBraces('include_vars'),
      'roles/r/tasks/main.yml': `- include_tasks: inner.yml\n  vars: ${inBraces('include_params')}\n`,
      'roles/r/tasks/inner.yml': taskFile,
    },
    args: ['-i', 'inventory/hosts.json', '-e', inBraces('extra_vars')],
  });
  const [, told = ''] = /"msg": "(role_defaults=[^"]*)"/.exec(ran.stdout) ?? [];
  t.deepEqual(
    told.trim().split(' '),
    LEVELS.map(level => `${level}=${level}`),
    ran.stdout + ran.stderr,
  );
});
