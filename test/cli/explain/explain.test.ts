import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { runIn } from '../project.js';

const FILES = {
  'inventory/hosts.yml': 'web: {hosts: {w1: {x: 1}, w2: , w3: }, vars: {x: 2}}\ndb: {hosts: {d1: }}\n',
  'inventory/group_vars/all.yml':
    'x: "{{ base + 1 }}"\nbase: 8000\nof_fact: "{{ ansible_distribution }}"\nbroken: "{{ nosuch }}"\n',
  'inventory/group_vars/web.yml': 'x: 3\n',
  'inventory/host_vars/w1.yml': 'x: 4\n',
  'group_vars/web.yml': 'x: 5\n',
  'more.yml': 'x: 6\n',
  'roles/r/defaults/main.yml': 'x: 7\n',
  'roles/r/vars/main.yml': 'x: 8\n',
  'roles/r/tasks/main.yml':
    '- debug: msg=x\n  name: look\n  vars: {x: "{{ base }}"}\n- set_fact: {x: 9}\n- command: x\n  register: x\n',
  'site.yml': `- name: Web
  hosts: web
  vars: {x: "{{ base + 5 }}"}
  vars_files: [more.yml]
  roles: [{role: r, x: 10}]
  tasks:
    - name: around
      vars: {x: 11}
      block:
        - include_vars: more.yml
        - include_tasks: more-tasks.yml
          vars: {x: 12}
- hosts: db
`,
  'more-tasks.yml': '- debug: msg=x\n',
};

const explain = (...args: readonly string[]) =>
  runIn(FILES, ['explain', '-i', 'inventory/hosts.yml', ...args]);

test('hosts with the same outcome are told of together', async t => {
  const { stdout, code } = await explain('x');
  t.is(
    stdout,
    `x on w1
  wins  9  inventory/host_vars/w1.yml:1:4    host_vars/w1 beside the inventory    4
        8  inventory/hosts.yml:1:23          host w1 in the inventory             1
        7  group_vars/web.yml:1:4            group_vars/web beside the playbook   5
        6  inventory/group_vars/web.yml:1:4  group_vars/web beside the inventory  3
        4  inventory/group_vars/all.yml:1:4  group_vars/all beside the inventory  "{{ base + 1 }}" -> 8001
        3  inventory/hosts.yml:1:50          group web in the inventory           2
x on w2, w3
  wins  7  group_vars/web.yml:1:4            group_vars/web beside the playbook   5
        6  inventory/group_vars/web.yml:1:4  group_vars/web beside the inventory  3
        4  inventory/group_vars/all.yml:1:4  group_vars/all beside the inventory  "{{ base + 1 }}" -> 8001
        3  inventory/hosts.yml:1:50          group web in the inventory           2
x on d1
  wins  4  inventory/group_vars/all.yml:1:4  group_vars/all beside the inventory  "{{ base + 1 }}" -> 8001
`,
  );
  t.is(code, 0);
});

/** Mark, level, place and what it is: the columns without the values. */
const rows = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^ {2}(\w*) +(\d*) +(\S+:\d+:\d+|-e?) {2,}(.*)$/gm)].map(
    ([, mark, level, place, rest]) => [mark, level, place, rest!.replace(/ {2,}/, ' = ')].join(' ').trim(),
  );

test('a play adds its own places, and those that only count in a part of it or later', async t => {
  const { stdout } = await explain('x', 'w2', '-p', 'site.yml');
  t.deepEqual(rows(stdout), [
    'there 21 site.yml:12:18 vars of task include_tasks, for what it includes = 12',
    'there 20 site.yml:5:24 parameter of role r = 10',
    'there 17 roles/r/tasks/main.yml:3:10 vars of task "look" = "{{ base }}" -> 8000',
    'there 16 site.yml:8:14 vars of block "around" = 11',
    'wins 15 roles/r/vars/main.yml:1:1 vars of role r = 8',
    '14 more.yml:1:4 vars_files = 6',
    '12 site.yml:3:10 vars of play "Web" = "{{ base + 5 }}" -> 8005',
    '7 group_vars/web.yml:1:4 group_vars/web beside the playbook = 5',
    '6 inventory/group_vars/web.yml:1:4 group_vars/web beside the inventory = 3',
    '4 inventory/group_vars/all.yml:1:4 group_vars/all beside the inventory = "{{ base + 1 }}" -> 8001',
    '3 inventory/hosts.yml:1:50 group web in the inventory = 2',
    '2 roles/r/defaults/main.yml:1:1 defaults of role r = 7',
    'then 19 roles/r/tasks/main.yml:6:13 register of task command',
    'then 19 roles/r/tasks/main.yml:4:14 set_fact of task set_fact = 9',
    'then 18 more.yml:1:4 include_vars = 6',
  ]);
  t.regex(stdout, /^x on w2\n {2}in play "Web"\n/);
  t.false(stdout.includes('play "db"'));
});

test('a variable of the command line wins over all', async t => {
  const { stdout } = await explain('x', 'w2', '-p', 'site.yml', '-e', 'x=13');
  t.is(rows(stdout)[0], 'wins 22 -e variable of the command line = "13"');
  t.false(/there|then /.test(stdout.replace(/^.*set while.*$/m, '')), stdout);
});

test('what can not be rendered without a host is told so', async t => {
  t.regex(
    (await explain('of_fact', 'w1')).stdout,
    /"\{\{ ansible_distribution \}\}" -> \(needs facts of the host\)/,
  );
  t.regex((await explain('broken', 'w1')).stdout, /"\{\{ nosuch \}\}" -> \(.*nosuch.*\)/);
  t.regex((await explain('ansible_distribution', 'w1')).stdout, /then +11 +- +fact of the host/);
  t.regex((await explain('group_names', 'w1')).stdout, /wins +- +set by trueup itself +\["web"\]/);
});

test('secrets are masked, with their password and without', async t => {
  const vaulted = (text: string): string => encryptVault(text, { id: 'default', password: 'right-4711' });
  const files = {
    'hosts.yml': 'web: {hosts: {h1: }}\n',
    'group_vars/web.yml': `value: !vault |\n  ${vaulted('abc').replaceAll('\n', '\n  ')}\ncopy: "{{ value }} {{ whole }}"\n`,
    'host_vars/h1.yml': 'whole: in clear\n',
    password: 'right-4711\n',
  };
  const inWhole = { ...files, 'group_vars/all.yml': vaulted('whole: hidden-4711\n') };
  const args = ['-i', 'hosts.yml', '--vault-id', 'password'];
  t.regex((await runIn(inWhole, ['explain', 'value', ...args])).stdout, /wins +7 .* \*{8}\n$/);
  t.regex((await runIn(inWhole, ['explain', 'whole', ...args])).stdout, /beside the playbook +\*{8}\n$/);
  t.regex((await runIn(files, ['explain', 'value', '-i', 'hosts.yml'])).stdout, /wins +7 .* \*{8}\n$/);
});

for (const [args, says, code] of [
  [[], 'error: name the variable\nSee trueup --help\n', 2],
  [['bsae'], 'error: nothing gives "bsae" a value\n  hint: did you mean "base"?\n', 1],
  [
    ['x', 'w9'],
    'warning: could not match supplied host pattern, ignoring: w9\n  hint: did you mean "w1"?\nerror: there is no host for w9\n  hint: -i names the inventory\n',
    1,
  ],
] as const)
  test(`refused: explain ${args.join(' ')}`, async t => {
    const outcome = await explain(...args);
    t.is(outcome.stderr, says);
    t.is(outcome.stdout, '');
    t.is(outcome.code, code);
  });
