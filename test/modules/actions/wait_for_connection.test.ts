import test from 'ava';
import { waitForConnection } from '../../../src/modules/actions/wait_for_connection.js';
import { withDefaults } from '../rig.js';
import { staged } from './services.js';

const run = (args: object, { services }: ReturnType<typeof staged>) =>
  waitForConnection.run(withDefaults(waitForConnection, { ...args }), services);

test('a host that answers is waited for no longer', async t => {
  const stage = staged(['refused', 'refused', undefined]);
  t.deepEqual(await run({ delay: 10, sleep: 2 }, stage), { kind: 'ok', result: { elapsed: 17 } });
  t.deepEqual(stage.waits, [10, 2, 2]);
});

test('a host that never answers', async t => {
  const stage = staged(['refused']);
  t.deepEqual(await run({ timeout: 5 }, stage), {
    kind: 'failed',
    message: 'timed out waiting for ping module test: refused',
    result: { elapsed: 5 },
  });
});

test('check mode waits for nobody', async t => {
  const stage = staged(['refused'], { checkMode: true });
  t.is((await run({ delay: 10 }, stage)).kind, 'skipped');
  t.deepEqual(stage.waits, []);
});
