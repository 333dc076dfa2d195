import test from 'ava';
import { PlayOrder } from '../../src/report/order.js';
import type { RunEvent } from '../../src/run/events.js';
import { task } from './events.js';

const END = [Number.POSITIVE_INFINITY];
type Task = ReturnType<typeof task>;

/** What goes through, as `task.host` and `task!` when it is complete. */
const recording = () => {
  const seen: string[] = [];
  const order = new PlayOrder({
    event: ({ task: { name }, host }) => seen.push(`${name}.${host}`),
    complete: ({ name }) => seen.push(`${name}!`),
  });
  const add = (one: Task, host: string) => {
    const event: RunEvent = one.result(host, 'ok');
    if (event.kind === 'result') order.add(event);
  };
  const taken = (): string => seen.splice(0).join(' ');
  return { order, add, taken };
};

test('a task inside an include stands behind the include and before what follows', t => {
  const { order, add, taken } = recording();
  for (const one of [
    task([2], 'c'),
    task([1, 0, 1], 'b2'),
    task([1, 0, 0], 'b1'),
    task([1], 'b'),
    task([0], 'a'),
  ])
    add(one, 'h');
  t.is(taken(), '');
  order.progress(END);
  t.is(taken(), 'a.h a! b.h b! b1.h b1! b2.h b2! c.h c!');
});

test('of two tasks at one position the second waits for the first', t => {
  const { order, add, taken } = recording();
  const [debian, redhat] = [task([1, 0, 0], 'debian'), task([1, 0, 0], 'redhat')];
  order.progress([1, 0, 0]);
  add(debian, 'd1');
  add(redhat, 'r1');
  add(debian, 'd2');
  t.is(taken(), 'debian.d1 debian.d2');
  order.progress([1, 0, 1]);
  t.is(taken(), 'debian! redhat.r1 redhat!');
});

test('what comes too late is not held back', t => {
  const { order, add, taken } = recording();
  const late = task([0], 'late');
  order.progress([3]);
  add(late, 'h');
  t.is(taken(), 'late.h');
});

test('after the end of a batch nothing goes through before its hosts have arrived', t => {
  const { order, add, taken } = recording();
  add(task([0], 'a'), 'h1');
  order.progress(END);
  t.is(taken(), 'a.h1 a!');
  add(task([1], 'b'), 'h2');
  add(task([0], 'a'), 'h2');
  t.is(taken(), '');
  order.progress([1]);
  t.is(taken(), 'a.h2 a! b.h2');
  order.flush();
  t.is(taken(), 'b!');
});
