import test, { type ExecutionContext } from 'ava';
import { localInventory, playOf } from '../../cli/project.js';
import { Terminal } from '../../cli/terminal.js';
import { folderOf, trueup } from '../../e2e/rig/trueup.js';

/** What a play prints below its banners, and how it ends, when these lines are typed. */
const debugging = async (
  tasks: string,
  typed: readonly string[],
  options: {
    readonly keywords?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly hosts?: readonly string[];
  } = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly prompts: number }> => {
  const { keywords = '', env, hosts = ['a'] } = options;
  const cwd = folderOf({ 'hosts.json': localInventory(...hosts), 'site.yml': playOf(tasks, keywords) });
  const { code, stdout } = await trueup(['apply', 'site.yml', '-i', 'hosts.json'], {
    cwd,
    input: typed.map(line => `${line}\n`).join(''),
    ...(env && { env }),
  });
  return { code, stdout, prompts: stdout.split('(debug)> ').length - 1 };
};

const FAILS = `- name: Fails
  assert: {that: x == 1, fail_msg: "x is {{ x }}"}
- debug: msg=behind
`;

const shows = (t: ExecutionContext, stdout: string, ...texts: readonly string[]): void => {
  let from = 0;
  for (const text of texts) {
    const at = stdout.indexOf(text, from);
    t.not(at, -1, `${text} is not in ${stdout.slice(from)}`);
    from = at + text.length;
  }
};

test('a task is shown, its variables are changed, and it is done again', async t => {
  const { code, stdout } = await debugging(
    FAILS,
    ['p task', 'p task.args', "p task_vars['x']", "task_vars['x'] = 1", 'u', 'r'],
    { keywords: 'debugger: on_failed\nvars: {x: 2}\n' },
  );
  t.is(code, 0, stdout);
  shows(
    t,
    stdout,
    '[a] TASK: Fails (debug)> TASK: Fails\n',
    "(debug)> {'fail_msg': 'x is 2', 'that': 'x == 1'}\n",
    '(debug)> 2\n',
    'ok: [a]',
    '"msg": "behind"',
    'ok=2    changed=0    unreachable=0    failed=0',
  );
});

test('arguments are changed, taken away, and made anew', async t => {
  const { code, stdout } = await debugging(
    '- fail: {msg: "{{ v }}"}\n  vars: {v: one}\n',
    [
      "task.args['msg'] = '{{ v }} more'",
      'r',
      "del task.args['msg']",
      'p task.args',
      'r',
      "task_vars['v'] = ['two', {'k': 3}]",
      'u',
      'p task.args',
      "p result._result['msg'] ~ ' of ' ~ task.action ~ ' on ' ~ host.name",
      'c',
    ],
    { keywords: 'strategy: debug\n' },
  );
  t.is(code, 2, stdout);
  shows(
    t,
    stdout,
    '"msg": "one more"',
    '(debug)> {}\n',
    '"msg": "Failed as requested from task"',
    "(debug)> {'msg': ['two', {'k': 3}]}\n",
    "'Failed as requested from task of fail on a'",
    'failed=1',
  );
});

test('what a host has said is no template, whatever it is assigned to', async t => {
  const { stdout } = await debugging(
    `- {shell: "echo '{''{ x }}'", register: r}\n- {fail: {msg: x}}\n`,
    ["task.args['msg'] = task_vars['r']['stdout']", 'r', 'c'],
    { keywords: 'debugger: on_failed\nvars: {x: rendered}\n' },
  );
  shows(t, stdout, 'fatal: [a]', '"msg": "{{ x }}"');
});

test('mistakes in what is typed are told, and an empty line says the same again', async t => {
  const { code, stdout } = await debugging(
    FAILS,
    ['p nothing', '', 'p 1 +', 'help', 'x.y = 1', "task_vars['x']", 'c'],
    {
      keywords: 'debugger: on_failed\nvars: {x: 2}\n',
    },
  );
  t.is(code, 2, stdout);
  shows(
    t,
    stdout,
    '(debug)> ***"nothing" is undefined',
    '(debug)> ***"nothing" is undefined',
    '(debug)> ***',
    'update_task',
    '(debug)> ***',
    '(debug)> 2\n',
  );
});

test('the end of what is typed ends the run, as quit does', async t => {
  for (const typed of [[], ['q']]) {
    const { code, stdout, prompts } = await debugging(FAILS, typed, {
      keywords: 'debugger: on_failed\nvars: {x: 2}\n',
      hosts: ['a', 'b'],
    });
    t.is(code, 99, stdout);
    t.is(prompts, 1);
    shows(t, stdout, 'User interrupted execution');
    t.false(stdout.includes('behind'));
  }
});

const ALL = `- fail: {msg: one}
  ignore_errors: true
- debug: msg=skipped
  when: false
- debug: msg=ok
`;

for (const [keyword, env, prompts] of [
  ['debugger: always', {}, 3],
  ['debugger: never', { ANSIBLE_ENABLE_TASK_DEBUGGER: '1' }, 0],
  ['debugger: on_failed', {}, 0],
  ['debugger: on_failed', { ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS: '0' }, 1],
  ['debugger: on_skipped', {}, 1],
  ['debugger: on_unreachable', {}, 0],
  ["debugger: \"{{ 'on_' ~ 'skipped' }}\"", {}, 1],
  [
    'ignore_errors: false',
    { ANSIBLE_ENABLE_TASK_DEBUGGER: '1', ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS: '0' },
    1,
  ],
  ['ignore_errors: false', { ANSIBLE_STRATEGY: 'debug' }, 0],
] as const)
  test(`how often somebody is asked with ${keyword} and ${JSON.stringify(env)}`, async t => {
    const ran = await debugging(ALL, ['c', 'c', 'c'], { keywords: `${keyword}\n`, env });
    t.is(ran.prompts, prompts, ran.stdout);
    t.is(ran.code, 0);
  });

test('a host that is lost is looked at', async t => {
  const cwd = folderOf({
    'hosts.ini': 'gone ansible_host=127.0.0.1 ansible_port=1\n',
    'site.yml': playOf('- command: "true"\n', 'debugger: on_unreachable\n'),
  });
  const { code, stdout } = await trueup(['apply', 'site.yml', '-i', 'hosts.ini'], { cwd, input: 'r\nc\n' });
  t.is(code, 4, stdout);
  t.is(stdout.split('(debug)> ').length - 1, 2);
  shows(t, stdout, 'unreachable=1');
});

test('under no_log neither arguments nor results are shown', async t => {
  const { stdout } = await debugging(
    '- fail: {msg: hush}\n  no_log: true\n',
    ['p task.args', 'p result._result', 'c'],
    { keywords: 'debugger: on_failed\n' },
  );
  t.false(stdout.includes('hush'), stdout);
});

test('on a terminal the prompt stands between the lines of plain text', async t => {
  const cwd = folderOf({
    'hosts.json': localInventory('a'),
    'site.yml': playOf(FAILS, 'debugger: on_failed\nvars: {x: 2}\n'),
  });
  const terminal = new Terminal(['apply', 'site.yml', '-i', 'hosts.json'], { cwd });
  await terminal.shows('x is 2');
  await terminal.shows('[a] TASK: Fails (debug)> ');
  terminal.press("task_vars['x'] = 1\n");
  await terminal.shows('(debug)> ');
  terminal.press('redo\n');
  await terminal.shows('behind');
  t.is(await terminal.ended, 0);
});
