import test from 'ava';
import { localInventory, runIn } from '../cli/project.js';
import { ownFolder } from '../own-folder.js';
import { inOrder, play, playOf, went } from './project.js';

const ab = { hosts: ['a', 'b'] };

test('a change waits until every host has finished the tasks before it', async t => {
  const ran = await play(
    playOf(`- name: slow
  shell: test {{ inventory_hostname }} = a || sleep 1; echo "1 {{ inventory_hostname }}" >>{{ playbook_dir }}/log
- name: quick
  shell: echo 2 >>{{ playbook_dir }}/log
- name: log
  command: cat {{ playbook_dir }}/log
  register: log
  run_once: true
- debug: var=log.stdout_lines
  run_once: true
`),
    ab,
  );
  t.regex(ran.stdout.replace(/\s+/g, ' '), /\[ "1 a", "1 b", "2", "2" \]/);
});

test('strategy: free waits for nobody', async t => {
  const ran = await play(
    playOf(
      `- shell: test {{ inventory_hostname }} = a || while [ ! -e {{ playbook_dir }}/second ]; do sleep 0.1; done
- shell: echo >{{ playbook_dir }}/second
`,
      'strategy: free\n',
    ),
    ab,
  );
  t.is(ran.code, 0, ran.stdout);
});

test('run_once is for the first host, and all have what it registers', async t => {
  const ran = await play(
    playOf(`- command: echo {{ inventory_hostname }}
  run_once: true
  register: said
- debug: msg="{{ said.stdout }} on {{ inventory_hostname }}"
`),
    ab,
  );
  t.regex(ran.stdout, /"msg": "a on a"/);
  t.regex(ran.stdout, /"msg": "a on b"/);
  t.is(ran.lines.filter(line => line.startsWith('command')).length, 1);
});

test('serial takes the hosts batch by batch', async t => {
  const ran = await play(
    playOf('- name: x\n  command: "true"\n- name: y\n  command: "true"\n', 'serial: 2\n'),
    {
      hosts: ['a', 'b', 'c'],
    },
  );
  t.deepEqual(ran.lines.slice(0, 2).sort(), ['x a changed', 'x b changed']);
  t.deepEqual(ran.lines.slice(2, 4).sort(), ['y a changed', 'y b changed']);
  t.deepEqual(ran.lines.slice(4), ['x c changed', 'y c changed']);
  t.is(ran.stdout.match(/^PLAY \[/gm)?.length, 2, ran.stdout);
});

test('a batch that fails altogether ends the run', async t => {
  const ran = await play(
    playOf("- command: 'false'\n  when: inventory_hostname == 'a'\n- debug: msg=x\n", 'serial: 1\n'),
    ab,
  );
  went(t, ran, ['command a fatal'], 2);
});

test('a host that fails takes no more part, the others go on', async t => {
  const ran = await play(
    playOf("- name: x\n  command: 'false'\n  when: inventory_hostname == 'a'\n- name: y\n  debug: msg=x\n"),
    ab,
  );
  went(t, { ...ran, lines: inOrder(ran.lines) }, ['x a fatal', 'x b skipping', 'y b ok'], 2);
});

test('any_errors_fatal ends the play for all hosts', async t => {
  const ran = await play(
    playOf(
      "- name: x\n  command: 'false'\n  when: inventory_hostname == 'a'\n- name: y\n  command: 'true'\n",
      'any_errors_fatal: true\n',
    ),
    ab,
  );
  went(t, { ...ran, lines: inOrder(ran.lines) }, ['x a fatal', 'x b skipping'], 2);
});

test('max_fail_percentage ends the play once more hosts have failed', async t => {
  const site = (share: number) =>
    playOf(
      "- name: x\n  command: 'false'\n  when: inventory_hostname == 'a'\n- name: y\n  command: 'true'\n",
      `max_fail_percentage: ${share}\n`,
    );
  const few = await play(site(49), ab);
  went(t, { ...few, lines: inOrder(few.lines) }, ['x a fatal', 'x b skipping'], 2);
  const many = await play(site(50), ab);
  went(t, { ...many, lines: inOrder(many.lines) }, ['x a fatal', 'x b skipping', 'y b changed'], 2);
});

test('delegate_to runs a task elsewhere, with the variables of the host that it is for', async t => {
  const ran = await play(
    playOf(`- shell: echo "{{ inventory_hostname }}" >>{{ playbook_dir }}/log
  delegate_to: localhost
- command: sort {{ playbook_dir }}/log
  register: log
- assert: {that: "log.stdout_lines == ['a', 'b']"}
`),
    ab,
  );
  t.is(ran.code, 0, ran.stdout);
});

test('whom a task was delegated to is shown as Ansible does', async t => {
  const ran = await play(
    playOf(`- name: there
  command: "true"
  delegate_to: localhost
- name: here
  command: "true"
  delegate_to: a
- name: each
  command: "true"
  delegate_to: "{{ item }}"
  loop: [localhost, a]
  when: item != "a"
- name: address
  debug: msg=x
  delegate_to: c
- name: again
  command: "false"
  delegate_to: localhost
  until: false
  retries: 1
  delay: 0
  register: tried
`),
    {
      args: ['-i', 'more.json', '-l', 'a'],
      files: { 'more.json': JSON.stringify({ other: { hosts: { c: { ansible_host: '192.0.2.7' } } } }) },
      hosts: ['a'],
    },
  );
  const lines = ran.stdout.match(
    /^(?:ok|changed|skipping|fatal|FAILED - RETRYING): .*?\](?: =>|:)? ?(?:\(item=\w+\))?/gm,
  );
  t.deepEqual(lines, [
    'changed: [a -> localhost] => ',
    'changed: [a] => ',
    'changed: [a -> localhost] => (item=localhost)',
    'skipping: [a] => (item=a)',
    'ok: [a -> c(192.0.2.7)] => ',
    'FAILED - RETRYING: [a -> localhost]: ',
    'fatal: [a -> localhost]: ',
  ]);
});

