import test from 'ava';
import { retried } from '../../src/agent/connect.js';
import { TransportError } from '../../src/ssh/transport.js';

const passing = () => new TransportError('the host does not answer', undefined, { passing: true });

test('what may pass is tried again after longer and longer pauses', async t => {
  const pauses: number[] = [];
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    if (attempts < 8) throw passing();
    return 'connected';
  };
  const wait = async (milliseconds: number) => pauses.push(milliseconds / 1000);
  t.is(await retried(attempt, 9, wait), 'connected');
  t.deepEqual(pauses, [0, 1, 3, 7, 15, 30, 30]);
});

test('the last failure is told once the retries are used up', async t => {
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    throw passing();
  };
  await t.throwsAsync(
    retried(attempt, 2, async () => undefined),
    { message: 'the host does not answer' },
  );
  t.is(attempts, 3);
});

test('what will not pass is not tried again', async t => {
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    throw new TransportError('the host does not let me log in');
  };
  await t.throwsAsync(retried(attempt, 2, async () => undefined));
  t.is(attempts, 1);
});
