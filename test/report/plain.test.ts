import { resolve } from 'node:path';
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
  t.true(stdout.includes(`${banner('TASK [x]')}task path: ${resolve('site.yml')}:2\nok: [h] => {}\n`));
  t.true(stdout.endsWith('0 messages with 0 steps were sent in 0.0 s\n'));
});
