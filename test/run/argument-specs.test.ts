import test from 'ava';
import { play, playOf, went } from './project.js';

const files = {
  'roles/r/meta/argument_specs.yml': `argument_specs:
  main:
    short_description: The whole
    options: {number: {type: int, required: true}}
  other: {options: {}}
`,
  'roles/r/tasks/main.yml': '- {name: Inside, debug: {msg: "{{ number }}"}}\n',
  'roles/r/tasks/other.yml': '- {name: Other, debug: {msg: x}}\n',
};
const check = "r : Validating arguments against arg spec 'main' - The whole";

test("a role's arguments are checked before its tasks, whatever tags say", async t => {
  const site = `- hosts: all\n  gather_facts: false\n  roles: [{role: r, number: "80"}]\n`;
  went(t, await play(site, { files, args: ['-t', 'none'] }), [`${check} a ok`]);
});

test('wrong arguments fail the host, and can be rescued', async t => {
  const site = playOf(`- block:
    - include_role: {name: r}
      vars: {number: http}
  rescue:
    - {name: Saved, debug: {msg: "{{ ansible_failed_result.argument_errors | length }}"}}
- include_role: {name: r, tasks_from: other}
- include_role: {name: r, rolespec_validate: false}
  vars: {number: any}
`);
  const ran = await play(site, { files });
  went(t, ran, [
    `${check} a fatal`,
    'Saved a ok',
    "r : Validating arguments against arg spec 'other' a ok",
    'r : Other a ok',
    'r : Inside a ok',
  ]);
});
