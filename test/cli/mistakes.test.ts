import test from 'ava';
import { type Doorbell, type Files, hangDoorbell, inventoryAt, playOf, runIn } from './project.js';

let doorbell: Doorbell;
test.before(async () => {
  doorbell = await hangDoorbell();
});
test.after.always(() => doorbell.close());

interface Case {
  readonly files?: Files;
  /** Without them: apply site.yml with the inventory. */
  readonly args?: readonly string[];
  readonly code: number;
  /** All that is written on stderr; FOLDER stands for the folder of the files, HOME for the user's. */
  readonly says: string;
}

/** A mistake is told in full and in advance: nothing is printed on stdout, and no host is connected. */
const mistake = test.macro(async (t, { files = {}, args, code, says }: Case) => {
  const before = doorbell.rings;
  const outcome = await runIn(
    { 'hosts.json': inventoryAt(doorbell, 'h1'), ...files },
    args ?? ['apply', 'site.yml', '-i', 'hosts.json'],
  );
  t.is(
    outcome.stderr.replaceAll(outcome.folder, 'FOLDER').replaceAll(/[^ ]+(?=\/\.ansible\/roles)/g, 'HOME'),
    says,
  );
  t.is(outcome.code, code);
  t.is(outcome.stdout, '');
  t.is(doorbell.rings, before);
});

const site = (tasks: string, keywords?: string): Files => ({ 'site.yml': playOf(tasks, keywords) });

test('a module with a wrong name', mistake, {
  files: site('- name: Install\n  atp: name=x\n'),
  code: 4,
  says: `site.yml:5:7: error: unknown module "atp"
  5 |       atp: name=x
    |       ^^^
  hint: did you mean "apt"?
`,
});

test('a module with a wrong name in a collection', mistake, {
  files: site('- community.general.htpaswd: path=/x name=y\n'),
  code: 4,
  says: `site.yml:4:7: error: unknown module "community.general.htpaswd"
  4 |     - community.general.htpaswd: path=/x name=y
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: did you mean "community.general.htpasswd"?
`,
});

test('what is for other hosts by a condition is only checked for misspellings', mistake, {
  files: site(
    `- yum: {name: x, state: present}
  when: ansible_os_family == 'RedHat'
- package: {name: x, enablerepo: epel}
  when: ansible_os_family == 'RedHat'
- debug: msg={{ 1 | no_such_thing_at_all }}
  when: ansible_os_family == 'RedHat'
- fail: {mesg: x, warn: false}
  when: ansible_os_family == 'RedHat'
- fail: {warn: false}
`,
  ),
  code: 4,
  says: `site.yml:10:14: error: Unsupported parameters for (fail) module: mesg
  10 |     - fail: {mesg: x, warn: false}
     |              ^^^^
  hint: did you mean "msg"?
site.yml:12:14: error: Unsupported parameters for (fail) module: warn
  12 |     - fail: {warn: false}
     |              ^^^^
  hint: supported parameters include: msg
`,
});

test('modules that Ansible has and trueup has not are no misspellings', mistake, {
  files: site('- name: Every night\n  expect: {command: x, responses: {}}\n- action: seboolean name=x\n'),
  code: 4,
  says: `site.yml:5:7: error: the module "expect" is not supported
  5 |       expect: {command: x, responses: {}}
    |       ^^^^^^
  hint: docs/modules.md lists those that are
site.yml:6:15: error: the module "seboolean" is not supported
  6 |     - action: seboolean name=x
    |               ^^^^^^^^^
  hint: docs/modules.md lists those that are
`,
});

test('an argument that the module has not, told at its name', mistake, {
  files: site('- lineinfile:\n    line: x\n    dest: /x\n    regex:\n      "^x"\n    creat: true\n'),
  code: 4,
  says: `site.yml:9:9: error: Unsupported parameters for (lineinfile) module: creat
  9 |         creat: true
    |         ^^^^^
  hint: did you mean "create"?
`,
});