test('a check counts the lines that differ', async t => {
  const outcome = await runIn(
    {
      'hosts.json': localInventory('a'),
      'site.yml': playOf('- template: {src: new.j2, dest: "{{ playbook_dir }}/file"}\n'),
      'new.j2': '1\ntwo\nthree\n',
      file: '1\n2\n3\n',
    },
    ['check', 'site.yml', '-i', 'hosts.json'],
  );
  t.is(outcome.code, 2);
  t.regex(outcome.stdout, /^ {4}content of \/\S+\/file: 2 lines differ$/m);
});

test('rescue and always', async t => {
  const ran = await play(
    playOf(`- block:
    - name: fails
      command: "false"
    - name: never
      debug: msg=x
  rescue:
    - name: rescues
      debug: msg="{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}"
  always:
    - name: always
      debug: msg=x
- name: goes on
  debug: msg=x
`),
  );
  went(t, ran, ['fails a fatal', 'rescues a ok', 'always a ok', 'goes on a ok']);
  t.regex(ran.stdout, /"msg": "fails 1"/);
  t.regex(ran.stdout, /rescued=1/);
});

test('always runs although nothing rescues', async t => {
  const ran = await play(
    playOf(
      '- block:\n    - name: fails\n      command: "false"\n  always:\n    - name: always\n      debug: msg=x\n- debug: msg=x\n',
    ),
  );
  went(t, ran, ['fails a fatal', 'always a ok'], 2);
});

test('ignore_errors lets a failure pass, and what is registered says so', async t => {
  const ran = await play(
    playOf(
      '- name: x\n  command: "false"\n  ignore_errors: true\n  register: r\n- assert: {that: [r is failed, r.rc == 1]}\n',
    ),
  );
  t.is(ran.code, 0, ran.stdout);
  t.regex(ran.stdout, /ok=2 .*failed=0 .*ignored=1/);
});

test('failed_when and changed_when', async t => {
  const ran = await play(
    playOf(`- name: passes
  command: sh -c 'exit 3'
  register: r
  failed_when: r.rc != 3
  changed_when: false
- name: fails
  command: echo bad
  register: r
  failed_when: [r.rc == 0, "'bad' in r.stdout"]
`),
  );
  went(t, ran, ['passes a ok', 'fails a fatal'], 2);
});

test('until tries again, and retries are as many', async t => {
  const ran = await play(
    playOf(`- name: third
  shell: echo >>{{ playbook_dir }}/tries; test $(wc -l <{{ playbook_dir }}/tries) = 3
  register: r
  until: r is succeeded
  retries: 5
  delay: 0
- assert: {that: r.attempts == 3}
- name: never
  command: "false"
  register: r
  until: r is succeeded
  retries: 2
  delay: 0
`),
  );
  went(t, ran, ['third a changed', 'assert a ok', 'never a fatal'], 2);
  t.is(ran.stdout.match(/FAILED - RETRYING: \[a\]: third/g)?.length, 2);
  t.is(ran.stdout.match(/FAILED - RETRYING: \[a\]: never/g)?.length, 2);
});

