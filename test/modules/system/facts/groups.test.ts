import test from 'ava';
import { factGroup, GROUPS } from '../../../../src/modules/system/facts/groups.js';

test('every fact has one group', t => {
  for (const [group, facts] of Object.entries(GROUPS))
    for (const fact of facts) t.is(factGroup(fact), group, fact);
});

test('interfaces are facts of the network; other names are none', t => {
  for (const name of [
    'eth0',
    'lo',
    'enp0s3',
    'ens192',
    'docker0',
    'br_1a2b',
    'wlan0',
    'veth12ab',
    'eno1',
    'eth0_100',
  ])
    t.is(factGroup(name), 'network', name);
  for (const name of [
    'host',
    'user',
    'connection',
    'port',
    'become',
    'password',
    'version',
    'check_mode',
    'local_port',
    'env_x',
    'enabled',
  ])
    t.is(factGroup(name), undefined, name);
});
