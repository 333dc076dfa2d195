import test from 'ava';
import type { Output } from '../../src/agent/protocol.js';
import { Answers, probeKey } from '../../src/run/answers.js';

const output = (text: string): Output => ({ stdout: Buffer.from(text), stderr: Buffer.alloc(0), code: 0 });

test('answers are used once, oldest first', async t => {
  const answers = new Answers();
  answers.put('k', Promise.resolve(output('1')));
  answers.put('k', Promise.resolve(output('2')));
  t.is(answers.count('k'), 2);
  t.is((await answers.take('k'))?.stdout.toString(), '1');
  t.is((await answers.take('k'))?.stdout.toString(), '2');
  t.is(answers.take('k'), undefined);
});

test('all answers are dropped when the host is changed', t => {
  const answers = new Answers();
  answers.put('k', Promise.resolve(output('1')));
  answers.clear();
  t.is(answers.take('k'), undefined);
});

test('an answer that nobody takes may fail', async t => {
  const answers = new Answers();
  answers.put('k', Promise.reject(new Error('lost')));
  await new Promise(resolve => setImmediate(resolve));
  await t.throwsAsync(async () => answers.take('k'), { message: 'lost' });
});

test('a key tells accounts, environments, texts and payloads apart', t => {
  const script = { text: 'true' };
  const keys = [
    probeKey('', {}, script),
    probeKey('root', {}, script),
    probeKey('', { A: '1' }, script),
    probeKey('', {}, { text: 'false' }),
    probeKey('', {}, { text: 'true', payload: ['x'] }),
    probeKey('', {}, { text: 'true', payload: [Buffer.from('x')] }),
  ];
  t.is(new Set(keys).size, keys.length);
  t.is(probeKey('', { A: '1' }, script), probeKey('', { A: '1' }, { text: 'true' }));
});
