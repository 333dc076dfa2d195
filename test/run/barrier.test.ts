import test from 'ava';
import { Barrier } from '../../src/run/barrier.js';
import type { Position } from '../../src/run/position.js';

const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  return settled;
};

test('a change waits until every host has finished the tasks before it', async t => {
  const barrier = new Barrier(['a', 'b'], () => {});
  barrier.arrive('a', [3]);
  barrier.arrive('b', [1]);
  const change = barrier.all([3]);
  t.false(await isSettled(change));
  barrier.arrive('b', [2, 0, 5]);
  t.false(await isSettled(change));
  barrier.arrive('b', [3]);
  t.true(await isSettled(change));
});

test('nobody waits for a host that has left', async t => {
  const barrier = new Barrier(['a', 'b'], () => {});
  barrier.arrive('a', [3]);
  const change = barrier.all([3]);
  t.false(await isSettled(change));
  barrier.leave('b');
  t.true(await isSettled(change));
});

test('waiting for one host does not wait for the others', async t => {
  const barrier = new Barrier(['a', 'b', 'c'], () => {});
  const reached = barrier.reached('b', [2]);
  t.false(await isSettled(reached));
  barrier.arrive('b', [2]);
  t.true(await isSettled(reached));
  t.true(barrier.hasReached('b', [1, 9]));
  t.false(barrier.hasReached('c', [1]));
});

test('progress is told when the slowest host moves on', t => {
  const told: Position[] = [];
  const barrier = new Barrier(['a', 'b'], position => told.push(position));
  barrier.arrive('a', [1]);
  barrier.arrive('b', [0]);
  barrier.arrive('b', [2]);
  barrier.leave('a');
  t.deepEqual(told, [[0], [1], [2]]);
});

test('hosts that move in any order, and back, hold up and let go as each has come', async t => {
  const progress: Position[] = [];
  const barrier = new Barrier(['a', 'b', 'c'], position => progress.push(position));
  const third = barrier.all([3]);
  for (const [host, position] of [
    ['a', [1]],
    ['b', [2]],
    ['c', [4]],
    ['a', [3]],
    ['b', [1]],
    ['a', [5]],
  ] as const)
    barrier.arrive(host, position);
  t.false(await isSettled(third));
  barrier.arrive('b', [4]);
  t.true(await isSettled(third));
  barrier.leave('b');
  barrier.leave('c');
  t.true(await isSettled(barrier.all([5])));
  t.deepEqual(progress.at(-1), [5]);
});
