import test from 'ava';
import { factGroup, GROUPS, selectGroups } from '../../../../src/modules/system/facts/groups.js';

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

/** By `ansible -m setup -a gather_subset=...` of 2.14: some of what it brought and what it did not. */
const SUBSETS: readonly [readonly string[], readonly string[], readonly string[]][] = [
  [['all'], ['distribution', 'date_time', 'network', 'memory', 'mounts', 'virtual'], []],
  [['!network'], ['distribution', 'date_time'], ['network', 'memory', 'mounts']],
  [['!min'], [], ['distribution', 'date_time', 'network', 'memory']],
  [['!all'], ['distribution', 'date_time'], ['network', 'memory']],
  [['!all', '!min'], [], ['distribution', 'date_time', 'network', 'memory']],
  [['network'], ['distribution', 'date_time', 'network'], ['memory']],
  [['!all,!min,network'], ['network'], ['date_time', 'memory']],
  [
    ['all', '!network', '!min'],
    ['memory', 'mounts'],
    ['date_time', 'network'],
  ],
  [['!min', 'network'], ['network'], ['date_time', 'memory']],
  [['!date_time', '!all'], ['distribution'], ['date_time', 'memory']],
  [['!all', '!min', 'hardware'], ['memory', 'mounts', 'devices', 'dmi', 'processor'], ['network']],
  [['!all', '!min', 'default_ipv4'], ['network'], ['memory']],
  [['!all', '!min', 'facter'], [], ['distribution', 'memory']],
];

for (const [subset, has, hasNot] of SUBSETS)
  test(`gather_subset ${subset.join(' ')}`, t => {
    const groups = selectGroups(subset);
    if ('unknown' in groups) return t.fail(groups.unknown);
    const names = new Set<string>(groups);
    for (const name of has) t.true(names.has(name), name);
    for (const name of hasNot) t.false(names.has(name), name);
  });

test('an unknown group is named', t => t.deepEqual(selectGroups(['all', '!nope']), { unknown: 'nope' }));
