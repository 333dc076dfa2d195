import test from 'ava';
import { run } from '../e2e/rig/command.js';
import { folderOf } from '../e2e/rig/trueup.js';
import { trueupIn } from './project.js';

const FILES = {
  'hosts.yml': 'web: {hosts: {w1: , w2: }}\ndb: {hosts: {d1: }}\n',
  'site.yml': `- name: First {{ x }}
  hosts: web:db
  tags: "{{ x }}"
  vars: {x: y}
  pre_tasks:
    - debug: msg=pre
      tags: pre
  roles:
    - {role: r, tags: [rr]}
    - r
  tasks:
    - name: a task {{ x }}
      debug: msg=x
    - import_tasks: imported.yml
      tags: imp
    - include_tasks: included.yml
      tags: [inc]
    - name: named include
      include_role: {name: r}
    - import_role: {name: r}
      tags: ir
    - block:
        - command: x
          tags: inblock
      rescue:
        - debug: msg=rescue
          tags: resc
      always:
        - debug: msg=always
          tags: alw
      tags: blk
    - {name: never this, debug: msg=n, tags: never}
    - {name: always this, debug: msg=n, tags: [always, z]}
    - meta: flush_handlers
    - ansible.builtin.debug: msg=long
    - action: debug msg=old
    - shell: echo hi
    - {debug: msg=l, loop: [1, 2], tags: "a,b"}
  post_tasks:
    - debug: msg=post
  handlers:
    - {name: h, debug: msg=h}
- hosts: [web, "!w1"]
  tasks: []
- hosts: nosuch
  tasks:
    - debug: msg=x
- import_playbook: other.yml
  tags: ip
`,
  'other.yml': '- hosts: all\n  name: Other\n  tags: o\n  tasks:\n    - debug: msg=o\n',
  'imported.yml': '- debug: msg=x\n  tags: i2\n- name: second\n  debug: msg=x\n',
  'included.yml': '- debug: msg=x\n',
  'roles/r/tasks/main.yml': '- name: of the role\n  debug: msg=r\n- debug: msg=r2\n  tags: r2\n',
  'roles/r/meta/main.yml': 'dependencies: [{role: dep, tags: dd}]\n',
  'roles/dep/tasks/main.yml': '- name: of the dependency\n  debug: msg=d\n',
};

/** Ansible lists hosts, and the tags of a play, in an order that is left to chance. */
const inOrder = (text: string): string =>
  text
    .replace(/(?:^ {6}\w+\n)+/gm, hosts => `${hosts.trimEnd().split('\n').sort().join('\n')}\n`)
    .replace(/(?<=^ {2}play .*TAGS: \[).*(?=\]$)/gm, tags => tags.split(',').sort().join(','));

for (const args of [
  ['--syntax-check'],
  ['--list-tasks', '--list-tags', '--list-hosts'],
  ['--list-tasks', '--tags', 'r2,pre', '-e', 'x=given'],
  ['--list-tasks', '--list-hosts', '--skip-tags', 'rr,always', '--limit', 'w1'],
  ['--list-tags', '--tags', 'never,imp'],
])
  test.serial(`ansible-playbook lists the same: ${args.join(' ')}`, async t => {
    const folder = folderOf(FILES);
    const line = ['-i', 'hosts.yml', 'site.yml', 'other.yml', ...args];
    const ours = await trueupIn(folder, ['apply', ...line]);
    const theirs = await run('ansible-playbook', line, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
    });
    t.is(theirs.code, 0, theirs.stderr);
    t.is(ours.code, 0, ours.stderr);
    t.is(inOrder(ours.stdout), inOrder(theirs.stdout));
  });
