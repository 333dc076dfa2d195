import test from 'ava';
import { allDone, banner, play, playEnd, progress, reported, task } from './events.js';

const HIDDEN = `"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result"`;

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
    events: one => [
      one.result('h', 'ok', { result: { msg: 'a\nb', changed: false, failed: false }, shown: true }),
    ],
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
      one.item('h', 'ok', '1', {
        result: { x: 5, item: 1, ansible_loop_var: 'item', changed: false },
        shown: true,
      }),
      one.result('h', 'ok', { result: { results: [] } }),
    ],
  },
  'ok: [h] => (item=1) => {\n    "ansible_loop_var": "item",\n    "item": 1,\n    "x": 5\n}\n',
);
test(
  'an assertion that failed is indented',
  lines,
  {
    info: { action: 'assert' },
    events: one => [
      one.result('h', 'failed', { result: { msg: 'Assertion failed', assertion: '1 == 2' }, shown: true }),
    ],
  },
  'fatal: [h]: FAILED! => {\n    "assertion": "1 == 2",\n    "msg": "Assertion failed"\n}\n',
);
test(
  'a task that was delegated names both hosts',
  lines,
  {
    events: one => [
      one.item('h', 'failed', '1', { result: { msg: 'x' }, delegate: 'web2(192.0.2.2)' }),
      one.result('g', 'changed', { delegate: 'localhost' }),
      one.result('i', 'unreachable', { result: { msg: 'gone' }, delegate: 'localhost' }),
    ],
  },
  `failed: [h -> web2(192.0.2.2)] (item=1) => {"msg": "x"}
changed: [g -> localhost]
fatal: [i -> localhost]: UNREACHABLE! => {"msg": "gone"}
`,
);
test(
  'an assertion that is to be quiet shows nothing',
  lines,
  { info: { action: 'assert' }, events: one => [one.result('h', 'ok', { result: { msg: 'fine' } })] },
  'ok: [h]\n',
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
    events: one => [one.result('h', 'ok', { result: { msg: 'x' }, shown: true })],
  },
  '\x1b[0;32mok: [h] => {\x1b[0m\n\x1b[0;32m    "msg": "x"\x1b[0m\n\x1b[0;32m}\x1b[0m\n',
);