test('environment: inner over outer, over lists of them', async t => {
  const ran = await play(
    playOf(
      `- shell: echo "$A $B $C $D"
  environment: [{C: task}, {D: "{{ inventory_hostname }}"}]
  register: r
- assert: {that: "r.stdout == 'play play task a'"}
`,
      'environment: {A: play, B: play, C: play}\n',
    ),
  );
  t.is(ran.code, 0, ran.stdout);
});

test('check_mode of a task against that of the run', async t => {
  const ran = await play(
    playOf(`- name: really
  copy: {content: x, dest: "{{ playbook_dir }}/really"}
- name: only told
  copy: {content: x, dest: "{{ playbook_dir }}/told"}
  check_mode: true
- stat: path={{ playbook_dir }}/told
  register: told
- assert: {that: not told.stat.exists}
`),
  );
  went(t, ran, ['really a changed', 'only told a changed', 'stat a ok', 'assert a ok']);
  const checked = await play(
    playOf(`- name: told
  copy: {content: x, dest: "{{ playbook_dir }}/told"}
- name: really
  command: touch {{ playbook_dir }}/really
  check_mode: false
- name: look
  command: ls {{ playbook_dir }}
  check_mode: false
  register: r
- assert: {that: "'really' in r.stdout_lines and 'told' not in r.stdout_lines"}
`),
    { args: ['--check'] },
  );
  went(t, checked, ['told a changed', 'really a changed', 'look a changed', 'assert a ok']);
});

// This machine has one journal of handlers for all runs on it: these tests take turns, and have names of their own.
const HANDLERS = `
  handlers:
    - name: plays first
      debug: msg=x
    - name: plays second
      debug: msg=x
      listen: plays both
    - name: plays third
      command: "true"
      listen: plays both
      notify: plays last
    - name: plays last
      debug: msg=x
`;

test.serial(
  'handlers run once, in their own order, those that listen and those that handlers notify too',
  async t => {
    const ran = await play(
      `${playOf('- name: x\n  command: "true"\n  notify: [plays both, plays first]\n- name: y\n  command: "true"\n  notify: plays first\n- name: z\n  debug: msg=x\n  notify: plays first\n')}${HANDLERS}`,
    );
    went(t, ran, [
      ...['x a changed', 'y a changed', 'z a ok'],
      ...['plays first a ok', 'plays second a ok', 'plays third a changed', 'plays last a ok'],
    ]);
  },
);

test.serial('flush_handlers runs them at once, and again if they are notified again', async t => {
  const ran = await play(
    `${playOf('- name: x\n  command: "true"\n  notify: plays first\n- meta: flush_handlers\n- name: y\n  command: "true"\n  notify: plays first\n')}${HANDLERS}`,
  );
  went(t, ran, ['x a changed', 'plays first a ok', 'y a changed', 'plays first a ok']);
});

test.serial('handlers of a host that fails do not run, unless they are forced', async t => {
  const site = `${playOf('- name: x\n  command: "true"\n  notify: plays first\n- name: y\n  command: "false"\n')}${HANDLERS}`;
  went(t, await play(site), ['x a changed', 'y a fatal'], 2);
  went(
    t,
    await play(site, { args: ['--force-handlers'] }),
    ['x a changed', 'y a fatal', 'plays first a ok'],
    2,
  );
});

test('a handler that was left over runs in the next run of its play, and of no other', async t => {
  const env = { XDG_STATE_HOME: ownFolder('state') };
  const site = (name: string, second: string) =>
    `${playOf(`- name: x\n  command: "true"\n  changed_when: not done\n  notify: plays first\n- name: y\n  command: "${second}"\n`, `name: ${name}\nvars: {done: ${second}}\n`)}${HANDLERS}`;
  went(t, await play(site('plays  of one', 'false'), { env }), ['x a changed', 'y a fatal'], 2);
  went(t, await play(site('plays of another', 'true'), { env }), ['x a ok', 'y a changed']);
  const again = await play(site('plays  of one', 'true'), { env });
  went(t, again, ['x a ok', 'y a changed', 'plays first a ok']);
  t.regex(again.stderr, /^warning: a: handler "plays first" was notified in an earlier run/m);
  went(t, await play(site('plays  of one', 'true'), { env }), ['x a ok', 'y a changed']);
});