test('a required argument under a name that is too long', mistake, {
  files: site('- copy:\n    content: x\n    destination:\n      /tmp/x\n'),
  code: 4,
  says: `site.yml:4:7: error: missing required arguments: dest
  4 |     - copy:
    |       ^^^^
site.yml:6:9: error: Unsupported parameters for (copy) module: destination
  6 |         destination:
    |         ^^^^^^^^^^^
  hint: did you mean "dest"?
`,
});

test('an argument of the wrong type', mistake, {
  files: site('- apt:\n    name: x\n    update_cache: maybe\n- wait_for: port=http\n'),
  code: 4,
  says: `site.yml:6:23: error: argument update_cache of the (apt) module must be a boolean (yes or no), got "maybe"
  6 |         update_cache: maybe
    |                       ^^^^^
site.yml:7:22: error: argument port of the (wait_for) module must be an integer, got "http"
  7 |     - wait_for: port=http
    |                      ^^^^
`,
});

test('an argument that is none of its choices', mistake, {
  files: site('- file: path=/tmp/x state=dir\n'),
  code: 4,
  says: `site.yml:4:31: error: argument state of the (file) module must be one of: absent, directory, file, hard, link, touch, got: dir
  4 |     - file: path=/tmp/x state=dir
    |                               ^^^
`,
});

test('a choice with a wrong name', mistake, {
  files: site('- service: name=x state=strted\n'),
  code: 4,
  says: `site.yml:4:29: error: argument state of the (service) module must be one of: reloaded, restarted, started, stopped, got: strted
  4 |     - service: name=x state=strted
    |                             ^^^^^^
  hint: did you mean "started"?
`,
});

test('arguments that exclude one another', mistake, {
  files: site('- copy: src=a content=b dest=/tmp/x\n'),
  code: 4,
  says: `site.yml:4:27: error: parameters are mutually exclusive: src|content
  4 |     - copy: src=a content=b dest=/tmp/x
    |                           ^
`,
});

test('a keyword with a wrong name', mistake, {
  files: site('- debug: msg=x\n  wen: true\n'),
  code: 4,
  says: `site.yml:5:7: error: "wen" is neither a keyword of a task nor a module
  5 |       wen: true
    |       ^^^
  hint: did you mean "when"?
`,
});

test('a task of a keyword with a wrong name alone', mistake, {
  files: site('- nme: x\n'),
  code: 4,
  says: `site.yml:4:7: error: "nme" is neither a keyword of a task nor a module
  4 |     - nme: x
    |       ^^^
  hint: did you mean "name"?
`,
});

test('a bracket that is never closed', mistake, {
  files: site('- copy: {src: "}", content: x\n- debug: msg=x\n'),
  code: 4,
  says: `site.yml:4:13: error: a bracket that was opened is never closed
  4 |     - copy: {src: "}", content: x
    |             ^
  hint: close it, or indent the lines that it goes on in
`,
});

test('YAML with a wrong indentation', mistake, {
  files: { 'site.yml': '- hosts: all\n  tasks:\n    - name: x\n       debug: msg=x\n' },
  code: 4,
  says: `site.yml:4:13: error: this is not a key of the dictionary before it
  4 |        debug: msg=x
    |             ^
  hint: check its indentation and quotes
`,
});

test('YAML with a tab', mistake, {
  files: { 'site.yml': '- hosts: all\n  tasks:\n\t- debug: msg=x\n' },
  code: 4,
  says: `site.yml:3:1: error: a tab stands in the indentation
  3 | \t- debug: msg=x
    | ^
  hint: indent with spaces only
`,
});

test('a colon in text without quotes', mistake, {
  files: site('- name: Install: apache\n  debug: msg=x\n'),
  code: 4,
  says: `site.yml:4:20: error: an unquoted value holds ": ", which starts another value
  4 |     - name: Install: apache
    |                    ^
  hint: quote the whole value: "Install: apache"
`,
});

