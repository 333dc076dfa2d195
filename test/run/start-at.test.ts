import test from 'ava';
import { StartAt } from '../../src/run/start-at.js';
import { project } from '../playbook/project.js';
import { play, went } from './project.js';

const FILES = {
  'site.yml': `- hosts: all
  gather_facts: false
  roles: [r]
  tasks:
    - {name: one, debug: {msg: x}}
    - block:
        - {name: two, debug: {msg: x}}
      always:
        - {name: last, debug: {msg: x}}
  handlers:
    - {name: h, debug: {msg: x}}
- hosts: all
  gather_facts: false
  tasks:
    - {name: other, debug: {msg: x}, tags: t}
`,
  'roles/r/tasks/main.yml': '- {name: within, debug: {msg: x}}\n- {name: more, debug: {msg: x}}\n',
};

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['more', ['more', 'first']],
  ['r : more', ['more', 'first']],
  ['t*o', ['two', 'first']],
  ['last', ['last', 'first']],
  ['other', ['nowhere', 'other']],
  ['h', ['nowhere', 'nowhere']],
  ['nothing', ['nowhere', 'nowhere']],
];

for (const [name, expected] of CASES)
  test(`a run that begins at ${name}`, t => {
    const { playbook } = project(t, FILES).load();
    const start = new StartAt(name, { tags: [], skipTags: [] });
    const found = playbook.plays.map(at => start.in(at));
    t.deepEqual(
      found.map(at => (typeof at === 'string' ? at : at.name?.value)),
      expected,
    );
  });

test('a task that tags leave out is no beginning', t => {
  const { playbook } = project(t, FILES).load();
  const start = new StartAt('*', { tags: ['t'], skipTags: [] });
  t.is(start.in(playbook.plays[0]!), 'nowhere');
});

test('all before the beginning is passed over, and nothing behind it', async t => {
  const { 'site.yml': site, ...files } = FILES;
  const ran = await play(site, { files, args: ['--start-at-task', 'two'] });
  went(t, ran, ['two a ok', 'last a ok', 'other a ok']);
});
