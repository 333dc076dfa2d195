import test from 'ava';
import { banner, play, playEnd, progress, reporting, runEnd, runStart, Sink, task } from '../events.js';
import { FakeTerminal } from './terminal.js';

/** A terminal as `process.stdout` is one. */
class TerminalSink extends Sink {
  override isTTY = true;
  readonly terminal = new FakeTerminal(80, 24);

  override _write(chunk: Buffer, encoding: string, done: () => void): void {
    this.terminal.write(chunk.toString());
    super._write(chunk, encoding, done);
  }
}

/** Lets Listr start its tasks. */
const started = async (): Promise<void> => {
  await import('listr2');
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
};

test('changes scroll by, grouped over hosts; the end tells failures in full, then the recap', async t => {
  const stream = new TerminalSink();
  const { reporter } = reporting({
    form: 'tasks',
    stream,
    errors: stream,
    color: false,
    hidden: ['hunter22'],
  });
  const install = task([0], 'Install');
  const configure = task([1], 'Configure');
  const say = task([2], 'Say', { action: 'debug' });
  const send = (...events: Parameters<typeof reporter.report>) => {
    for (const event of events) reporter.report(event);
  };
  send(runStart);
  send(play('Web', 'web1', 'web2', 'web3'));
  await started();
  t.true(stream.terminal.text.includes('Web  0:00  0/3 hosts done, 3 waiting  ok 0'), stream.terminal.text);
  t.false(stream.terminal.isCursorShown);
  for (const host of ['web2', 'web1', 'web3']) send(install.result(host, 'changed'));
  send(configure.result('web1', 'ok'));
  send(configure.result('web2', 'failed', { message: 'broken', ignored: true }));
  send(progress(1));
  send(
    configure.result('web3', 'failed', {
      message: 'no such site',
      result: {
        stdout: Array.from({ length: 12 }, (_, index) => `line ${index}`).join('\n'),
        stderr: 'hunter22',
      },
    }),
  );
  send(say.result('web1', 'ok', { result: { msg: 'a\nb' } }));
  send(say.result('web2', 'ok', { result: { msg: 'a\nb' } }));
  send({ kind: 'diagnostic', diagnostic: { severity: 'warning', message: 'odd' } });
  send(playEnd);
  send(runEnd({ web1: { ok: 3, changed: 1 }, web2: { ok: 3, changed: 1, ignored: 1 }, web3: { failed: 1 } }));
  await reporter.close();
  t.true(stream.terminal.isCursorShown);
  const recap = 'unreachable=0    failed=';
  t.is(
    stream.terminal.text,
    `PLAY [Web]
changed: 3 hosts [web1-3]  Install
warning: odd
failed, ignored: [web2]  Configure: broken
failed: [web3]  Configure: no such site
ok: 2 hosts [web1-2]  Say
    a
    b

failed: [web3]  Configure
    no such site
    stdout: (the last 10 of 12 lines)
${Array.from({ length: 10 }, (_, index) => `      line ${index + 2}`).join('\n')}
    stderr:
      ********
${banner('PLAY RECAP')}web1                       : ok=3    changed=1    ${recap}0    skipped=0    rescued=0    ignored=0   
web2                       : ok=3    changed=1    ${recap}0    skipped=0    rescued=0    ignored=1   
web3                       : ok=0    changed=0    ${recap}1    skipped=0    rescued=0    ignored=0   

in 0.0 s`.replaceAll(/(.{80})(.+)/g, '$1\n$2'),
  );
});

test('the items of a loop that changed or failed are named, and whom a task was delegated to', async t => {
  const stream = new TerminalSink();
  const { reporter } = reporting({ form: 'tasks', stream, color: false });
  const [enable, write, hidden, copy] = [
    task([0], 'Enable'),
    task([1], 'Write'),
    task([2], 'Hidden', { noLog: true }),
    task([3], 'Copy'),
  ];
  const delegated = { delegate: 'localhost' };
  for (const event of [
    runStart,
    play('p', 'web1', 'web2'),
    enable.item('web1', 'changed', 'ssl'),
    enable.item('web1', 'ok', 'proxy'),
    enable.item('web1', 'changed', 'headers'),
    enable.result('web1', 'changed'),
    enable.item('web2', 'changed', 'proxy'),
    enable.result('web2', 'changed'),
    write.item('web1', 'changed', 'one'),
    write.item('web1', 'failed', 'two'),
    write.result('web1', 'failed', { message: 'no room' }),
    hidden.item('web2', 'changed', 'private'),
    hidden.result('web2', 'changed'),
    copy.result('web1', 'changed', delegated),
    copy.result('web2', 'changed', delegated),
    playEnd,
    runEnd(),
  ])
    reporter.report(event);
  await reporter.close();
  t.is(
    stream.terminal.text.slice(0, stream.terminal.text.indexOf('\n\n')),
    `PLAY [p]
changed: [web1]  Enable  (ssl, headers)
changed: [web2]  Enable  (proxy)
failed: [web1]  Write: no room  (two)
changed: [web2]  Hidden
changed: 2 hosts [web1-2 -> localhost]  Copy`,
  );
});

test('a run that ends at once draws nothing afterwards', async t => {
  const stream = new TerminalSink();
  const { reporter } = reporting({ form: 'tasks', stream, color: false });
  for (const event of [runStart, play('p', 'h'), playEnd, runEnd()]) reporter.report(event);
  await reporter.close();
  const { text } = stream;
  await started();
  t.is(stream.text, text);
  t.true(stream.terminal.isCursorShown);
});

test('a check draws, too, and leaves nothing but its report', async t => {
  const stream = new TerminalSink();
  const { reporter } = reporting({ form: 'tasks', command: 'check', stream, color: false });
  const mode = task([0], 'Mode');
  reporter.report({ ...runStart, kind: 'run-start', checkMode: true, diff: false, time: new Date(0) });
  reporter.report(play('p', 'h'));
  await started();
  t.true(stream.terminal.text.includes('p (check mode)'));
  reporter.report(
    mode.result('h', 'changed', {
      differences: [{ kind: 'attribute', subject: '/x', name: 'mode', before: '0644', after: '0600' }],
    }),
  );
  reporter.report(playEnd);
  reporter.report(runEnd({ h: { ok: 1, changed: 1 } }));
  await reporter.close();
  t.is(
    stream.terminal.text.trim(),
    `${banner('DRIFT REPORT').trim()}
h : drifted 1

drifted: [h]  Mode
    mode of /x: 0644 -> 0600

drift: 1 of 1 host, 1 task`,
  );
});
