import test from 'ava';
import { play, playOf, went } from './project.js';

test('an action may change a host: check mode says so without asking it', async t => {
  const site = playOf('- reboot:\n  vars: {ansible_connection: ssh, ansible_host: nowhere.invalid}\n');
  const ran = await play(site, { args: ['--check'] });
  went(t, ran, ['reboot a changed']);
  t.is(ran.messages, 0);
});

test('this machine is not rebooted', async t => {
  const ran = await play(playOf('- reboot:\n'));
  went(t, ran, ['reboot a fatal'], 2);
  t.true(ran.stdout.includes('Running reboot with local connection would reboot the control node.'));
});
