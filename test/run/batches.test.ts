import test from 'ava';
import { batchesOf, inOrder } from '../../src/run/batches.js';

const hosts = ['a', 'b', 'c', 'd', 'e'];
const sizes = (serial: Parameters<typeof batchesOf>[0]) =>
  batchesOf(serial, hosts).map(batch => batch.length);

test('without serial all hosts are one batch', t => {
  t.deepEqual(batchesOf(undefined, hosts), [hosts]);
});

test('a number, a percentage, a list whose last repeats', t => {
  t.deepEqual(sizes(2), [2, 2, 1]);
  t.deepEqual(sizes('40%'), [2, 2, 1]);
  t.deepEqual(sizes([1, 3]), [1, 3, 1]);
  t.deepEqual(sizes([1, '100%']), [1, 4]);
});

test('a percentage of few hosts is at least one, zero is all', t => {
  t.deepEqual(sizes('1%'), [1, 1, 1, 1, 1]);
  t.deepEqual(sizes(0), [5]);
});

test('the order of hosts', t => {
  const some = ['b', 'c', 'a'];
  t.deepEqual(inOrder(some, 'inventory'), some);
  t.deepEqual(inOrder(some, 'reverse_inventory'), ['a', 'c', 'b']);
  t.deepEqual(inOrder(some, 'sorted'), ['a', 'b', 'c']);
  t.deepEqual(inOrder(some, 'reverse_sorted'), ['c', 'b', 'a']);
  t.deepEqual([...inOrder(some, 'shuffle')].sort(), ['a', 'b', 'c']);
});
