import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runIn } from '../cli/project.js';
import { play } from './project.js';

const site = (tasks: string): string => `- hosts: a
  gather_facts: false
  tasks:
${tasks}`;

test('task_timeout ends tasks that have no timeout of their own', async t => {
  const env = { ANSIBLE_TASK_TIMEOUT: '1' };
  const { code, stdout } = await play(site('    - command: sleep 60\n'), { env });
  t.is(code, 2);
  t.regex(stdout, /failed to execute in the expected time frame \(1\)/);
});

test('async_dir is where jobs are kept, unless a variable says otherwise', async t => {
  const job = (vars: string) =>
    site(`    - command: 'true'
      async: 60
      poll: 0
      vars: ${vars}
`);
  const env = { ANSIBLE_ASYNC_DIR: 'jobs' };
  const ran = await play(job('{}'), { files: { 'ansible.cfg': '[defaults]\nasync_dir = other\n' }, env });
  t.is(ran.code, 0, ran.stderr);
  t.true(existsSync(join(ran.folder, 'jobs')));
  const said = await play(job('{ansible_async_dir: said}'), { env });
  t.true(existsSync(join(said.folder, 'said')));
  t.false(existsSync(join(said.folder, 'jobs')));
});

test('plugins in folders that settings name', async t => {
  const { code, stdout, stderr } = await runIn(
    {
      'ansible.cfg': '[defaults]\nlibrary = own/modules\nfilter_plugins = own/filters\n',
      'own/modules/hello': '#!/bin/sh\necho \'{"changed": false, "said": "hello"}\'\n',
      'own/filters/loud.js': `import { defineFilter } from 'trueup';
export const loud = defineFilter({ name: 'loud', apply: text => text + '!' });
`,
      'site.yml': `- hosts: localhost
  gather_facts: false
  tasks:
    - hello:
      register: r
    - debug: msg="{{ r.said | loud }}"
`,
    },
    ['apply', 'site.yml'],
  );
  t.is(code, 0, stderr);
  t.regex(stdout, /"msg": "hello!"/);
});

test('a dict is never merged with one of a lower level', async t => {
  const { code, stderr } = await play(site('    - debug:\n'), { env: { ANSIBLE_HASH_BEHAVIOUR: 'merge' } });
  t.is(code, 5);
  t.regex(stderr, /hash_behaviour must be one of replace/);
});

test('colours where a setting wants them', async t => {
  const colours = async (env: NodeJS.ProcessEnv) => {
    const { stdout } = await play(site('    - debug:\n'), { env });
    return stdout.includes('\x1b[0;32m');
  };
  t.deepEqual(
    [
      await colours({}),
      await colours({ ANSIBLE_FORCE_COLOR: '1' }),
      await colours({ ANSIBLE_FORCE_COLOR: '1', ANSIBLE_NOCOLOR: '1' }),
    ],
    [false, true, true],
  );
});

test('failures go to standard error where a setting wants that', async t => {
  const env = { ANSIBLE_DISPLAY_FAILED_STDERR: '1' };
  const { stdout, stderr } = await play(site('    - fail: msg=no\n'), { env });
  t.notRegex(stdout, /fatal: /);
  t.regex(stderr, /fatal: \[a\]: FAILED! => /);
});

test('log_path has what is told of runs, line by line', async t => {
  const env = { ANSIBLE_LOG_PATH: 'run.log', ANSIBLE_FORCE_COLOR: '1' };
  const ran = await play(site('    - debug:\n    - fail: msg=no\n'), { env });
  t.is(ran.code, 2, ran.stderr);
  const lines = readFileSync(join(ran.folder, 'run.log'), 'utf8').trimEnd().split('\n');
  const lead = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} p=\d+ u=\S+ n=ansible \| /;
  for (const line of lines) t.regex(line, lead);
  const texts = lines.map(line => line.replace(lead, ''));
  t.true(texts.some(text => /^TASK \[debug\] \*+$/.test(text)));
  t.true(texts.some(text => text.startsWith('fatal: [a]: FAILED! => ')));
  t.true(texts.some(text => /^a +: ok=1 .*failed=1/.test(text)));
  t.false(lines.join('').includes('\x1b'));
});

test('a log that can not be written is a warning', async t => {
  const { code, stderr } = await play(site('    - debug:\n'), { env: { ANSIBLE_LOG_PATH: 'none/run.log' } });
  t.is(code, 0);
  t.regex(stderr, /warning: nothing is logged to .*\/none\/run\.log: there is no such file/);
});

test('a handler that there is not is a warning where a setting lets it pass', async t => {
  const tasks = `    - command: 'true'
      notify: nobody
`;
  const failed = await play(site(tasks));
  t.is(failed.code, 2);
  const { code, stderr } = await play(site(tasks), { env: { ANSIBLE_ERROR_ON_MISSING_HANDLER: '0' } });
  t.is(code, 0, stderr);
  t.regex(stderr, /warning: the requested handler "nobody" was not found/);
});
