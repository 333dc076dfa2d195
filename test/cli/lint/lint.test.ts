import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { type Files, playOf, runIn } from '../project.js';

interface Case {
  readonly files: Files;
  readonly args?: readonly string[];
  readonly says: string;
  readonly code?: number;
}

/** All that is said, on stdout; FOLDER stands for the folder of the files. */
const says = test.macro(async (t, { files, args = ['site.yml'], says, code = 4 }: Case) => {
  const outcome = await runIn(files, ['lint', ...args]);
  t.is(outcome.stdout.replaceAll(outcome.folder, 'FOLDER'), says);
  t.is(outcome.stderr, '');
  t.is(outcome.code, code);
});

test('a playbook that is fine', says, {
  files: { 'site.yml': playOf('- debug: msg=x\n- debug: msg=y\n') },
  says: '1 playbook, 2 tasks: nothing is wrong\n',
  code: 0,
});

test('mistakes in all files that several playbooks bring in, each told once', says, {
  files: {
    'site.yml': '- hosts: web\n  roles: [one]\n  tasks:\n    - include_tasks: more.yml\n',
    'other.yml':
      '- hosts: db\n  roles: [one]\n  tasks:\n    - template: {src: t.j2, dest: /x}\n      when: x\n',
    'roles/one/tasks/main.yml': '- debug: {mgs: x}\n',
    'more.yml': '- atp: name=x\n',
    'templates/t.j2': '{% if x %}\n',
    'group_vars/web.yml': 'x: "{{ y | nosuch }}"\n',
    'host_vars/h1/a.yml': '- x\n',
  },
  args: ['site.yml', 'other.yml'],
  says: `FOLDER/group_vars/web.yml:1:8: error: unknown filter "nosuch"
  1 | x: "{{ y | nosuch }}"
    |        ^^^^^^^^^^
FOLDER/host_vars/h1/a.yml:1:1: error: a file of variables must hold a dictionary, not a list
  1 | - x
    | ^^^
FOLDER/more.yml:1:3: error: unknown module "atp"
  1 | - atp: name=x
    |   ^^^
  hint: did you mean "apt"?
FOLDER/roles/one/tasks/main.yml:1:11: error: Unsupported parameters for (debug) module: mgs
  1 | - debug: {mgs: x}
    |           ^^^
  hint: did you mean "msg"?
FOLDER/templates/t.j2:1:4: error: template syntax: "if" is never closed with "endif"
  1 | {% if x %}
    |    ^^
2 playbooks, 4 tasks: 5 errors
`,
});

const DOUBTFUL = playOf('- debug: msg=x\n  when: "{{ x }}"\n');
const DOUBT = `site.yml:5:13: warning: "when" has braces in it
  5 |       when: "{{ x }}"
    |             ^^^^^^^^^
  hint: it is an expression already: name variables without braces
1 playbook, 1 task: 1 warning
`;

test('a warning is no failure', says, { files: { 'site.yml': DOUBTFUL }, says: DOUBT, code: 0 });
test('with --strict it is', says, {
  files: { 'site.yml': DOUBTFUL },
  args: ['site.yml', '--strict'],
  says: DOUBT,
});

const VAULTED = encryptVault('x: "{{ y | nosuch }}"\n', { id: 'default', password: 'right' });
const WITH_VAULT: Files = {
  'site.yml': playOf(
    '- wait_for: {port: "{{ x }}"}\n- wait_for:\n    port: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      33\n- template: {src: t.j2, dest: /x}\n',
    'roles: [one]\n',
  ),
  'roles/one/vars/main.yml': VAULTED,
  'group_vars/all.yml': VAULTED,
  't.j2': VAULTED,
};

test('what is vaulted is passed over without a password', says, {
  files: WITH_VAULT,
  says: '1 playbook, 3 tasks: nothing is wrong\n',
  code: 0,
});

test('and read with one, but not shown', async t => {
  const { stdout, code } = await runIn(
    { ...WITH_VAULT, 'site.yml': playOf('- debug: msg=x\n', 'roles: [one]\n'), pw: 'right\n' },
    ['lint', 'site.yml', '--vault-id', 'pw'],
  );
  t.is(code, 4);
  t.regex(stdout, /group_vars\/all\.yml:1:8: error: unknown filter/);
  t.regex(stdout, /roles\/one\/vars\/main\.yml:1:8: error: unknown filter/);
  t.false(stdout.includes('{{ y'), stdout);
});

test('an inventory is looked at where one is named', says, {
  files: {
    'site.yml': '- hosts: web:dbb\n',
    'inventory/hosts.yml': 'web: {hosts: {h1: }}\ndb:\n',
    'inventory/group_vars/web.yml': 'x: "{{ y"\n',
  },
  args: ['site.yml', '-i', 'inventory/hosts.yml'],
  says: `site.yml:1:10: warning: could not match supplied host pattern, ignoring: dbb
  1 | - hosts: web:dbb
    |          ^^^^^^^
  hint: did you mean "db"?
FOLDER/inventory/group_vars/web.yml:1:5: error: template syntax: "{{" is never closed with "}}"
  1 | x: "{{ y"
    |     ^^
1 playbook, 0 tasks: 1 error, 1 warning
`,
});

test('no playbook', async t => {
  const { stderr, code } = await runIn({}, ['lint']);
  t.is(stderr, 'error: name the playbooks to check\nSee trueup --help\n');
  t.is(code, 2);
});

test('a playbook that is not there', says, {
  files: {},
  says: "error: can't read site.yml: there is no such file\n1 playbook, 0 tasks: 1 error\n",
});
