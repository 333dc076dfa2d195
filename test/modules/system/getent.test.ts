import test from 'ava';
import { getent } from '../../../src/modules/system/getent.js';
import { localServices, perform, withDefaults } from '../rig.js';

test('getent finds and does not find', async t => {
  const root = await perform(getent, { database: 'passwd', key: 'root' });
  t.like(root.result.ansible_facts, {
    getent_passwd: { root: ['x', '0', '0', 'root', '/root', '/bin/bash'] },
  });
  const nobody = await perform(getent, { database: 'passwd', key: 'no-such' });
  t.is(nobody.message, 'One or more supplied key could not be found in the database.');
  const allowed = await perform(getent, { database: 'passwd', key: 'no-such', fail_key: false });
  t.deepEqual(allowed.result.ansible_facts, { getent_passwd: { 'no-such': null } });
  const services = await perform(getent, { database: 'services', key: 'https' });
  t.like(services.result.ansible_facts, { getent_services: { https: ['443/tcp'] } });
  t.is((await perform(getent, { database: 'no-such' })).kind, 'failed');
});

test('getent: a key that stands there again has a list of what it has', async t => {
  const args = withDefaults(getent, { database: 'hosts' });
  const steps = await getent.begin(args, localServices('/nowhere'), { checkMode: false, diff: false });
  const stdout = Buffer.from('127.0.0.1  localhost\n::1   ip6-localhost\n127.0.0.1 also me\n');
  t.like(steps.plan({ stdout, stderr: Buffer.alloc(0), code: 0 }), {
    result: {
      ansible_facts: {
        getent_hosts: { '127.0.0.1': [['localhost'], ['also', 'me']], '::1': ['ip6-localhost'] },
      },
    },
  });
});
