import test from 'ava';
import { type Files, runIn } from '../cli/project.js';

/** The warnings about these tasks: the line in the playbook, and what is said. */
const warnings = async (
  tasks: string,
  others: { readonly handlers?: string; readonly files?: Files } = {},
) => {
  const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');
  const { stdout } = await runIn(
    {
      'site.yml': `- hosts: all\n  tasks:\n${indented(tasks)}  handlers:\n${indented(others.handlers ?? '')}`,
      ...others.files,
    },
    ['lint', 'site.yml'],
  );
  return [...stdout.matchAll(/^\S*?(\d+):\d+: (?:warning|error): (.*)$/gm)].map(
    ([, line, message]) => `${line} ${message}`,
  );
};

const none = ', not to true or false, which newer versions of Ansible refuse';

test('conditions that certainly come to something else than a boolean', async t => {
  t.deepEqual(
    await warnings(`- debug: msg=x
  when:
    - a | length
    - "'text'"
    - a is defined or [b]
    - a or b
    - a and b | int
    - a or b | int
    - a | int or b | join
    - a | default('')
    - a is defined and b | bool
    - not a | length
    - a | length > 0
    - true
  failed_when: a | string
  changed_when: '"{{ a }}" == "x"'
  until: a ~ b
- assert:
    that: [a | list, a in b]
`),
    [
      `5 "when" comes to a number${none}`,
      `6 "when" comes to a string${none}`,
      `9 "when" comes to a number${none}`,
      `11 "when" comes to a string${none}`,
      `17 "failed_when" comes to a string${none}`,
      '18 "changed_when" has braces in it',
      `19 "until" comes to a string${none}`,
      `21 "that" comes to a list${none}`,
    ],
  );
});

test('modes without quotes', async t => {
  t.deepEqual(
    await warnings(`- file: {path: /x, mode: 0644}
- file: {path: /x, mode: "0644"}
- file: {path: /x, mode: u=rw}
- file: path=/x mode=0644
- copy: {src: /etc/hostname, dest: /x, directory_mode: 0755, mode: "{{ m }}"}
`),
    ['3 "mode" is a number', '7 "directory_mode" is a number'],
  );
});

test('keywords that do nothing alone', async t => {
  t.deepEqual(
    await warnings(`- command: x
  retries: 3
  delay: 1
- command: x
  retries: 3
  until: true
- debug: msg=x
  loop_control: {label: x}
`),
    [
      '4 "retries" does nothing without "until"',
      '5 "delay" does nothing without "until"',
      '10 "loop_control" does nothing without a loop',
    ],
  );
});

const HANDLERS = `- name: named
  debug: msg=x
- name: listening
  debug: msg=x
  listen: topic
- name: never
  debug: msg=x
- name: "{{ never }}"
  debug: msg=x
`;

test('handlers that nothing notifies', async t => {
  const notifying = '- command: x\n  notify: [named, topic]\n';
  t.deepEqual(await warnings(notifying, { handlers: HANDLERS }), ['11 nothing notifies the handler "never"']);
  t.deepEqual(
    await warnings(`${notifying}- include_tasks: more.yml\n`, {
      handlers: HANDLERS,
      files: { 'more.yml': '- command: x\n  notify: never\n' },
    }),
    [],
  );
  for (const open of ['- include_tasks: "{{ x }}"\n', '- command: x\n  notify: "{{ x }}"\n'])
    t.deepEqual(await warnings(open, { handlers: HANDLERS }), [], open);
});

test('variables as a list', async t => {
  t.deepEqual(await warnings('- debug: msg=x\n  vars:\n    - a: 1\n    - b: 2\n'), [
    '5 "vars" as a list of dictionaries is deprecated',
  ]);
});
