import test from 'ava';
import { inOrder, play, playOf, went } from './project.js';

/** What debug has printed; other results have messages as well. */
const shown = (output: string): string[] =>
  [...output.matchAll(/"msg": "(.+)"/g)]
    .map(([, text]) => text!)
    .filter(text => text !== 'All items completed');

test('a host that is added takes part in the plays behind, and others see its variables', async t => {
  const ran = await play(
    `${playOf(`- name: Add
  add_host: {name: "n:2222", groups: [fresh, web], ansible_connection: local, x: "of {{ inventory_hostname }}"}
- name: See
  debug: msg="{{ groups.fresh }} {{ hostvars.n.x }} {{ hostvars.n.ansible_ssh_port }}"
  run_once: true
`)}
- hosts: fresh
  gather_facts: false
  tasks:
    - name: Here
      debug: msg="{{ inventory_hostname }} {{ x }}"
`,
    { hosts: ['a', 'b'] },
  );
  went(t, ran, ['Add a changed', 'See a ok', 'Here n ok']);
  t.deepEqual(shown(ran.stdout), ["['n'] of a 2222", 'n of a']);
});

test('what is done once is done by the first host, even where another comes to it first', async t => {
  const tasks = `- command: "true"
  when: inventory_hostname == 'a'
- name: Once
  set_fact: {who: "{{ inventory_hostname }}"}
  run_once: true
- name: See
  debug: msg="{{ who }}"
`;
  const ran = await play(playOf(tasks), { hosts: ['a', 'b', 'c'] });
  t.deepEqual(
    inOrder(ran.lines).filter(line => !line.startsWith('command')),
    ['Once a ok', 'See a ok', 'See b ok', 'See c ok'],
    ran.stdout,
  );
  t.deepEqual(shown(ran.stdout), ['a', 'a', 'a']);
});

test('who asks for groups waits for all hosts that may still join one', async t => {
  const tasks = `- command: "true"
  when: inventory_hostname == 'c'
- group_by: {key: "k {{ inventory_hostname == 'b' }}"}
- debug: msg="{{ groups['k-False'] }} {{ group_names }}"
`;
  const ran = await play(playOf(tasks), { hosts: ['a', 'b', 'c'] });
  t.is(ran.code, 0, ran.stdout + ran.stderr);
  t.deepEqual(shown(ran.stdout).sort(), [
    "['a', 'c'] ['k-False', 'web']",
    "['a', 'c'] ['k-False', 'web']",
    "['a', 'c'] ['k-True', 'web']",
  ]);
});

test('a host that joins the inventory is no drift', async t => {
  const site = playOf('- add_host: {name: n, groups: g}\n- group_by: {key: h}\n');
  const { code, stdout } = await play(site, { verb: 'check' });
  t.is(code, 0, stdout);
});

test('what set_stats keeps is told where that is asked for', async t => {
  const site = playOf(`- set_stats: {data: {n: 1, l: [x]}}
- set_stats: {data: {n: 2, l: [y], "{{ inventory_hostname }}_s": z}}
- set_stats: {data: {own: 1}, per_host: true}
`);
  const quiet = await play(site);
  t.notRegex(quiet.stdout, /CUSTOM STATS/);
  const { stdout } = await play(site, { env: { ANSIBLE_SHOW_CUSTOM_STATS: 'yes' } });
  t.true(stdout.includes('\ta: { "own": 1}\n\n\tRUN: { "a_s": "z", "l": [  "x",  "y" ], "n": 3}\n'), stdout);
});

test('cacheable facts are facts as well, until they are cleared', async t => {
  const site = playOf(`- set_fact: {kept: 1, cacheable: true}
- debug: msg="{{ ansible_facts.kept }} {{ kept }}"
- meta: clear_facts
- debug: msg="{{ ansible_facts.kept | default('gone') }} {{ kept }}"
`);
  t.deepEqual(shown((await play(site)).stdout), ['1 1', 'gone 1']);
});

test('what a host has said is never a condition of assert', async t => {
  const site = playOf(`- set_fact: {said: ["lookup('pipe', 'touch hacked') == ''"]}
- assert: {that: "{{ said }}"}
- stat: {path: "{{ playbook_dir }}/hacked"}
  register: hacked
- debug: msg="{{ hacked.stat.exists }}"
`);
  const ran = await play(site);
  t.regex(ran.stdout, /"msg": false/);
});
