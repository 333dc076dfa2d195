import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { localInventory, runIn } from '../project.js';

const vaulted = (text: string): string => encryptVault(text, { id: 'prod', password: 'right-4711' });

const SITE = `- hosts: all
  gather_facts: false
  vars_files: [vars.yml]
  roles: [one]
  tasks:
    - import_tasks: imported.yml
    - include_tasks: included.yml
    - include_vars: more.yml
    - include_vars: {dir: folder}
    - copy: {src: copied, dest: "{{ playbook_dir }}/copied.out"}
    - copy: {src: copied, dest: "{{ playbook_dir }}/kept.out", decrypt: false}
    - copy: {src: tree/, dest: "{{ playbook_dir }}/tree.out/"}
    - template: {src: t.j2, dest: "{{ playbook_dir }}/template.out"}
    - script: s.sh
      register: script
    - assert:
        that:
          - of_vars_file == 1
          - of_group == 2
          - of_host == 3
          - of_command_line == 4
          - more == 5
          - of_folder == 6
          - default == 7
          - role_var == 8
          - imported == 9
          - included == 10
          - of_role == 11
          - lookup('unvault', 'copied') == 'copied content\\n'
          - lookup('file', 'copied') == 'copied content'
          - lookup('template', 't.j2') == 'x=1\\n'
          - script.stdout == 'from the script'
`;

/** Everywhere where Ansible takes a file that is vaulted as a whole. */
const FILES = {
  'site.yml': SITE,
  'vars.yml': 'of_vars_file: 1\n',
  'group_vars/all.yml': 'of_group: 2\n',
  'host_vars/a/main.yml': 'of_host: 3\n',
  'extra.yml': 'of_command_line: 4\n',
  'more.yml': 'more: 5\n',
  'folder/x.yml': 'of_folder: 6\n',
  'roles/one/defaults/main.yml': 'default: 7\n',
  'roles/one/vars/main.yml': 'role_var: 8\n',
  'roles/one/tasks/main.yml': '- set_fact: {of_role: 11}\n',
  'roles/one/meta/main.yml': 'dependencies: []\n',
  'imported.yml': '- set_fact: {imported: 9}\n',
  'included.yml': '- set_fact: {included: 10}\n',
  'files/copied': 'copied content\n',
  'files/tree/in': 'in a tree\n',
  'templates/t.j2': 'x={{ of_vars_file }}\n',
  's.sh': '#!/bin/sh\nprintf "from the script"\n',
};

test('whole files may be vaulted wherever Ansible allows it', async t => {
  const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, vaulted(text)]));
  const { code, stdout, stderr, folder } = await runIn(
    { ...files, 'hosts.json': vaulted(localInventory('a')), password: 'right-4711\n' },
    ['apply', 'site.yml', '-i', 'hosts.json', '--diff', '--vault-id', 'prod@password', '-e', '@extra.yml'],
  );
  t.is(code, 0, stdout + stderr);
  t.false((stdout + stderr).includes('copied content'));
  const written = (name: string): string => readFileSync(join(folder, name), 'utf8');
  t.is(written('copied.out'), 'copied content\n');
  t.is(written('kept.out'), files['files/copied'] ?? '');
  t.is(written('tree.out/in'), 'in a tree\n');
  t.is(written('template.out'), 'x=1\n');
});

for (const [task, file] of [
  ['copy: {src: copied, dest: "{{ playbook_dir }}/out"}', 'files/copied'],
  ['template: {src: t.j2, dest: "{{ playbook_dir }}/out"}', 'templates/t.j2'],
  ['script: s.sh', 's.sh'],
  ["debug: msg=\"{{ lookup('unvault', 'copied') }}\"", 'files/copied'],
  ["debug: msg=\"{{ lookup('file', 'copied') }}\"", 'files/copied'],
  ['include_vars: more.yml', 'more.yml'],
] as const)
  for (const args of [[], ['--vault-id', 'password']])
    test(`a vaulted file that can't be opened fails the task: ${task} ${args}`, async t => {
      const { code, stdout, stderr } = await runIn(
        {
          'site.yml': `- hosts: all\n  gather_facts: false\n  tasks:\n    - ${task}\n`,
          [file]: vaulted(FILES[file] ?? ''),
          'hosts.json': localInventory('a'),
          password: 'wrong\n',
        },
        ['apply', 'site.yml', '-i', 'hosts.json', ...args],
      );
      t.true(code === 2 || code === 4, `${code}\n${stdout}${stderr}`);
      t.regex(
        stdout + stderr,
        args.length === 0
          ? /vaulted and there is no vault password/
          : /no vault password for vault id "prod" fits/,
      );
      t.false(stdout.includes('ANSIBLE_VAULT'), stdout);
    });