test('nothing is left over of a play that ends where the playbook says so', async t => {
  const env = { XDG_STATE_HOME: ownFolder('state') };
  for (const form of ['end_play', 'end_host', 'end_batch']) {
    const site = (done: boolean) =>
      `${playOf(`- name: x\n  command: "true"\n  changed_when: not done\n  notify: plays first\n- meta: ${form}\n  when: not done\n`, `name: ends by ${form}\nvars: {done: ${done}}\n`)}${HANDLERS}`;
    went(t, await play(site(false), { env }), ['x a changed']);
    went(t, await play(site(true), { env }), ['x a ok', 'meta a skipping']);
  }
});

test('meta: end_host and end_play', async t => {
  const ran = await play(
    playOf(`- meta: end_host
  when: inventory_hostname == 'a'
- name: x
  debug: msg=x
- meta: end_play
- name: y
  debug: msg=x
`),
    ab,
  );
  went(t, ran, ['meta b skipping', 'x b ok']);
});

test('tags choose tasks', async t => {
  const site = playOf(`- name: x
  debug: msg=x
  tags: x
- name: y
  debug: msg=x
  tags: [y, never]
- name: z
  debug: msg=x
  tags: always
`);
  went(t, await play(site), ['x a ok', 'z a ok']);
  went(t, await play(site, { args: ['-t', 'y'] }), ['y a ok', 'z a ok']);
  went(t, await play(site, { args: ['--skip-tags', 'x'] }), ['z a ok']);
});

test('loops: labels, registered results, conditions for each item, other variables', async t => {
  const ran = await play(
    playOf(`- name: x
  command: echo {{ it }}
  loop: [1, 2, 3]
  when: it != 2
  register: r
  loop_control: {loop_var: it, index_var: n, label: "item {{ it }} at {{ n }}"}
- assert:
    that:
      - r.results | map(attribute='it') | list == [1, 2, 3]
      - r.results[1] is skipped
      - r.results[2].stdout == '3'
      - r is changed
`),
  );
  went(t, ran, [
    'x a changed item 1 at 0',
    'x a skipping item 2 at 1',
    'x a changed item 3 at 2',
    'assert a ok',
  ]);
});

test('include_tasks with a loop and variables, for each host its own', async t => {
  const ran = await play(
    playOf(
      '- include_tasks: "{{ inventory_hostname }}.yml"\n  loop: [1, 2]\n  vars: {v: "{{ item }}"}\n- name: end\n  debug: msg=x\n',
    ),
    {
      ...ab,
      files: {
        'a.yml': '- name: of a\n  debug: msg="a{{ v }}"\n',
        'b.yml': '- name: of b\n  debug: msg="b{{ v }}"\n',
      },
    },
  );
  t.is(ran.code, 0, ran.stdout);
  for (const text of ['a1', 'a2', 'b1', 'b2']) t.regex(ran.stdout, new RegExp(`"msg": "${text}"`));
  t.deepEqual(ran.lines.slice(-2), ['end a ok', 'end b ok']);
});

test('a sudo that refuses fails the task, which can be ignored and rescued, and is asked once', async t => {
  const sudo =
    '#!/bin/sh\necho "sudo: a password is required" >&2\necho asked >>"$(dirname "$0")/asked"\nexit 1\n';
  const ran = await play(
    playOf(
      `- name: prepare
  command: chmod 755 {{ playbook_dir }}/sudo
- name: ignored
  command: echo {{ item }}
  become: true
  loop: [1, 2]
  failed_when: false
  register: refused
  ignore_errors: true
- name: result
  assert: {that: [refused is failed, refused.msg is search("asks for the password"), refused.results is not defined]}
- block:
    - name: rescued
      copy: {content: x, dest: "{{ playbook_dir }}/x"}
      become: true
  rescue:
    - name: rescue
      command: cat {{ playbook_dir }}/asked
- name: last
  command: id
  become: true
- name: never
  command: id
`,
      'vars: {ansible_become_exe: "{{ playbook_dir }}/sudo", ansible_become_user: nobody}\n',
    ),
    { files: { sudo } },
  );
  const lines = [
    'prepare a changed',
    'ignored a fatal',
    'result a ok',
    'rescued a fatal',
    'rescue a changed',
    'last a fatal',
  ];
  went(t, ran, lines, 2);
  t.regex(ran.stdout, /"stdout": "asked"/);
});
