import test from 'ava';
import { Barrier } from '../../src/run/barrier.js';
import { type Fate, Rounds } from '../../src/run/rounds.js';

interface Setting {
  readonly maxFailPercentage?: number;
  readonly sheltered?: readonly string[];
}

/** Rounds of the hosts a, b and c. */
const rounds = (setting: Setting = {}) => {
  const batch = ['a', 'b', 'c'];
  const barrier = new Barrier(batch, () => {});
  const state = { ended: false };
  const all = new Rounds({
    batch,
    barrier,
    maxFailPercentage: setting.maxFailPercentage,
    isUnreachable: () => false,
    isSheltered: host => setting.sheltered?.includes(host) ?? false,
    onNoneLeft: () => {},
    end: () => {
      state.ended = true;
    },
  });
  /** All hosts finish a task. */
  const finish = async (fates: Readonly<Record<string, Fate>>, isFatal: boolean): Promise<void> => {
    await Promise.all(
      Object.entries(fates).map(([host, fate]) =>
        all.finish(host, [1], { fate, counts: fate === 'failed', isFatal }),
      ),
    );
  };
  return { all, state, finish };
};

test('one that fails takes all with it where errors are fatal', async t => {
  const { all, state, finish } = rounds();
  await finish({ a: 'goes on', b: 'failed', c: 'goes on' }, true);
  t.deepEqual([...all.failed].sort(), ['a', 'b', 'c']);
  t.true(state.ended);
  t.true(all.broken);
});

test('so does one that is cut off', async t => {
  const { all, state, finish } = rounds();
  await finish({ a: 'goes on', b: 'unreachable', c: 'goes on' }, true);
  t.true(state.ended && all.broken);
});

test('where they are not, the others go on and wait for nobody', async t => {
  const { all, state, finish } = rounds();
  await finish({ a: 'goes on' }, false);
  await finish({ b: 'failed' }, false);
  t.deepEqual([...all.failed], ['b']);
  t.false(state.ended || all.broken);
});

test('hosts in rescue and always sections are spared, and the play goes on with them', async t => {
  const { all, state, finish } = rounds({ sheltered: ['c'] });
  await finish({ a: 'goes on', b: 'failed', c: 'goes on' }, true);
  t.deepEqual([...all.failed].sort(), ['a', 'b']);
  t.false(state.ended);
  t.true(all.broken);
});

test('the play ends when a larger share has failed than may', async t => {
  for (const [maxFailPercentage, ends] of [
    [33, true],
    [34, false],
  ] as const) {
    const { state, finish } = rounds({ maxFailPercentage });
    await finish({ a: 'goes on', b: 'failed', c: 'goes on' }, false);
    t.is(state.ended, ends);
  }
});
