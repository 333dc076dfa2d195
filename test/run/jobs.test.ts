import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { play, playOf, went } from './project.js';

const folder = 'ansible_async_dir: "{{ playbook_dir }}/jobs"';

test('a task that is polled has the result that it has without, and leaves nothing', async t => {
  const ran = await play(
    playOf(
      `- command: echo hi
  async: 60
  poll: 1
  register: r
- assert:
    that:
      - r is changed
      - r.stdout == 'hi'
      - r.finished == 1
      - r.results_file == playbook_dir + '/jobs/' + r.ansible_job_id
- command: sh -c 'exit 3'
  async: 60
  poll: 1
  register: r
  failed_when: r.rc != 3
`,
      `vars: {${folder}}\n`,
    ),
  );
  went(t, ran, ['command a changed', 'assert a ok', 'command a changed']);
  t.deepEqual(readdirSync(join(ran.folder, 'jobs')), []);
});

test('a job goes on while the play does, in loops too, and async_status tells how it ended', async t => {
  const ran = await play(
    playOf(
      `- shell: while [ ! -e {{ playbook_dir }}/go ]; do sleep 0.1; done; echo {{ item }} "$SECRET"
  environment: {SECRET: word}
  async: 60
  poll: 0
  loop: [1, 2]
  register: jobs
- assert: {that: [jobs is changed, "jobs.results[0].finished == 0", "jobs.results[0].started == 1"]}
- async_status: {jid: "{{ jobs.results[0].ansible_job_id }}"}
  register: r
- assert: {that: [r.finished == 0, r is not changed]}
- command: touch {{ playbook_dir }}/go
- name: wait
  async_status: {jid: "{{ item.ansible_job_id }}"}
  loop: "{{ jobs.results }}"
  loop_control: {label: "{{ item.item }}"}
  register: r
  until: r.finished
  retries: 50
  delay: 1
- assert: {that: "r.results | map(attribute='stdout') | list == ['1 word', '2 word']"}
- async_status: {jid: "{{ item.ansible_job_id }}", mode: cleanup}
  loop: "{{ jobs.results }}"
  loop_control: {label: "{{ item.item }}"}
- async_status: {jid: "{{ jobs.results[0].ansible_job_id }}"}
`,
      `vars: {${folder}}\n`,
    ),
  );
  t.is(ran.lines.at(-1), 'async_status a fatal', ran.stdout + ran.stderr);
  t.regex(ran.stdout, /could not find job/);
  t.deepEqual(readdirSync(join(ran.folder, 'jobs')), []);
});

test('a job whose time is up is killed with all that it has started', async t => {
  const ran = await play(
    playOf(
      `- shell: sleep 300 & echo $! >{{ playbook_dir }}/pid; wait
  async: 1
  poll: 1
  register: r
  ignore_errors: true
- assert: {that: "r.msg == 'async task did not complete within the requested time - 1s'"}
- command: cat {{ playbook_dir }}/pid
  register: pid
- name: gone
  command: test ! -e /proc/{{ pid.stdout }}
  register: r
  until: r is succeeded
  retries: 50
  delay: 1
`,
      `vars: {${folder}}\n`,
    ),
  );
  t.is(ran.code, 0, ran.stdout);
});

test('what can not be a job is refused, and jobs are not for check mode', async t => {
  const site = playOf(
    `- debug: msg=x
  async: 5
  ignore_errors: true
- copy: {content: x, dest: "{{ playbook_dir }}/x"}
  async: 5
`,
    `vars: {${folder}}\n`,
  );
  const ran = await play(site);
  went(t, ran, ['debug a fatal', 'copy a fatal'], 2);
  t.is(ran.stdout.match(/async is not supported for this task\./g)?.length, 2);
  t.false(existsSync(join(ran.folder, 'x')));
  const checked = await play(playOf('- command: "true"\n  async: 5\n'), { args: ['--check'] });
  t.regex(checked.stdout, /check mode and async cannot be used on same task\./);
});

test('a task with a timeout is ended, and the next finds the host as it was', async t => {
  const ran = await play(
    playOf(`- command: sleep 300
  timeout: 1
  failed_when: false
  ignore_errors: true
  register: r
- assert: {that: "r.msg == 'The command action failed to execute in the expected time frame (1) and was terminated'"}
- command: echo next
`),
  );
  went(t, ran, ['command a fatal', 'assert a ok', 'command a changed']);
});

test('throttle lets as many hosts at a task at once', async t => {
  const ran = await play(
    playOf(
      `- shell: mkdir {{ playbook_dir }}/alone && sleep 0.2 && rmdir {{ playbook_dir }}/alone
  throttle: "{{ most }}"
`,
      'vars: {most: 1}\n',
    ),
    { hosts: ['a', 'b', 'c'] },
  );
  t.is(ran.code, 0, ran.stdout);
});

test('delegate_to a name that the inventory does not know takes it for an address', async t => {
  const ran = await play(
    playOf(
      `- command: echo {{ inventory_hostname }}
  delegate_to: elsewhere
  register: r
- assert: {that: r.stdout == 'a'}
- set_fact: {x: "{{ inventory_hostname }}"}
  delegate_to: b
  delegate_facts: true
- assert: {that: [x is not defined, hostvars.b.x == 'a']}
`,
      'connection: local\n',
    ),
    { hosts: ['a', 'b'], args: ['--limit', 'a'] },
  );
  t.is(ran.code, 0, ran.stdout);
  t.regex(ran.stdout, /changed: \[a -> elsewhere\]/);
});
