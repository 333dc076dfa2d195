import test from 'ava';
import { SourceFile } from '../../src/source/file.js';
import {
  allDone,
  banner,
  play,
  playEnd,
  progress,
  reported,
  reporting,
  runEnd,
  runStart,
  task,
} from './events.js';

const HIDDEN = `"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result"`;

test('a play, its tasks and the recap have the shape of Ansible', async t => {
  const change = task([0], 'web : Install');
  const handler = task([1, 0], 'Restart', { handler: true });
  const { stdout } = await reported([
    runStart,
    play('Web', 'b', 'a'),
    progress(0),
    change.result('a', 'ok'),
    change.result('b', 'changed'),
    progress(1),
    handler.result('b', 'changed'),
    allDone,
    playEnd,
    runEnd({ b: { ok: 2, changed: 2 }, a: { ok: 1, failed: 12, unreachable: 3 } }),
  ]);
  t.is(
    stdout,
    `${banner('PLAY [Web]')}${banner('TASK [web : Install]')}ok: [a]
changed: [b]
${banner('RUNNING HANDLER [Restart]')}changed: [b]
${banner('PLAY RECAP')}a                          : ok=1    changed=0    unreachable=3    failed=12   skipped=0    rescued=0    ignored=0   
b                          : ok=2    changed=2    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0   

`,
  );
});

/** What is printed of one task on one host below the banner. */
const lines = test.macro<[Parameters<typeof oneTask>[0], string]>(async (t, setting, expected) => {
  t.is(await oneTask(setting), expected);
});

type Task = ReturnType<typeof task>;
const oneTask = async ({
  events,
  info = {},
  ...options
}: {
  events: (one: Task) => Parameters<typeof reported>[0];
  info?: Partial<Task['info']>;
  verbosity?: number;
  diff?: boolean;
  color?: boolean;
}): Promise<string> => {
  const one = task([0], 'x', info);
  const { stdout } = await reported([play('p', 'h'), progress(0), ...events(one), allDone, playEnd], options);
  const start = banner('PLAY [p]') + banner(`${info.handler ? 'RUNNING HANDLER' : 'TASK'} [x]`);
  if (!stdout.startsWith(start)) throw new Error(`no banner: ${stdout}`);
  return stdout.slice(start.length);
};

const command = { result: { stdout: 'ü\n"q"', rc: 0, changed: true, failed: false, cmd: ['echo', 'ü'] } };

