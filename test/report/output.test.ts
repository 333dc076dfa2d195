import { Writable } from 'node:stream';
import test from 'ava';
import { Output } from '../../src/report/output.js';
import { Secrets } from '../../src/value/secrets.js';
import { play, progress, reported, Sink, task } from './events.js';

const outputTo = (stream: Writable, ...hidden: readonly string[]): Output => {
  const secrets = new Secrets();
  for (const secret of hidden) secrets.add(secret);
  return new Output(stream, secrets, true);
};

test('a secret that lies across two pieces of a line costs the line its styles', t => {
  const sink = new Sink();
  const output = outputTo(sink, 'hunter22');
  output.printLines([
    [{ text: 'hunt', style: 'ok' }, { text: 'er22' }],
    [{ text: 'hunter22', style: 'ok' }, { text: ' is it' }],
  ]);
  t.is(sink.text, '********\n\x1b[0;32m********\x1b[0m is it\n');
});

test('what styles a line can not come from its text', t => {
  const sink = new Sink();
  outputTo(sink).print('a\x1b[2Jb\nc', 'failed');
  t.is(sink.text, '\x1b[0;31ma\\x1b[2Jb\x1b[0m\n\x1b[0;31mc\x1b[0m\n');
});

test('a reader that goes away does not end the run', async t => {
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(new Error('EPIPE')),
  });
  const output = outputTo(gone);
  output.print('one');
  await new Promise(resolve => setImmediate(resolve));
  output.print('two');
  await t.notThrowsAsync(output.close());
});

const everywhere = (secret: string) => {
  const one = task([0], `name ${secret}`);
  const two = task([1], 'debug', { action: 'debug' });
  return [
    play(`play ${secret}`, `host-${secret}`),
    progress(0),
    one.item('h', 'failed', `item ${secret}`, { result: { stdout: `{"p": ${JSON.stringify(secret)}}` } }),
    one.result('h', 'changed', {
      result: { [secret]: [secret] },
      differences: [
        { kind: 'content', subject: `/${secret}`, before: `a ${secret}\n`, after: `b ${secret}\n` },
        { kind: 'attribute', subject: '/x', name: secret, before: secret, after: `${secret}!` },
      ],
    }),
    progress(1),
    two.result('h', 'ok', { result: { msg: secret } }),
    { kind: 'diagnostic', diagnostic: { severity: 'error', message: secret, context: [secret] } },
  ] as const;
};

for (const secret of ['correct horse', 'pa"ss\\word', 'two lines\nof secret', 'ünïcode'])
  test(`nothing that is written has the secret ${JSON.stringify(secret)}`, async t => {
    const { stdout, stderr } = await reported(everywhere(secret), {
      hidden: [secret],
      verbosity: 3,
      diff: true,
    });
    t.true(stdout.includes('********') && stderr.includes('********'));
    for (const written of [stdout, stderr])
      for (const line of secret.split('\n')) {
        let form = line;
        for (let depth = 0; depth < 3; depth++) {
          t.false(written.includes(form));
          form = JSON.stringify(form).slice(1, -1);
        }
      }
  });
