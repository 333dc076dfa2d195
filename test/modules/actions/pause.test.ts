import test from 'ava';
import { pause } from '../../../src/modules/actions/pause.js';
import type { ActionServices } from '../../../src/modules/module.js';
import { withDefaults } from '../rig.js';
import { staged } from './services.js';

const run = async (args: object, more: Partial<ActionServices> = {}) => {
  const stage = staged([], more);
  const outcome = await pause.run(withDefaults(pause, { ...args }), stage.services);
  if (outcome.kind !== 'ok') throw new Error(outcome.kind);
  return { ...stage, result: outcome.result };
};

test('some time', async t => {
  const { result, waits, said } = await run({ seconds: 3 });
  t.like(result, { stdout: 'Paused for 3.0 seconds', delta: 3, user_input: '', echo: true, rc: 0 });
  t.regex(String(result.start), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
  t.deepEqual(waits, [3]);
  t.is(said[0], 'Pausing for 3 seconds');
  t.is((await run({ minutes: 2 })).result.stdout, 'Paused for 2.0 minutes');
  t.deepEqual((await run({ seconds: 0 })).waits, [1]);
});

test('somebody who is asked', async t => {
  const asked: [string, boolean][] = [];
  const ask = async (question: string, isShown: boolean) => {
    asked.push([question, isShown]);
    return 'yes';
  };
  const { result } = await run({ prompt: 'Go on?' }, { ask });
  t.like(result, { user_input: 'yes', stdout: 'Paused for 0.0 minutes' });
  t.false('warnings' in result);
  await run({ echo: false }, { ask });
  t.deepEqual(asked, [
    ['[The task]\nGo on?:', true],
    ['[The task]\nPress enter to continue, Ctrl+C to interrupt (output is hidden):', false],
  ]);
});

test('nobody to be asked', async t => {
  const { result, said } = await run({ prompt: 'Go on?' });
  t.is(result.user_input, '');
  t.deepEqual(said, ['[The task]\nGo on?:']);
  t.deepEqual(result.warnings, ['Not waiting for response to prompt as stdin is not interactive']);
});
