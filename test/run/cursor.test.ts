import test from 'ava';
import type { Block, RoleUse, Task } from '../../src/playbook/model.js';
import { type Cursor, fail, include, next, start, type Visits } from '../../src/run/cursor.js';
import { comparePositions } from '../../src/run/position.js';
import type { Step } from '../../src/run/program.js';

const task = (name: string): Task => ({ kind: 'task', action: name }) as unknown as Task;
const block = (body: Step[], rescue: Step[] = [], always: Step[] = []): Block =>
  ({ kind: 'block', body, rescue, always }) as unknown as Block;
const role = (identity: string, body: Step[], dependencies: RoleUse[] = []): RoleUse =>
  ({ kind: 'role', identity, allowDuplicates: false, body, dependencies }) as unknown as RoleUse;

const everyRole: Visits = { enterRole: () => true };

/** Walks to the end, failing at the named tasks; the names of the tasks that were met, and how it ended. */
const walk = (steps: readonly Step[], failing: readonly string[] = [], visits: Visits = everyRole) => {
  const met: string[] = [];
  const positions: (readonly number[])[] = [];
  let cursor: Cursor = start(steps);
  for (;;) {
    const stop = next(cursor, visits);
    if (stop === undefined) return { met, positions, failed: false };
    cursor = stop.cursor;
    let failure = 'failure' in stop ? stop.failure : undefined;
    if ('leaf' in stop) {
      const name = (stop.leaf as Task).action;
      met.push(name);
      positions.push(stop.position);
      if (failing.includes(name)) failure = { task: name, result: name };
    }
    if (failure === undefined) continue;
    const caught = fail(cursor, failure);
    if (caught === undefined) return { met, positions, failed: true };
    cursor = caught.cursor;
  }
};

test('tasks come in order, positions rising', t => {
  const { met, positions } = walk([
    task('a'),
    block([task('b'), block([task('c')])], [], [task('d')]),
    task('e'),
  ]);
  t.deepEqual(met, ['a', 'b', 'c', 'd', 'e']);
  for (let index = 1; index < positions.length; index++)
    t.true(comparePositions(positions[index - 1]!, positions[index]!) < 0);
});

test('a failure goes to the nearest rescue, then always, then on', t => {
  const steps = [block([task('a'), task('b')], [task('r')], [task('z')]), task('c')];
  t.deepEqual(walk(steps, ['a']), { ...walk(steps, ['a']), met: ['a', 'r', 'z', 'c'], failed: false });
});

test('always runs and the failure goes on behind it', t => {
  const steps = [block([block([task('a')], [], [task('z')]), task('b')], [task('r')]), task('c')];
  t.deepEqual(walk(steps, ['a']).met, ['a', 'z', 'r', 'c']);
});

test('a failure in rescue runs always and ends the host', t => {
  const { met, failed } = walk([block([task('a')], [task('r')], [task('z')]), task('c')], ['a', 'r']);
  t.deepEqual(met, ['a', 'r', 'z']);
  t.true(failed);
});

test('a failure in always is not caught by its own block', t => {
  const { met, failed } = walk([block([task('a')], [task('r')], [task('z')]), task('c')], ['z']);
  t.deepEqual(met, ['a', 'z']);
  t.true(failed);
});

test('a failure without a block ends the host', t => {
  t.deepEqual(walk([task('a'), task('b')], ['a']).met, ['a']);
});

test("a role's dependencies come before its tasks, and a role that was run is not entered again", t => {
  const done = new Set<string>();
  const visits: Visits = {
    enterRole: use => !done.has(use.identity),
    leaveRole: use => void done.add(use.identity),
  };
  const base = role('base', [task('b')]);
  const steps = [role('web', [task('w')], [base]), role('base', [task('b')]), task('c')];
  t.deepEqual(walk(steps, [], visits).met, ['b', 'w', 'c']);
});

test('what is included comes next, and a failure in it is caught by the block around the include', t => {
  const inner = [task('i1'), task('i2')];
  const steps = [block([task('include'), task('after')], [task('r')])];
  const met: string[] = [];
  let cursor = start(steps);
  for (let stop = next(cursor, everyRole); stop !== undefined; stop = next(cursor, everyRole)) {
    if (!('leaf' in stop)) throw new Error('nothing has failed yet');
    cursor = stop.cursor;
    const name = (stop.leaf as Task).action;
    met.push(name);
    if (name === 'include') cursor = include(cursor, [{ kind: 'included', body: inner }], stop.position);
    if (name === 'i2') cursor = fail(cursor, { task: name, result: name })!.cursor;
  }
  t.deepEqual(met, ['include', 'i1', 'i2', 'r']);
});
