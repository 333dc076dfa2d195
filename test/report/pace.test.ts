import { PassThrough } from 'node:stream';
import test from 'ava';
import { Pace } from '../../src/report/pace.js';

test('a reader who keeps up is not waited for', t => {
  const stream = new PassThrough();
  stream.write('a');
  t.is(new Pace(stream).kept(), undefined);
});

test('one who does not is waited for, by all together, until all is read', async t => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const pace = new Pace(stream);
  while (!stream.writableNeedDrain) stream.write('some lines');
  const first = pace.kept();
  const second = pace.kept();
  t.truthy(first);
  t.is(first, second);
  t.is(stream.listenerCount('drain'), 1);
  stream.resume();
  await first;
  t.is(pace.kept(), undefined);
  t.is(stream.listenerCount('drain'), 0);
});

test('one who goes away is waited for no longer', async t => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const pace = new Pace(stream);
  while (!stream.writableNeedDrain) stream.write('some lines');
  const waiting = pace.kept();
  stream.on('error', () => undefined);
  stream.destroy(new Error('EPIPE'));
  await t.notThrowsAsync(waiting!);
  t.is(pace.kept(), undefined);
});
