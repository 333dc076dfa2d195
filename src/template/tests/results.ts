import { aliased, type Test, tests } from '../define.js';
import { requireDict } from '../filters/require.js';
import type { Runtime } from '../runtime.js';
import { getItem, isEqual } from '../values/equality.js';
import { isTruthy } from '../values/truth.js';

const flag = (result: Runtime, name: string): boolean =>
  isTruthy(getItem(requireDict(result, 'the test of a result'), name) ?? false);

/** Whether a task changed something; of a loop's result without a flag of its own, whether one round did. */
const changed = (result: Runtime): boolean => {
  const dict = requireDict(result, 'the test "changed"');
  const results = getItem(dict, 'results');
  if (getItem(dict, 'changed') !== undefined || !Array.isArray(results)) return flag(result, 'changed');
  return results.some(item => item instanceof Map && flag(item, 'changed'));
};

/** The flag of an asynchronous task, 0 or 1; any other task has long begun and ended. */
const asyncFlag = (result: Runtime, name: string): boolean => {
  const value = getItem(requireDict(result, `the test "${name}"`), name);
  return value === undefined || isEqual(value, 1);
};

/** Tests on what tasks return. */
export const resultTests: [string, Test][] = aliased(
  tests({
    changed: [[], changed],
    failed: [[], result => flag(result, 'failed')],
    finished: [[], result => asyncFlag(result, 'finished')],
    reachable: [[], result => !flag(result, 'unreachable')],
    skipped: [[], result => flag(result, 'skipped')],
    started: [[], result => asyncFlag(result, 'started')],
    succeeded: [[], result => !flag(result, 'failed')],
    unreachable: [[], result => flag(result, 'unreachable')],
  }),
  { change: 'changed', failure: 'failed', skip: 'skipped', success: 'succeeded', successful: 'succeeded' },
);