test('a template without quotes', mistake, {
  files: site('- debug:\n    msg: {{ x }} and more\n'),
  code: 4,
  says: `site.yml:5:14: error: a value that starts with "{{" must be quoted
  5 |         msg: {{ x }} and more
    |              ^^^^^^^^^^^^^^^^
  hint: quote the whole value: "{{ x }} and more"
`,
});

test('the syntax of a template', mistake, {
  files: site('- debug:\n    msg: "{{ x | }}"\n'),
  code: 4,
  says: `site.yml:5:22: error: template syntax: unexpected "}}", expected the name of a filter
  5 |         msg: "{{ x | }}"
    |                      ^^
`,
});

test('the syntax of a condition', mistake, {
  files: site('- debug: msg=x\n  when: x = 3\n'),
  code: 4,
  says: `site.yml:5:15: error: template syntax: unexpected "=", expected the end of the expression
  5 |       when: x = 3
    |               ^
`,
});

test('a filter with a wrong name', mistake, {
  files: site(`- debug: msg="{{ 'x' | uper }}"\n`),
  code: 4,
  says: `site.yml:4:22: error: unknown filter "uper"
  4 |     - debug: msg="{{ 'x' | uper }}"
    |                      ^^^^^^^^^^
  hint: did you mean "upper"?
`,
});

test('the syntax of a template file', mistake, {
  files: {
    ...site('- template: src=site.conf.j2 dest=/tmp/x\n'),
    'templates/site.conf.j2': 'a\n{% if x %}\nb {{ y }\n{% endif %}\n',
  },
  code: 4,
  says: `FOLDER/templates/site.conf.j2:3:8: error: template syntax: unexpected "}"
  3 | b {{ y }
    |        ^
`,
});

test('files that are not there', mistake, {
  files: site(
    '- copy: src=a.conf dest=/tmp/x\n- template: src=b.j2 dest=/tmp/x\n- include_vars: c.yml\n- include_vars:\n    file: d.yml\n',
    'vars_files: [e.yml]\n',
  ),
  code: 1,
  says: `site.yml:3:16: error: vars file e.yml was not found
  3 |   vars_files: [e.yml]
    |                ^^^^^
  hint: looked for FOLDER/vars/e.yml, FOLDER/e.yml
site.yml:5:17: error: could not find or access "a.conf"
  5 |     - copy: src=a.conf dest=/tmp/x
    |                 ^^^^^^
  hint: looked for FOLDER/files/a.conf, FOLDER/a.conf
site.yml:6:21: error: could not find or access "b.j2"
  6 |     - template: src=b.j2 dest=/tmp/x
    |                     ^^^^
  hint: looked for FOLDER/templates/b.j2, FOLDER/b.j2
site.yml:7:21: error: could not find or access "c.yml"
  7 |     - include_vars: c.yml
    |                     ^^^^^
  hint: looked for FOLDER/vars/c.yml, FOLDER/c.yml
site.yml:9:15: error: could not find or access "d.yml"
  9 |         file: d.yml
    |               ^^^^^
  hint: looked for FOLDER/vars/d.yml, FOLDER/d.yml
`,
});

test('files of variables with a mistake, and folders in place of files', mistake, {
  files: {
    ...site(
      '- template: src=folder dest=/tmp/x\n- include_vars: folder\n- include_vars: c.yml\n',
      'vars_files: [d.yml, vars]\n',
    ),
    'folder/x': '',
    'vars/c.yml': 'a: b: c\n',
    'vars/d.yml': 'a: {b: 1\n',
  },
  code: 4,
  says: `FOLDER/vars/d.yml:1:4: error: a bracket that was opened is never closed
  1 | a: {b: 1
    |    ^
  hint: close it, or indent the lines that it goes on in
site.yml:3:23: error: can't read FOLDER/vars: it is a folder
  3 |   vars_files: [d.yml, vars]
    |                       ^^^^
site.yml:5:21: error: can't read FOLDER/folder: it is a folder
  5 |     - template: src=folder dest=/tmp/x
    |                     ^^^^^^
site.yml:6:21: error: can't read FOLDER/folder: it is a folder
  6 |     - include_vars: folder
    |                     ^^^^^^
FOLDER/vars/c.yml:1:5: error: an unquoted value holds ": ", which starts another value
  1 | a: b: c
    |     ^
  hint: quote the whole value: "b: c"
`,
});

