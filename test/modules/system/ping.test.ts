import test from 'ava';
import { ping } from '../../../src/modules/system/ping.js';
import { perform, SHELLS } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: ping answers`, async t => {
    t.deepEqual((await perform(ping, {}, { shell })).result, { ping: 'pong' });
    t.is((await perform(ping, { data: 'hello' }, { shell, checkMode: true })).result.ping, 'hello');
    t.is((await perform(ping, { data: 'crash' }, { shell })).message, 'boom');
  });
