import test from 'ava';
import { unknownTags } from '../../src/playbook/unknown-tags.js';
import { loadGood } from './project.js';

const site = (more = ''): string => `- hosts: all
  tags: play
  tasks:
    - block:
        - debug: msg=1
          tags: [nginx, web]
      rescue:
        - debug: msg=2
          tags: rescued
${more}  handlers:
    - name: restart
      debug: msg=3
      tags: handler
`;

test('tags that nothing has are named', t => {
  const { playbook } = loadGood(t, { 'site.yml': site() });
  t.deepEqual(unknownTags([playbook], ['web', 'play', 'rescued', 'handler', 'all', 'never']), []);
  t.deepEqual(unknownTags([playbook], ['ngnix', 'zzz', 'ngnix']), [
    { severity: 'warning', message: 'nothing has the tag "ngnix"', hint: 'did you mean "nginx"?' },
    { severity: 'warning', message: 'nothing has the tag "zzz"' },
  ]);
});

test('an include that is read later may bring in any', t => {
  const more = '    - include_tasks: other.yml\n';
  const { playbook } = loadGood(t, { 'site.yml': site(more), 'other.yml': '- debug: msg=4\n' });
  t.deepEqual(unknownTags([playbook], ['zzz']), []);
});