test('tasks and roles that are not there', mistake, {
  files: site('- include_tasks: a.yml\n- import_tasks: b.yml\n- include_role: name=c\n', 'roles: [d]\n'),
  code: 1,
  says: `site.yml:3:11: error: no role "d" in FOLDER/roles, HOME/.ansible/roles, /usr/share/ansible/roles, /etc/ansible/roles, FOLDER
  3 |   roles: [d]
    |           ^
site.yml:5:22: error: no task file "a.yml" (looked for FOLDER/a.yml)
  5 |     - include_tasks: a.yml
    |                      ^^^^^
site.yml:6:21: error: no task file "b.yml" (looked for FOLDER/b.yml)
  6 |     - import_tasks: b.yml
    |                     ^^^^^
site.yml:7:7: error: no role "c" in FOLDER/roles, HOME/.ansible/roles, /usr/share/ansible/roles, /etc/ansible/roles, FOLDER
  7 |     - include_role: name=c
    |       ^^^^^^^^^^^^
`,
});

test('strategies and forms of meta that there are not', mistake, {
  files: {
    'site.yml': `- hosts: all
  gather_facts: false
  strategy: parallel
  tasks:
    - block:
        - command: sleep 1
      ignore_errors: false
    - meta: end_role
`,
  },
  code: 4,
  says: `site.yml:3:13: error: strategy: parallel is not supported
  3 |   strategy: parallel
    |             ^^^^^^^^
  hint: supported are linear, debug, free, host_pinned
site.yml:8:7: error: meta: end_role is not supported
  8 |     - meta: end_role
    |       ^^^^^^^^^^^^^^
  hint: supported are noop, flush_handlers, end_host, end_batch, end_play, clear_facts, clear_host_errors, refresh_inventory, reset_connection
`,
});

test('a variable in hosts that there is not', mistake, {
  files: { 'site.yml': '- hosts: "{{ target }}"\n  tasks: []\n' },
  code: 4,
  says: `site.yml:1:14: error: "target" is undefined
  1 | - hosts: "{{ target }}"
    |              ^^^^^^
`,
});

const fine = site('- ping:\n');

test('no such playbook', mistake, {
  code: 1,
  says: "error: can't read site.yml: there is no such file\n",
});

test('no such inventory', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'host.json'],
  code: 1,
  says: `error: there is no inventory host.json
  hint: for a host of that name end it with a comma: -i host.json,
`,
});

test('a misspelt key in the inventory', mistake, {
  files: { ...fine, 'hosts.yaml': 'web:\n  hostss:\n    h1:\n' },
  args: ['apply', 'site.yml', '-i', 'hosts.yaml'],
  code: 4,
  says: `FOLDER/hosts.yaml:2:3: error: unknown key "hostss" in group "web"
  2 |   hostss:
    |   ^^^^^^
  hint: did you mean "hosts"?
`,
});

test('a limit that leaves no host', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '-l', 'db'],
  code: 1,
  says: 'error: --limit "db" does not match any hosts\n',
});

test('a limit with a wrong name', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '-l', 'webb'],
  code: 1,
  says: 'error: --limit "webb" does not match any hosts\n  hint: did you mean "web"?\n',
});

test('no such limit file', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '-l', '@site.retry'],
  code: 1,
  says: "error: can't read limit file site.retry: there is no such file\n",
});

test('no such file of variables', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '-e', '@vars.yml'],
  code: 1,
  says: "error: can't read vars.yml: there is no such file\n",
});

test('variables that can not be read', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '-e', '{a: b'],
  code: 4,
  says: `-e:1:6: error: a bracket that was opened is never closed
  1 | {a: b
    |      ^
`,
});

