import test from 'ava';
import { project, told } from './project.js';

test('what is wrong in included files and roles is told at load', t => {
  const made = project(t, {
    'site.yml': `- hosts: all
  tasks:
    - include_tasks: bad.yml
    - include_tasks: nosuch.yml
    - include_role: {name: r, tasks_from: other}
    - include_tasks: "{{ x }}.yml"
    - include_tasks: bad.yml
  handlers:
    - include_tasks: bad_handlers.yml
    - include_tasks: nosuch.yml
`,
    'bad.yml': '- png:\n- include_tasks: deep.yml\n',
    'deep.yml': '- ping:\n  becom: yes\n- include_tasks: bad.yml\n',
    'bad_handlers.yml': '- ping:\n  lisen: x\n',
    'roles/r/tasks/other.yml': '- ping: @x\n',
    'roles/r/handlers/main.yml': '- include_role: {name: x}\n',
  });
  t.deepEqual(told(made.load().diagnostics, made.folder), [
    'site.yml:4:22 error: no task file "nosuch.yml" (looked for ./nosuch.yml)',
    'bad.yml:1:3 error: unknown module "png" (did you mean "ping"?)',
    'bad_handlers.yml:2:3 error: "lisen" is neither a keyword of a task nor a module (did you mean "listen"?)',
    'deep.yml:2:3 error: "becom" is neither a keyword of a task nor a module (did you mean "become"?)',
    'roles/r/handlers/main.yml:1:3 error: include_role can not be a handler (notify a handler of the role instead)',
    'roles/r/tasks/other.yml:1:9 error: a value that starts with "@" must be quoted (quote the whole value: "@x")',
  ]);
});

test('what an include may never bring in does no harm if it is not there', t => {
  const made = project(t, {
    'site.yml': `- hosts: all
  tasks:
    - include_tasks: RedHat.yml
      when: ansible_facts.os_family == "RedHat"
    - include_role: {name: nosuch}
      when: x
    - include_tasks: nosuch.yml
      tags: never
    - block:
        - include_role: {name: r, tasks_from: nosuch}
      when: y
`,
    'RedHat.yml':
      '- yum: name=x\n- import_tasks: nosuch.yml\n- import_role: {name: r, tasks_from: nosuch}\n- ping:\n  becom: yes\n',
    'roles/r/tasks/main.yml': '',
  });
  t.deepEqual(told(made.load().diagnostics, made.folder), [
    'RedHat.yml:5:3 error: "becom" is neither a keyword of a task nor a module (did you mean "become"?)',
  ]);
});

test('doubts about a file are told each time it is loaded', t => {
  const made = project(t, { 'site.yml': '- hosts: all\n  vars: {a: 1, a: 2}\n' });
  const expected = ['site.yml:2:16 warning: key "a" stands twice in one dictionary; the last one counts'];
  t.deepEqual(told(made.load().diagnostics, made.folder), expected);
  t.deepEqual(told(made.load().diagnostics, made.folder), expected);
});

test('what is never reached is not looked into, where it is known what is to be run', t => {
  const files = {
    'site.yml': `- hosts: all
  tasks:
    - block:
        - fail: msg=x
        - include_tasks: bad.yml
      rescue:
        - include_tasks: rescue.yml
    - fail:
      when: x
    - fail:
      ignore_errors: true
    - fail:
      tags: never
    - include_tasks: ends.yml
    - include_tasks: bad.yml
- hosts: all
  tasks:
    - include_tasks: other.yml
      tags: other
    - include_tasks: third.yml
`,
    'rescue.yml': '- png:\n',
    'ends.yml': '- fail:\n- include_tasks: bad.yml\n',
    'bad.yml': 'nothing\n',
    'other.yml': '- png:\n',
    'third.yml': '- png:\n',
  };
  const at = (path: string) => `${path}:1:3 error: unknown module "png" (did you mean "ping"?)`;
  const reached = (more: object) => {
    const made = project(t, files, more);
    return told(made.load().diagnostics, made.folder);
  };
  const all = { tags: [], skipTags: [] };
  t.deepEqual(reached({ selection: all }), ['other.yml', 'rescue.yml', 'third.yml'].map(at));
  t.deepEqual(reached({ selection: { ...all, skipTags: ['other'] } }), ['rescue.yml', 'third.yml'].map(at));
  t.is(reached({}).length, 4);
});

test('tasks that tags leave out may have mistakes that only their being run would show', t => {
  const wrong = (more: object) => {
    const made = project(
      t,
      {
        'site.yml': `- hosts: all
  tasks:
    - debug: msg={{ bad }}
      tags: some
    - debug: msg={{ bad }}
      tags: "{{ which }}"
    - ping: bad=1
      tags: some
  handlers:
    - ping: bad=1
`,
      },
      {
        checkTemplate: ({ source, location }) =>
          source.includes('bad')
            ? [{ severity: 'error', message: source, ...(location && { location }) }]
            : [],
        checkArguments: (module, args, location) =>
          args.has('bad') ? [{ severity: 'error', message: module, location }] : [],
        ...more,
      },
    );
    return made.load().diagnostics.map(({ message }) => message);
  };
  t.deepEqual(wrong({}), ['{{ bad }}', '{{ bad }}', 'ping', 'ping']);
  const selection = { tags: [], skipTags: ['some'] };
  t.deepEqual(wrong({ selection }), ['{{ bad }}', 'ping']);
});

test('a task that may fail may have wrong arguments: it is warned of them', t => {
  const made = project(
    t,
    {
      'site.yml': `- hosts: all
  tasks:
    - ping: n=1
    - ping: n=2
      ignore_errors: true
    - ping: n=3
      failed_when: false
    - block:
        - ping: n=4
      rescue:
        - ping: n=5
      always:
        - ping: n=6
    - block:
        - ping: n=7
      ignore_errors: "{{ x }}"
    - ping: n=8
      ignore_errors: false
`,
    },
    {
      checkArguments: (_module, args, location) => [
        { severity: 'error', message: String(args.get('n')?.value), location },
      ],
    },
  );
  const found = made.load().diagnostics;
  const of = (severity: string) =>
    found.filter(one => one.severity === severity).map(({ message }) => message);
  t.deepEqual(of('error'), ['1', '5', '6', '8']);
  t.deepEqual(of('warning'), ['2', '3', '4', '7']);
});
