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
