import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many hosts, and tasks for each. */
export interface Crowd {
  readonly hosts: number;
  readonly tasks: number;
}

/** Results of some size that are kept, variables made and read, conditions and a loop. None of them goes to the host. */
const TASKS: readonly ((index: number) => string)[] = [
  index => `- name: Look ${index}
      debug:
        msg: "{{ dict(range(20) | map('string') | zip(range(20) | map('string') | map('regex_replace', '^', inventory_hostname))) }}"
      register: look${index}`,
  index => `- name: Note ${index}
      set_fact:
        note${index}: "{{ inventory_hostname }} has {{ 'something' if look${index - 1}.msg else 'nothing' }}"`,
  index => `- name: Make sure of ${index}
      assert:
        that: note${index - 1} is search('something') and port | int > 1000
      register: sure${index}`,
  index => `- name: Say ${index}
      debug:
        msg: "{{ item }} of {{ inventory_hostname }}"
      loop: [one, two]
      when: number | int % 2 == 0`,
];

/** Writes an inventory of hosts, as hosts.yml, and a playbook for them, as site.yml, into a folder. */
export const writeCrowd = (folder: string, { hosts, tasks }: Crowd): void => {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: hosts }, (_, index) => `host${String(index).padStart(4, '0')}`);
  writeFileSync(
    join(folder, 'hosts.yml'),
    `all:
  vars:
    port: 8080
  children:
    web:
      hosts:
${names.map((name, index) => `        ${name}:\n          number: ${index}\n`).join('')}`,
  );
  const list = Array.from({ length: tasks }, (_, index) => `    ${TASKS[index % TASKS.length]!(index)}\n`);
  writeFileSync(join(folder, 'site.yml'), `- hosts: web\n  gather_facts: false\n  tasks:\n${list.join('')}`);
};
