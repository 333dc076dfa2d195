import test from 'ava';
import {
  conditions,
  effective,
  environments,
  moduleDefaults,
  playOf,
  roleOf,
} from '../../src/playbook/inherit.js';
import { KEYWORDS, keywordAt, keywordsAt } from '../../src/playbook/keywords.js';
import type { Task } from '../../src/playbook/model.js';
import { tagsOf } from '../../src/playbook/tags.js';
import { tasksOf } from '../../src/playbook/walk.js';
import { type Files, loadGood, plain, plainFields } from './project.js';

/** The tasks of a play's first sections by name. */
const tasks = (t: Parameters<typeof loadGood>[0], files: Files): ReadonlyMap<unknown, Task> => {
  const [play] = loadGood(t, files).playbook.plays;
  return new Map([...tasksOf(play!), ...play!.handlers].map(task => [task.name?.value, task]));
};

const NESTED: Files = {
  'site.yml': `- import_playbook: play.yml
  when: imported
  tags: i
`,
  'play.yml': `- hosts: all
  become: true
  become_user: play
  tags: p
  environment: {A: play, B: play}
  module_defaults: {copy: {a: play, b: play, c: play}}
  roles:
    - role: r
      when: use
      become_user: use
      tags: u
  tasks:
    - block:
        - name: own
          copy:
          become_user: task
          when: [t1, t2]
          tags: [t, p]
          environment: {B: task}
          module_defaults: {ansible.builtin.copy: {c: task}, apt: {d: 1}}
        - name: plain
          apt:
      when: [b1, b2]
      become_user: block
      notify: h
      register: x
      tags: b
      environment: {B: block, C: block}
      module_defaults: [{copy: {b: block, c: block}}, {apt: "{{ x }}"}]
    - import_tasks: file.yml
      when: import
      tags: f
      register: nothing
  handlers:
    - name: h
      ping:
      when: own
`.replace('      register: x\n', ''),
  'file.yml': '- name: file\n  ping:\n  when: t\n',
  'roles/r/tasks/main.yml': '- name: role\n  ping:\n- import_role: {name: s}\n  when: s\n  tags: s\n',
  'roles/r/meta/main.yml': 'dependencies: [{role: d, when: dep, tags: d}]\n',
  'roles/s/tasks/main.yml': '- name: imported role\n  ping:\n',
  'roles/d/tasks/main.yml': '- name: dependency\n  ping:\n',
};

test('the innermost value counts', t => {
  const all = tasks(t, NESTED);
  const users = [...all].map(([name, task]) => [name, effective(task, 'become_user')?.value]);
  t.deepEqual(users, [
    ['dependency', 'use'],
    ['role', 'use'],
    ['imported role', 'use'],
    ['own', 'task'],
    ['plain', 'block'],
    ['file', 'play'],
    ['h', 'play'],
  ]);
  t.true(effective(all.get('own')!, 'become')?.value);
  t.is(effective(all.get('own')!, 'no_log'), undefined);
  t.deepEqual(plain(effective(all.get('own')!, 'notify')!.value), ['h']);
});

test('what only a task can have is not inherited', t => {
  t.is(effective(tasks(t, NESTED).get('file')!, 'register'), undefined);
});

test('conditions, outermost first', t => {
  const found = [...tasks(t, NESTED)].map(([name, task]) => [
    name,
    conditions(task)
      .map(({ value }) => value)
      .join(' '),
  ]);
  t.deepEqual(found, [
    ['dependency', 'imported use dep'],
    ['role', 'imported use'],
    ['imported role', 'imported use s'],
    ['own', 'imported b1 b2 t1 t2'],
    ['plain', 'imported b1 b2'],
    ['file', 'imported import t'],
    ['h', 'own'],
  ]);
});

test('tags, each once', t => {
  const found = [...tasks(t, NESTED)].map(([name, task]) => [name, tagsOf(task).join(' ')]);
  t.deepEqual(found, [
    ['dependency', 'i p u d'],
    ['role', 'i p u'],
    ['imported role', 'i p u s'],
    ['own', 'i p b t'],
    ['plain', 'i p b'],
    ['file', 'i p f'],
    ['h', 'i p'],
  ]);
});

test('environments, outermost first', t => {
  t.deepEqual(
    environments(tasks(t, NESTED).get('own')!).map(({ value }) => plain(value)),
    [{ A: 'play', B: 'play' }, { B: 'block', C: 'block' }, { B: 'task' }],
  );
});

test('defaults of modules, the innermost in place of the others', t => {
  const all = tasks(t, NESTED);
  t.deepEqual(plainFields(moduleDefaults(all.get('own')!)), { c: 'task' });
  t.deepEqual(plainFields(moduleDefaults(all.get('plain')!)), { '*': 'T({{ x }})' });
  t.deepEqual(plainFields(moduleDefaults(all.get('file')!)), {});
});

test('defaults of a group, and over them those of the module', t => {
  const all = tasks(t, {
    'site.yml': `- hosts: all
  module_defaults: {group/docker: {a: play, b: play}, group/aws: {c: play}, docker_container: {b: own}}
  tasks:
    - {name: one, docker_container: {}}
    - {name: two, docker_container: {}, module_defaults: {group/community.docker.docker: {d: task}}}
    - {name: three, ping: {}}
`,
  });
  t.deepEqual(plainFields(moduleDefaults(all.get('one')!)), { a: 'play', b: 'own' });
  t.deepEqual(plainFields(moduleDefaults(all.get('two')!)), { a: 'play', b: 'own', d: 'task' });
  t.deepEqual(plainFields(moduleDefaults(all.get('three')!)), {});
});

test('the role and the play of a task', t => {
  const all = tasks(t, NESTED);
  t.deepEqual(
    [...all.values()].map(task => roleOf(task)?.name),
    ['d', 'r', 's', undefined, undefined, undefined, undefined],
  );
  t.is(playOf(all.get('dependency')!), playOf(all.get('h')!));
});

test('the table of keywords has all that Ansible lists', t => {
  // ansible-doc -t keyword -l of ansible-core 2.14, without accelerate and its kin, which do nothing; role and import_playbook are ours.
  const words =
    'action always any_errors_fatal args async become become_exe become_flags become_method become_user block ' +
    'changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment fact_path ' +
    'failed_when force_handlers gather_facts gather_subset gather_timeout handlers hosts ignore_errors ' +
    'ignore_unreachable loop loop_control max_fail_percentage module_defaults name no_log notify order poll port ' +
    'post_tasks pre_tasks register remote_user rescue retries roles run_once serial strategy tags tasks throttle timeout ' +
    'until vars vars_files vars_prompt when local_action listen';
  t.deepEqual(
    words.split(' ').filter(word => !Object.hasOwn(KEYWORDS, word)),
    [],
  );
  t.deepEqual(
    [keywordsAt('play').length, keywordsAt('block').length, keywordsAt('role').length],
    [41, 31, 28],
  );
  t.is(keywordAt('task', 'constructor'), undefined);
});