test('no such vault password file', mistake, {
  files: fine,
  args: ['apply', 'site.yml', '-i', 'hosts.json', '--vault-password-file', 'pw'],
  code: 1,
  says: 'error: vault password file pw was not found\n',
});

// Made by `ansible-vault encrypt_string` with the password "right".
const VAULTED = `$ANSIBLE_VAULT;1.1;AES256
          34646437633936373563666531316661353637356362373531613433343166353734646265333535
          6662386633613432616234313434306537653264646331620a303131343866626230363931346331
          38353936346536343436323164613130663133663762313236613766333936613862636637323164
          6632396433636636340a343438363234366437613332613466313430656231373063383064386530
          3933
`;

test('a vaulted value without a password', mistake, {
  files: site('- debug: var=x\n', `vars:\n  x: !vault |\n          ${VAULTED}`),
  code: 4,
  says: `site.yml:5:13: error: this value is vaulted and there is no vault password
  5 |             $ANSIBLE_VAULT;1.1;AES256
    |             ^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: give --vault-password-file, --vault-id or --ask-vault-pass
`,
});

test('a vaulted value and another password', mistake, {
  files: {
    ...site('- debug: var=x\n', `vars:\n  x: !vault |\n          ${VAULTED}`),
    pw: 'wrong-password\n',
  },
  args: ['apply', 'site.yml', '-i', 'hosts.json', '--vault-password-file', 'pw'],
  code: 4,
  says: `site.yml:5:13: error: no vault password fits (tried: default)
  5 |             $ANSIBLE_VAULT;1.1;AES256
    |             ^^^^^^^^^^^^^^^^^^^^^^^^^
`,
});

const usage = (name: string, args: readonly string[], says: string): void =>
  test(name, mistake, { args, code: 2, says: `error: ${says}\nSee trueup --help\n` });

usage('no verb', [], 'say what to do: apply, check, lint, explain, hosts, modules, vault');
usage('a misspelt verb', ['aply', 'x'], 'there is no command "aply"\n  hint: did you mean "apply"?');
usage('no playbook', ['apply'], 'name the playbooks to run');
usage(
  'a misspelt flag',
  ['apply', 'x', '--lmit', 'h1'],
  'there is no flag --lmit\n  hint: did you mean "limit"?',
);
usage('an unknown flag', ['apply', 'x', '-Z'], 'there is no flag -Z');
usage('forks that are no number', ['apply', 'x', '-f', 'many'], '--forks must be a whole number from 1');
usage('no forks', ['apply', 'x', '-f', '0'], '--forks must be a whole number from 1');
usage(
  'a playbook without a verb',
  ['site.yaml'],
  'say what to do with the playbook\n  hint: trueup apply site.yaml',
);
usage('a flag without its value', ['apply', 'x', '-u'], '-u needs a value');
usage(
  'a flag of ansible-playbook that is not there',
  ['apply', 'x', '--module-path', 'y'],
  '--module-path is not supported',
);

test('a fact whose name no variable can have', mistake, {
  files: site('- set_fact: {good: 1, "a-b": 2}\n- set_fact: {"{{ name }}": 1}\n'),
  code: 4,
  says: `site.yml:4:27: error: The variable name 'a-b' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.
  4 |     - set_fact: {good: 1, "a-b": 2}
    |                           ^^^^^
`,
});

test('a role that is not there beside a mistake', mistake, {
  files: site('- import_role: {name: ../none}\n- debug: {mgs: x}\n'),
  code: 4,
  says: `site.yml:4:7: error: no role "../none" in FOLDER/roles, HOME/.ansible/roles, /usr/share/ansible/roles, /etc/ansible/roles, FOLDER
  4 |     - import_role: {name: ../none}
    |       ^^^^^^^^^^^
site.yml:5:15: error: Unsupported parameters for (debug) module: mgs
  5 |     - debug: {mgs: x}
    |               ^^^
  hint: did you mean "msg"?
`,
});
