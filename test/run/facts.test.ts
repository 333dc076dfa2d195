import test from 'ava';
import { runIn } from '../cli/project.js';

test('all facts at once, and single ones before and after', async t => {
  const { code, stdout, stderr } = await runIn(
    {
      'site.yml': `- hosts: localhost
  connection: local
  tasks:
    - assert:
        that:
          - ansible_facts.architecture is defined
          - ansible_facts.keys() | length > 50
          - ansible_facts.distribution is defined
          - ansible_kernel is defined
    - assert:
        that: ansible_facts | dict2items | length == ansible_facts | length
`,
    },
    ['apply', 'site.yml'],
  );
  t.is(code, 0, `${stdout}${stderr}`);
});

test('what a play has kept of facts stays when the next one gathers', async t => {
  const { code, stdout, stderr } = await runIn(
    {
      'site.yml': `- hosts: localhost
  tasks:
    - debug: var=ansible_facts
    - debug: var=hostvars['localhost']
    - set_fact: {all: "{{ ansible_facts }}"}
    - debug: msg="{{ all.kernel is defined }}"
      register: kept
- hosts: localhost
  tasks:
    - debug: msg="{{ all | length > 50 }} {{ all.kernel is defined }} {{ kept.msg }}"
      register: told
    - assert: {that: "told.msg == 'True True True'"}
`,
    },
    ['apply', 'site.yml', '-v'],
  );
  t.is(code, 0, `${stdout.slice(-2000)}${stderr}`);
});
