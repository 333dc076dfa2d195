import test from 'ava';
import { GROUPS } from '../../../../src/modules/system/facts/groups.js';
import { exactly, SUBSET_NAMES, selectGroups } from '../../../../src/modules/system/facts/subsets.js';

const ALWAYS_WITH: { readonly [group: string]: readonly string[] } = {
  memory: ['processor', 'dmi', 'devices', 'uptime', 'lvm', 'mounts'],
  platform: ['fqdn', 'python_version'],
};

/** What `ansible -m setup -a gather_subset=...` of 2.14 brought on Debian; `memory` stands for all hardware. */
const SUBSETS: readonly (readonly [subset: string, groups: string])[] = [
  [
    'min',
    'apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  [
    '!all',
    'apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!all,!min', ''],
  [
    'all,!hardware',
    'apparmor caps chroot cmdline date_time distribution dns env fibre_channel_wwn fips iscsi loadavg local lsb network nvme pkg_mgr platform python selinux service_mgr ssh_pub_keys user virtual',
  ],
  [
    'hardware',
    'apparmor caps cmdline date_time distribution dns env fips local lsb memory pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!all,!min,processor', 'memory platform'],
  ['!all,!min,virtual', 'virtual'],
  ['!all,!min,interfaces', 'distribution network platform'],
  [
    '!network',
    'apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!all,!min,distribution_version', 'distribution'],
  [
    'network,!dns',
    'apparmor caps cmdline date_time distribution env fips local lsb network pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!min', ''],
  ['!all,!min,!nonsense,dns', 'dns'],
  ['!all,!min,iscsi,nvme,fibre_channel_wwn,chroot', 'chroot fibre_channel_wwn iscsi nvme'],
  [
    '!hardware,!network,mounts',
    'apparmor caps cmdline date_time distribution dns env fips local lsb memory pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!min,min,!all', ''],
  [
    'hardware,!hardware',
    'apparmor caps cmdline date_time distribution dns env fips local lsb memory pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  ['!all,!min,env,!env', 'env'],
  [
    '!all,env,!env',
    'apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
  [
    '!platform',
    'apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux service_mgr ssh_pub_keys user',
  ],
];

for (const [subset, expected] of SUBSETS)
  test(`gather_subset ${subset}`, t => {
    const groups = selectGroups([subset]);
    if ('unknown' in groups) return t.fail(groups.unknown);
    const wanted = expected.split(' ').filter(name => name !== '');
    t.deepEqual([...groups].sort(), [...wanted, ...wanted.flatMap(name => ALWAYS_WITH[name] ?? [])].sort());
  });

test('all is every group', t => {
  const groups = selectGroups(['all']);
  t.deepEqual('unknown' in groups ? [] : [...groups].sort(), Object.keys(GROUPS).sort());
});

test("every group can be asked for alone, under no name of Ansible's", t => {
  for (const group of Object.keys(GROUPS)) {
    const groups = selectGroups(['!all', '!min', exactly(group)]);
    t.deepEqual('unknown' in groups ? [] : [...groups], [group as keyof typeof GROUPS]);
    t.false(SUBSET_NAMES.includes(exactly(group)));
  }
});

test('an unknown subset is named; to take one away means nothing', t => {
  t.deepEqual(selectGroups(['all', 'nope']), { unknown: 'nope' });
  t.deepEqual(selectGroups(['all', exactly('nope')]), { unknown: exactly('nope') });
  t.notThrows(() => selectGroups(['all', '!nope']));
});
