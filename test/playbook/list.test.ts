import test from 'ava';
import { listTags, listTasks } from '../../src/playbook/list.js';
import { type Files, loadGood } from './project.js';

const tagged = (tags: string): Files => ({
  'site.yml': `- hosts: all
  tags: ${tags}
  tasks:
    - debug: msg=1
    - debug: msg=2
      tags: [always]
    - debug: msg=3
      tags: [never, x]
    - block:
        - debug: msg=4
          tags: y
        - debug: msg=5
      tags: [x]
      rescue:
        - debug: msg=6
    - import_role: {name: b}
      tags: [r]
    - include_tasks: foo.yml
      tags: i
`,
  'roles/b/tasks/main.yml': '- debug: msg=7\n',
  'foo.yml': '',
});

const listed = test.macro({
  title: (_, tags: string, skipTags: string) => `listed with --tags "${tags}" --skip-tags "${skipTags}"`,
  exec: (t, tags: string, skipTags: string, withPlayTag: string, without: string) => {
    const split = (names: string): readonly string[] => (names === '' ? [] : names.split(','));
    const selection = { tags: split(tags), skipTags: split(skipTags) };
    const list = (files: Files): string =>
      listTasks(loadGood(t, files).playbook, selection)
        .flatMap(play => play.tasks)
        .map(task => `${task.action} ${task.tags.join(',')}`.trim())
        .join('; ');
    t.deepEqual([list(tagged('[p]')), list(tagged('[]'))], [withPlayTag, without]);
  },
});

// What ansible-playbook --list-tasks of ansible-core 2.14 printed.
const ALL = 'debug p; debug always,p; debug p,x,y; debug p,x; debug p,r; include_tasks i,p';
const ALL_BARE = 'debug; debug always; debug x,y; debug x; debug r; include_tasks i';
const X = 'debug always,p; debug never,p,x; debug p,x,y; debug p,x';
const X_BARE = 'debug always; debug never,x; debug x,y; debug x';
test(listed, '', '', ALL, ALL_BARE);
test(listed, 'all', '', ALL, ALL_BARE);
test(listed, 'x', '', X, X_BARE);
test(
  listed,
  'p',
  '',
  'debug p; debug always,p; debug never,p,x; debug p,x,y; debug p,x; debug p,r; include_tasks i,p',
  'debug always',
);
test(listed, 'tagged', '', ALL, 'debug always; debug x,y; debug x; debug r; include_tasks i');
test(listed, 'untagged', '', 'debug always,p', 'debug; debug always');
test(listed, 'never', '', 'debug always,p; debug never,p,x', 'debug always; debug never,x');
test(listed, 'untagged,x', '', X, `debug; ${X_BARE}`);
test(
  listed,
  'all,never',
  '',
  ALL.replace('debug p,x,y', 'debug never,p,x; debug p,x,y'),
  ALL_BARE.replace('debug x,y', 'debug never,x; debug x,y'),
);
test(listed, 'x', 'y', 'debug always,p; debug never,p,x; debug p,x', 'debug always; debug never,x; debug x');
test(
  listed,
  '',
  'x',
  'debug p; debug always,p; debug p,r; include_tasks i,p',
  'debug; debug always; debug r; include_tasks i',
);
test(listed, '', 'all', 'debug always,p', 'debug always');
test(listed, '', 'always', ALL.replace('debug always,p; ', ''), ALL_BARE.replace('debug always; ', ''));
test(listed, '', 'all,always', '', '');
test(listed, '', 'tagged', '', 'debug');
test(listed, '', 'untagged', ALL, ALL_BARE.replace('debug; ', ''));
test(listed, '', 'never', ALL, ALL_BARE);
test(listed, 'tagged', 'tagged', '', '');

test('listed tasks have what their names are made of', t => {
  const { playbook } = loadGood(t, {
    'site.yml':
      '- hosts: a\n  name: first\n  tags: z\n  roles: [r]\n  tasks:\n    - name: "b {{ c }}"\n      ping:\n- hosts: b\n',
    'roles/r/tasks/main.yml': '- name: d\n  ping:\n- debug:\n',
    'roles/r/meta/main.yml': 'dependencies: [s]\n',
    'roles/s/tasks/main.yml': '- command: ls\n',
  });
  const [first, second] = listTasks(playbook, { tags: [], skipTags: [] });
  t.deepEqual([first?.play.name?.value, first?.tags, second?.tasks], ['first', ['z'], []]);
  t.deepEqual(
    first?.tasks.map(({ role, name, action }) => [role, name?.location.start !== undefined, action]),
    [
      ['s', false, 'command'],
      ['r', true, 'ping'],
      ['r', false, 'debug'],
      [undefined, true, 'ping'],
    ],
  );
});

test('listed tags', t => {
  const { playbook } = loadGood(t, tagged('[p]'));
  t.deepEqual(
    listTags(playbook, { tags: [], skipTags: [] }).map(play => play.tags),
    [['always', 'i', 'p', 'r', 'x', 'y']],
  );
});

test('tags that are templates are rendered where that is possible', t => {
  const { playbook } = loadGood(t, {
    'site.yml': '- hosts: a\n  tasks:\n    - ping:\n      tags: ["{{ many }}", "{{ one }}"]\n',
  });
  const selection = { tags: ['b'], skipTags: [] };
  const [play] = listTasks(playbook, selection, ({ source }) => (source.includes('many') ? ['a', 'b'] : 'c'));
  t.deepEqual(
    play?.tasks.map(task => task.tags),
    [['a', 'b', 'c']],
  );
  t.deepEqual(listTasks(playbook, selection)[0]?.tasks, []);
});
