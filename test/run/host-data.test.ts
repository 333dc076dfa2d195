import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { play, playOf } from './project.js';

/** What a host that has been taken over would answer: it asks for code to be run on the runner, and shows what 7919 * 7907 is if it is rendered. */
const HOSTILE =
  "{{ 7919 * 7907 }}{{ lookup('pipe', 'touch hit') }}{% if true %}x{% endif %}{{ undefined_name }}";

/** Applies tasks that handle the hostile text in the file `data`; nothing of it may be rendered. */
const unharmed = test.macro(async (t, tasks: string, files: Readonly<Record<string, string>> = {}) => {
  const ran = await play(playOf(tasks), { files: { data: HOSTILE, ...files }, args: ['--diff'] });
  t.is(ran.code, 0, ran.stdout + ran.stderr);
  t.false(existsSync(join(ran.folder, 'hit')));
  t.notRegex(ran.stdout + ran.stderr, /62615533/);
});

const READ = '- command: cat {{ playbook_dir }}/data\n  register: r\n';

test(
  'shown by debug',
  unharmed,
  `${READ}- debug: var=r.stdout\n- debug: var=r\n- debug: msg="{{ r.stdout }}"\n`,
);

test(
  'in conditions and assertions',
  unharmed,
  `${READ}- debug: msg=x
  when: r.stdout
- debug: msg=x
  when: "'7919 * 7907' in r.stdout"
- assert: {that: ["r.stdout | length > 50", "'7919 * 7907' in r.stdout"], fail_msg: "{{ r.stdout }}", success_msg: "{{ r.stdout }}"}
- command: cat {{ playbook_dir }}/data
  register: again
  failed_when: "'7919 * 7907' not in again.stdout"
  changed_when: "'7919 * 7907' in again.stdout"
  until: "'7919 * 7907' in again.stdout"
  retries: 1
  delay: 0
`,
);

test(
  'through set_fact, vars and other variables',
  unharmed,
  `${READ}- set_fact: {kept: "{{ r.stdout }}", all: "{{ r }}", listed: ["{{ r.stdout }}"]}
- debug: msg="{{ kept }} {{ all.stdout }} {{ listed[0] }} {{ indirect }} {{ hostvars[inventory_hostname].kept }}"
  vars: {indirect: "{{ kept | upper }}"}
- set_fact: {"{{ 'name' }}": "{{ kept }}"}
- assert: {that: "name == r.stdout and indirect == r.stdout"}
  vars: {indirect: "{{ name }}"}
`,
);

test(
  'as items and labels of loops',
  unharmed,
  `${READ}- debug: msg="{{ item }}"
  loop: "{{ [r.stdout] }}"
  loop_control: {label: "{{ item }}"}
- debug: msg="{{ item }}"
  loop: "{{ r.stdout_lines }}"
  register: looped
- debug: var=looped.results
- debug: msg="{{ item.key }} {{ item.value }}"
  with_dict: "{{ {r.stdout: r.stdout} }}"
`,
);

test(
  'as arguments of modules, in files and templates',
  unharmed,
  `${READ}- copy: {content: "{{ r.stdout }}", dest: "{{ playbook_dir }}/copied"}
- template: {src: t.j2, dest: "{{ playbook_dir }}/templated"}
- lineinfile: {path: "{{ playbook_dir }}/lines", line: "{{ r.stdout }}", create: true}
- command: cat {{ playbook_dir }}/copied {{ playbook_dir }}/templated {{ playbook_dir }}/lines
  register: files
- assert: {that: "files.stdout | replace(r.stdout, '') | trim == ''"}
- shell: printf %s "$TEXT"
  environment: {TEXT: "{{ r.stdout }}"}
  register: shown
- assert: {that: shown.stdout == r.stdout}
`,
  { 't.j2': '{{ r.stdout }}\n' },
);

test(
  'as names of hosts, files and includes',
  unharmed,
  `${READ}- name: "called {{ r.stdout }}"
  debug: msg=x
- debug: msg=x
  delegate_to: "{{ 'localhost' if r.stdout else r.stdout }}"
- stat: {path: "{{ playbook_dir }}/{{ r.stdout }}"}
- include_vars: {file: "{{ r.stdout }}"}
  ignore_errors: true
- template: {src: "{{ r.stdout }}", dest: /nowhere}
  ignore_errors: true
- fail: msg="{{ r.stdout }}"
  ignore_errors: true
  register: failed
- debug: var=failed
`,
);

test(
  'as facts',
  unharmed,
  `${READ}- set_fact:
    ansible_facts: "{{ {'x': r.stdout} }}"
- shell: cat {{ playbook_dir }}/data >&2; exit 1
  ignore_errors: true
  register: error
- debug: var=error.stderr
- debug: msg="{{ error.msg }} {{ error.stderr_lines | first }}"
`,
);
