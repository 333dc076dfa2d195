import test from 'ava';
import { play, playOf } from './project.js';

/** A mistake that only shows on a host: its task fails, what is said has a place, and the run goes on. */
const mistake = test.macro(
  async (t, tasks: string, says: string, files: Readonly<Record<string, string>> = {}) => {
    const site = playOf(`${tasks}- name: after\n  debug: msg=x\n`, 'ignore_errors: true\nvars: {here: x}\n');
    const { code, stderr, folder, lines } = await play(site, { files });
    t.is(stderr.replaceAll(folder, 'FOLDER'), says);
    t.is(lines.at(-1), 'after a ok', lines.join('\n'));
    t.is(code, 0);
  },
);
const folder = { 'folder/x': '' };

test('a task file that an include does not find, which Ansible does not let be ignored', async t => {
  const { code, stderr, folder } = await play(
    playOf('- include_tasks: "{{ here }}.yml"\n', 'ignore_errors: true\nvars: {here: x}\n'),
  );
  t.is(
    stderr.replaceAll(folder, 'FOLDER'),
    `site.yml:6:22: error: no task file "x.yml" (looked for FOLDER/x.yml)
  6 |     - include_tasks: "{{ here }}.yml"
    |                      ^^^^^^^^^^^^^^^^
  in task "include_tasks" on host a
`,
  );
  t.is(code, 2);
});

test(
  'a lookup of a folder',
  mistake,
  `- debug: msg="{{ lookup('file', 'folder') }}"\n`,
  `site.yml:6:22: error: lookup "file": can't read FOLDER/folder: it is a folder
  6 |     - debug: msg="{{ lookup('file', 'folder') }}"
    |                      ^^^^^^^^^^^^^^^^^^^^^^^^
  in task "debug" on host a
`,
  folder,
);
test(
  'a template that a template includes, and that is a folder',
  mistake,
  '- template: {src: a.j2, dest: "{{ playbook_dir }}/x"}\n',
  `site.yml:6:7: error: can't read FOLDER/folder: it is a folder
  6 |     - template: {src: a.j2, dest: "{{ playbook_dir }}/x"}
    |       ^^^^^^^^
  in task "template" on host a
`,
  { ...folder, 'a.j2': '{% include "folder" %}' },
);
test(
  'a local file that can not be read',
  mistake,
  '- copy: {src: /proc/self/mem, dest: "{{ playbook_dir }}/x"}\n',
  `site.yml:6:7: error: can't read a file that the task needs on this machine: i/o error
  6 |     - copy: {src: /proc/self/mem, dest: "{{ playbook_dir }}/x"}
    |       ^^^^
  in task "copy" on host a
`,
);
test(
  'an argument that turns out to be of the wrong type',
  mistake,
  '- wait_for: {port: "{{ here }}"}\n',
  `site.yml:6:24: error: argument port of the (wait_for) module must be an integer, got "x"
  6 |     - wait_for: {port: "{{ here }}"}
    |                        ^^^^^^^^^^^^
  in task "wait_for" on host a
`,
);
