import test from 'ava';
import { play, playOf } from './project.js';

/** A task that finds its file in place, since the files are made with the playbook. */
const inPlace = (name: string): string =>
  `- copy: {content: "${name}\\n", dest: "{{ playbook_dir }}/${name}"}\n`;
const names = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8'];
const files = Object.fromEntries(names.map(name => [name, `${name}\n`]));

test('a host that is as it should be costs one message, however many tasks there are', async t => {
  const ran = await play(playOf(names.map(inPlace).join('')), { files });
  t.is(ran.code, 0, ran.stdout);
  t.true(ran.lines.every(line => line === 'copy a ok'));
  t.is(ran.lines.length, 8);
  t.is(ran.messages, 1);
});

test('a loop, conditions, blocks, roles, variables and imports cost no more', async t => {
  const ran = await play(
    playOf(
      `- copy: {content: "{{ item }}\\n", dest: "{{ playbook_dir }}/{{ item }}"}
  loop: [f1, f2, f3]
- block:
    - copy: {content: "{{ wanted }}\\n", dest: "{{ playbook_dir }}/f4"}
      when: wanted == 'f4'
    - copy: {content: x, dest: /nowhere}
      when: wanted != 'f4'
  rescue:
    - debug: msg=x
- import_tasks: more.yml
- set_fact: {next: f6}
- debug: var=next
- copy: {content: "{{ next }}\\n", dest: "{{ playbook_dir }}/{{ next }}"}
`,
      'vars: {wanted: f4}\nroles: [r]\n',
    ),
    {
      files: {
        ...files,
        'more.yml': inPlace('f5'),
        'roles/r/tasks/main.yml': inPlace('f8'),
      },
    },
  );
  t.is(ran.code, 0, ran.stdout);
  t.is(ran.lines.filter(line => line.startsWith('copy a ok')).length, 6, ran.lines.join('\n'));
  t.is(ran.messages, 1);
});

test('a change in the middle costs one message, and carries the look at what comes behind it', async t => {
  const { f4: _, ...others } = files;
  const ran = await play(playOf(names.map(inPlace).join('')), { files: others });
  t.deepEqual(
    ran.lines.map(line => line.split(' ')[2]),
    ['ok', 'ok', 'ok', 'changed', 'ok', 'ok', 'ok', 'ok'],
  );
  // The look at all, the change with a look at the next, and the rest.
  t.is(ran.messages, 3);
});

test('a result that a later task needs ends what can be asked ahead', async t => {
  const ran = await play(
    playOf(
      `${inPlace('f1')}- stat: path={{ playbook_dir }}/f2
  register: there
- copy: {content: "{{ 'f3' if there.stat.exists }}\\n", dest: "{{ playbook_dir }}/f3"}
${inPlace('f4')}`,
    ),
    { files },
  );
  t.is(ran.code, 0, ran.stdout);
  t.is(ran.messages, 2);
});

test('a command in check mode is passed over, and otherwise ends what can be asked ahead', async t => {
  const site = playOf(`${inPlace('f1')}- command: "true"\n${inPlace('f2')}`);
  t.is((await play(site, { files })).messages, 2);
  t.is((await play(site, { files, args: ['--check'] })).messages, 1);
});

test('facts cost one message more, and only if one is used', async t => {
  const site = (use: string) => `- hosts: all
  tasks:
    - copy: {content: "f1\\n", dest: "{{ playbook_dir }}/f1"}
    - copy: {content: "f2\\n", dest: "{{ playbook_dir }}/f2"}
      when: ${use}
`;
  t.is((await play(site('true'), { files })).messages, 1);
  t.is((await play(site("ansible_facts.kernel != ''"), { files })).messages, 2);
  t.is((await play(site("ansible_kernel != '' and ansible_architecture != ''"), { files })).messages, 2);
});

test('an include is read when it is reached, and its tasks are then asked for at once', async t => {
  const ran = await play(playOf(`${inPlace('f1')}- include_tasks: more.yml\n${inPlace('f4')}`), {
    files: { ...files, 'more.yml': inPlace('f2') + inPlace('f3') },
  });
  t.is(ran.code, 0, ran.stdout);
  t.is(ran.messages, 2);
});

test('what a task answers ahead is not believed once the host was changed', async t => {
  const ran = await play(
    playOf(`- stat: path={{ playbook_dir }}/f1
  register: before
- command: rm {{ playbook_dir }}/f1
- stat: path={{ playbook_dir }}/f1
  register: after
- debug: msg="{{ before.stat.exists }} {{ after.stat.exists }}"
`),
    { files },
  );
  t.regex(ran.stdout, /"msg": "True False"/);
});

test('the same probe for two tasks is asked twice', async t => {
  const ran = await play(playOf(inPlace('f1') + inPlace('f1')), { files });
  t.deepEqual(ran.lines, ['copy a ok', 'copy a ok']);
  t.is(ran.messages, 1);
});
