import test from 'ava';
import { elapsed, frame } from '../../../src/report/live/frame.js';
import { RunState } from '../../../src/report/live/state.js';
import { textOf } from '../../../src/report/style.js';
import type { RunEvent } from '../../../src/run/events.js';
import { play, runStart, task } from '../events.js';

/** The picture after events that came one second after the other. */
const picture = (events: readonly RunEvent[], rows: number): readonly string[] => {
  const state = new RunState();
  for (const [index, event] of events.entries()) state.apply(event, index * 1000);
  return frame(state, { now: events.length * 1000, rows, tick: 0 }).map(textOf);
};

const hosts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `web${index + 1}`);

test('a host at work, with the last line that it printed', t => {
  const install = task([1], 'Install');
  const before = task([0], 'before');
  t.deepEqual(
    picture(
      [
        runStart,
        play('Web', 'web1'),
        before.start('web1'),
        before.result('web1', 'changed'),
        install.start('web1'),
        install.output('web1', 'one\ntwo\nthr'),
      ],
      24,
    ),
    ['⠋ Web  0:06  0/1 hosts done, 1 running  ok 1  changed 1', '  ⠋ web1  Install  0:02', '      two'],
  );
});

test('a task that is delegated', t => {
  const [one, two] = [task([0], 'one'), task([1], 'two')];
  const events = [runStart, play('p', 'a'), one.start('a', 'localhost')];
  t.is(picture(events, 24)[1], '  ⠋ a -> localhost  one  0:01');
  t.is(picture([...events, one.result('a', 'ok'), two.start('a')], 24)[1], '  ⠋ a  two  0:01');
});

test('items and retries of the task at hand; a new task starts afresh', t => {
  const loop = task([0], 'loop');
  const secret = task([1], 'secret', { noLog: true });
  const events = [
    runStart,
    play('p', 'a'),
    loop.start('a'),
    loop.item('a', 'ok', 'one'),
    loop.item('a', 'ok', 'two'),
    loop.retry('a', 3),
  ];
  t.is(picture(events, 24)[1], '  ⠋ a  loop  0:04  2 done, last two  retrying, 3 left');
  const hidden = [...events, loop.result('a', 'ok'), secret.start('a'), secret.item('a', 'ok', 'private')];
  t.is(picture(hidden, 24)[1], '  ⠋ a  secret  0:02  1 done');
});

test('failed hosts are pinned, once for the same failure, until they go on', t => {
  const one = task([0], 'one');
  const rescue = task([1], 'rescue');
  const failures = [
    runStart,
    play('p', ...hosts(4)),
    one.result('web1', 'failed', { message: 'broken\nat all' }),
    one.result('web3', 'failed', { message: 'broken' }),
    one.result('web2', 'unreachable', { result: { msg: 'gone' } }),
    one.result('web4', 'failed', { message: 'never mind', ignored: true }),
  ];
  t.deepEqual(picture(failures, 24), [
    '⠋ p  0:06  1/4 hosts done, 3 failed  ok 1',
    '  ✖ 2 hosts [web1,web3]  one: broken',
    '  ✖ [web2]  one: gone',
  ]);
  t.deepEqual(picture([...failures, rescue.start('web2')], 24).slice(1), [
    '  ✖ 2 hosts [web1,web3]  one: broken',
    '  ⠋ web2  rescue  0:01',
  ]);
});

test('where rows are few, the slowest hosts are shown and the rest counted', t => {
  const one = task([0], 'one');
  const two = task([1], 'two');
  const names = hosts(100);
  const shown = picture(
    [
      runStart,
      play('p', ...names),
      ...names.map(host => one.start(host)),
      ...names.slice(0, 90).map(host => two.start(host)),
    ],
    12,
  );
  t.deepEqual(
    shown.slice(1).map(text => text.replace(/ {2}\d.*/, '')),
    [
      ...['web91 ', 'web92 ', 'web93 ', 'web94 ', 'web95 ', 'web96 '].map(name => `  ⠋ ${name.trim()}  one`),
      '  ... 94 more',
    ],
  );
});

for (const rows of [1, 2, 3, 5, 8, 24, 50])
  test(`in ${rows} rows, a picture of 100 hosts and many failures leaves a row free`, t => {
    const names = hosts(100);
    const tasks = names.map((_, index) => task([index], `task ${index}`));
    const shown = picture(
      [
        runStart,
        play('p', ...names),
        ...names.map((host, index) =>
          index % 2
            ? tasks[index]!.start(host)
            : tasks[index]!.result(host, 'failed', { message: `${index}` }),
        ),
      ],
      rows,
    );
    t.true(shown.length <= Math.max(1, rows - 1));
  });

test('times are read as from a clock', t => {
  t.deepEqual([0, 999, 61_000, 3_723_000].map(elapsed), ['0:00', '0:00', '1:01', '1:02:03']);
});