test('a skipped task', lines, { events: one => [one.result('h', 'skipped')] }, 'skipping: [h]\n');
test(
  'a result with -v is JSON with sorted keys',
  lines,
  { verbosity: 1, events: one => [one.result('h', 'changed', command)] },
  `${String.raw`changed: [h] => {"changed": true, "cmd": ["echo", "ü"], "rc": 0, "stdout": "ü\n\"q\""}`}\n`,
);
test(
  'a result with -vvv is indented',
  lines,
  { verbosity: 3, events: one => [one.result('h', 'ok', { result: { b: [1, 2.5, []], a: {} } })] },
  'ok: [h] => {\n    "a": {},\n    "b": [\n        1,\n        2.5,\n        []\n    ]\n}\n',
);
test(
  'a failure shows its result, and whether it is ignored',
  lines,
  {
    events: one => [
      one.result('h', 'failed', { result: { msg: 'nope', failed: true, changed: false }, ignored: true }),
    ],
  },
  'fatal: [h]: FAILED! => {"changed": false, "msg": "nope"}\n...ignoring\n',
);
test(
  'a host that is out of reach',
  lines,
  {
    events: one => [
      one.result('h', 'unreachable', { result: { changed: false, msg: 'gone', unreachable: true } }),
    ],
  },
  'fatal: [h]: UNREACHABLE! => {"changed": false, "msg": "gone", "unreachable": true}\n',
);
test(
  'a loop has a line for each item and none for the whole',
  lines,
  {
    events: one => [
      one.item('h', 'ok', 'a'),
      one.item('h', 'changed', "{'k': 1}"),
      one.item('h', 'skipped', 'c'),
      one.item('h', 'failed', 'd', { result: { msg: 'no', item: 'd' } }),
      one.result('h', 'failed', { result: { results: [], msg: 'One or more items failed' } }),
    ],
  },
  `ok: [h] => (item=a)
changed: [h] => (item={'k': 1})
skipping: [h] => (item=c) 
failed: [h] (item=d) => {"item": "d", "msg": "no"}
`,
);
test(
  'a loop of which all was skipped is skipped as a whole, too',
  lines,
  {
    verbosity: 1,
    events: one => [
      one.item('h', 'skipped', '1', { result: { item: 1, skipped: true } }),
      one.result('h', 'skipped', {
        result: { results: [{ item: 1 }], msg: 'All items skipped', skipped: true },
      }),
    ],
  },
  'skipping: [h] => (item=1)  => {"item": 1}\nskipping: [h] => {"msg": "All items skipped"}\n',
);
test(
  'a loop over nothing',
  lines,
  {
    verbosity: 1,
    events: one => [
      one.result('h', 'skipped', { result: { results: [], skipped_reason: 'No items in the list' } }),
    ],
  },
  'skipping: [h] => {"skipped_reason": "No items in the list"}\n',
);
test(
  'what debug prints is shown without -v, and nothing else of it',
  lines,
  {
    info: { action: 'debug' },
    events: one => [one.result('h', 'ok', { result: { msg: 'a\nb', changed: false, failed: false } })],
  },
  `${String.raw`ok: [h] => {
    "msg": "a\nb"
}`}\n`,
);
test(
  'a variable that debug prints, in a loop',
  lines,
  {
    info: { action: 'debug' },
    events: one => [
      one.item('h', 'ok', '1', { result: { x: 5, item: 1, ansible_loop_var: 'item', changed: false } }),
      one.result('h', 'ok', { result: { results: [] } }),
    ],
  },
  'ok: [h] => (item=1) => {\n    "x": 5\n}\n',
);
test(
  'an assertion that failed is indented',
  lines,
  {
    info: { action: 'assert' },
    events: one => [one.result('h', 'failed', { result: { msg: 'Assertion failed', assertion: '1 == 2' } })],
  },
  'fatal: [h]: FAILED! => {\n    "assertion": "1 == 2",\n    "msg": "Assertion failed"\n}\n',
);
test(
  'gathered facts are not shown even with -v',
  lines,
  { verbosity: 1, info: { action: 'gather_facts' }, events: one => [one.result('h', 'ok')] },
  'ok: [h]\n',
);
test(
  'a failure that is hidden shows only that it is',
  lines,
  {
    info: { noLog: true },
    events: one => [
      one.result('h', 'failed', { result: { changed: true, stdout: 'private' }, message: 'private' }),
    ],
  },
  `fatal: [h]: FAILED! => {${HIDDEN}, "changed": true}\n`,
);
test(
  'a hidden loop shows no items, and a line for the whole',
  lines,
  {
    info: { noLog: true },
    verbosity: 1,
    events: one => [
      one.item('h', 'ok', 'private', { result: { item: 'private' } }),
      one.result('h', 'ok', { result: { results: [{ item: 'private' }] } }),
    ],
  },
  `ok: [h] => (item=None) => {${HIDDEN}}\nok: [h] => {${HIDDEN}}\n`,
);
test(
  'a hidden change has no diff',
  lines,
  {
    info: { noLog: true },
    diff: true,
    events: one => [
      one.result('h', 'changed', {
        differences: [{ kind: 'content', subject: '/x', before: 'a', after: 'b' }],
      }),
    ],
  },
  'changed: [h]\n',
);
test(
  'a retry',
  lines,
  { events: one => [one.retry('h', 2), one.result('h', 'ok')] },
  'FAILED - RETRYING: [h]: x (2 retries left).\nok: [h]\n',
);
test(
  'a result that check mode can not tell',
  lines,
  { events: one => [one.item('h', 'unknown', 'a'), one.result('h', 'unknown')] },
  'unknown: [h] => (item=a) => (depends on changes that check mode does not make)\n',
);
test(
  'a diff stands before its line, for each item before the line of the item',
  lines,
  {
    diff: true,
    events: one => {
      const given = {
        differences: [{ kind: 'content', subject: '/x', before: undefined, after: 'new\n' }],
      } as const;
      return [one.item('h', 'changed', 'a', given), one.result('h', 'changed', given)];
    },
  },
  '--- before\n+++ after: /x\n@@ -0,0 +1 @@\n+new\n\nchanged: [h] => (item=a)\n',
);
test(
  'colours are those of Ansible, line by line',
  lines,
  {
    color: true,
    info: { action: 'debug' },
    events: one => [one.result('h', 'ok', { result: { msg: 'x' } })],
  },
  '\x1b[0;32mok: [h] => {\x1b[0m\n\x1b[0;32m    "msg": "x"\x1b[0m\n\x1b[0;32m}\x1b[0m\n',
);

test('tasks stand in the order of the play, however far a host runs ahead', t => {
  const { reporter, stream } = reporting();
  const [first, include, inner, second] = [
    task([0], 'first'),
    task([1], 'include', { action: 'include_tasks' }),
    task([1, 0, 0, 0], 'inner'),
    task([2], 'second'),
  ];
  const printed = (): string => {
    const { text } = stream;
    stream.text = '';
    return text;
  };
  reporter.report(play('p', 'slow', 'fast'));
  t.is(printed(), banner('PLAY [p]'));
  // Nobody has arrived anywhere yet: what comes waits.
  reporter.report(first.start('fast'));
  reporter.report(first.result('fast', 'ok'));
  t.is(printed(), '');
  reporter.report(progress(0));
  t.is(printed(), `${banner('TASK [first]')}ok: [fast]\n`);
  reporter.report(second.result('fast', 'changed'));
  reporter.report(inner.result('fast', 'ok'));
  reporter.report(include.result('fast', 'ok', { result: { include: 'more.yml' } }));
  t.is(printed(), '', 'the slow host is still at the first task');
  reporter.report(first.result('slow', 'skipped'));
  t.is(printed(), 'skipping: [slow]\n');
  reporter.report(progress(1));
  reporter.report(include.result('slow', 'ok', { result: { include: 'more.yml' } }));
  t.is(printed(), '', 'who includes is told when all have');
  reporter.report(progress(1, 0, 0, 0));
  t.is(
    printed(),
    `${banner('TASK [include]')}included: more.yml for slow, fast\n${banner('TASK [inner]')}ok: [fast]\n`,
  );
  reporter.report(progress(2));
  t.is(printed(), `${banner('TASK [second]')}changed: [fast]\n`);
  reporter.report(allDone);
  reporter.report(playEnd);
  t.is(printed(), '');
});

test('a batch has a banner of its own, and nothing of it stands among the batch before', async t => {
  const one = task([0], 'x');
  const again = task([0], 'x');
  const { stdout } = await reported([
    play('p', 'a', 'b'),
    progress(0),
    one.result('a', 'ok'),
    allDone,
    again.start('b'),
    progress(0),
    again.result('b', 'ok'),
    allDone,
    playEnd,
  ]);
  const batch = (host: string) => `${banner('PLAY [p]')}${banner('TASK [x]')}ok: [${host}]\n`;
  t.is(stdout, batch('a') + batch('b'));
});

test('a play without hosts', async t => {
  const { stdout } = await reported([play('p'), playEnd]);
  t.is(stdout, `${banner('PLAY [p]')}skipping: no hosts matched\n`);
});

test('banners are never shorter than three stars, and count wide characters twice', async t => {
  const { stdout } = await reported([play('日'.repeat(10)), playEnd, play('x'.repeat(90)), playEnd]);
  const [, wide, , long] = stdout.split('\n').filter((_, index) => index !== 2);
  t.is(wide, `PLAY [${'日'.repeat(10)}] ${'*'.repeat(79 - 27)}`);
  t.is(long, `PLAY [${'x'.repeat(90)}] ***`);
});

test('diagnostics and warnings go to the error stream', async t => {
  const one = task([0], 'x');
  const { stdout, stderr } = await reported([
    { kind: 'diagnostic', diagnostic: { severity: 'warning', message: 'odd', hint: 'look' } },
    play('p', 'h'),
    progress(0),
    one.result('h', 'ok', { result: { warnings: ['old'] } }),
  ]);
  t.is(stderr, 'warning: odd\n  hint: look\n[WARNING]: old\n');
  t.false(stdout.includes('odd') || stdout.includes('old'));
});

test('-vv tells where a task stands, -vvv what went over the wire', async t => {
  const file = new SourceFile('site.yml', 'a\nb\n');
  const one = task([0], 'x', { location: { file, start: 2, end: 3 } });
  const { stdout } = await reported([play('p', 'h'), progress(0), one.result('h', 'ok'), playEnd, runEnd()], {
    verbosity: 3,
  });
  t.true(stdout.includes(`${banner('TASK [x]')}task path: site.yml:2\nok: [h] => {}\n`));
  t.true(stdout.endsWith('0 messages with 0 steps were sent in 0.0 s\n'));
});
