import test from 'ava';
import { cmdline, dns, lsb } from '../../../../src/modules/system/facts/basics.js';
import {
  distribution,
  packageManager,
  serviceManager,
} from '../../../../src/modules/system/facts/distribution.js';
import { type Collector, type Facts, parseFacts } from '../../../../src/modules/system/facts/gather.js';
import { memory, mounts, processor } from '../../../../src/modules/system/facts/hardware.js';
import { network } from '../../../../src/modules/system/facts/network.js';
import { python, pythonVersion } from '../../../../src/modules/system/facts/python.js';
import { chroot, selinux } from '../../../../src/modules/system/facts/security.js';
import { dateTime } from '../../../../src/modules/system/facts/time.js';
import { virtual } from '../../../../src/modules/system/facts/virtual.js';

/** What a host prints, from files and commands with their content. */
const facts = (
  collector: Collector,
  content: Readonly<Record<string, string>>,
  paths: readonly string[] = [],
): Facts =>
  parseFacts(
    [collector],
    `${Object.entries({ ...content, ':paths': paths.map(path => `${path}\n`).join('') })
      .map(([name, text]) => `==> ${name} <==\n${text}`)
      .join('\n')}\n`,
  );

const release = (fields: Readonly<Record<string, string>>) => ({
  '/etc/os-release': Object.entries(fields)
    .map(([key, value]) => `${key}="${value}"\n`)
    .join(''),
});

const DISTRIBUTIONS: readonly [string, Readonly<Record<string, string>>, Facts][] = [
  [
    'Debian',
    {
      ...release({ ID: 'debian', NAME: 'Debian GNU/Linux', VERSION_ID: '12', VERSION_CODENAME: 'bookworm' }),
      '/etc/debian_version': '12.11\n',
    },
    {
      distribution: 'Debian',
      distribution_version: '12.11',
      distribution_major_version: '12',
      distribution_minor_version: '11',
      distribution_release: 'bookworm',
      distribution_file_path: '/etc/os-release',
      distribution_file_variety: 'Debian',
      distribution_file_parsed: true,
      os_family: 'Debian',
    },
  ],
  [
    'Ubuntu',
    {
      ...release({ ID: 'ubuntu', NAME: 'Ubuntu', VERSION_ID: '24.04', VERSION_CODENAME: 'noble' }),
      '/etc/debian_version': 'trixie/sid\n',
    },
    {
      distribution: 'Ubuntu',
      distribution_version: '24.04',
      distribution_major_version: '24',
      os_family: 'Debian',
    },
  ],
  [
    'Rocky',
    {
      ...release({
        ID: 'rocky',
        NAME: 'Rocky Linux',
        VERSION_ID: '9.3',
        PRETTY_NAME: 'Rocky Linux 9.3 (Blue Onyx)',
      }),
      '/etc/redhat-release': 'Rocky Linux release 9.3 (Blue Onyx)\n',
    },
    {
      distribution: 'Rocky',
      distribution_major_version: '9',
      distribution_release: 'Blue Onyx',
      distribution_file_path: '/etc/redhat-release',
      os_family: 'RedHat',
    },
  ],
  [
    'Alpine',
    {
      ...release({ ID: 'alpine', NAME: 'Alpine Linux', VERSION_ID: '3.19.1' }),
      '/etc/alpine-release': '3.19.1\n',
    },
    {
      distribution: 'Alpine',
      distribution_version: '3.19.1',
      distribution_major_version: '3',
      os_family: 'Alpine',
    },
  ],
];

for (const [name, content, expected] of DISTRIBUTIONS)
  test(`distribution: ${name}`, t => t.like(facts(distribution, content), expected));

test('package and service managers', t => {
  const debian = DISTRIBUTIONS[0]![1];
  t.is(facts(packageManager, debian, ['/usr/bin/apt-get']).pkg_mgr, 'apt');
  t.is(facts(packageManager, DISTRIBUTIONS[2]![1], ['/usr/bin/yum', '/usr/bin/dnf']).pkg_mgr, 'dnf');
  t.is(facts(packageManager, DISTRIBUTIONS[3]![1], ['/sbin/apk']).pkg_mgr, 'apk');
  t.is(facts(serviceManager, { '/proc/1/comm': 'systemd\n' }).service_mgr, 'systemd');
  const init = { '/proc/1/comm': 'init\n' };
  t.is(
    facts(serviceManager, { ...init, ':init': '/usr/bin/systemctl\n' }, ['/run/systemd/system']).service_mgr,
    'systemd',
  );
  t.is(facts(serviceManager, init, ['/sbin/openrc', '/etc/init.d']).service_mgr, 'openrc');
  t.is(facts(serviceManager, init, ['/etc/init.d']).service_mgr, 'sysvinit');
});

test('memory is counted in mebibytes', t => {
  const meminfo =
    'MemTotal: 2097152 kB\nMemFree: 1048576 kB\nBuffers: 1024 kB\nCached: 524288 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\nSwapCached: 0 kB\n';
  t.deepEqual(facts(memory, { '/proc/meminfo': meminfo }), {
    memtotal_mb: 2048,
    memfree_mb: 1024,
    swaptotal_mb: 0,
    swapfree_mb: 0,
    memory_mb: {
      real: { total: 2048, used: 1024, free: 1024 },
      nocache: { free: 1537, used: 511 },
      swap: { total: 0, free: 0, used: 0, cached: 0 },
    },
  });
});

test('processors are counted as Ansible counts them', t => {
  const cpu = (number: number, core: number) =>
    `processor\t: ${number}\nvendor_id\t: GenuineIntel\nmodel name\t: Xeon\nphysical id\t: 0\nsiblings\t: 4\ncore id\t\t: ${core}\ncpu cores\t: 2\n\n`;
  const intel = facts(processor, {
    '/proc/cpuinfo': cpu(0, 0) + cpu(1, 1) + cpu(2, 0) + cpu(3, 1),
    '/proc/self/status': 'Name:\thead\nCpus_allowed_list:\t0-1,3\n',
    ':machine': 'x86_64\n',
  });
  t.like(intel, {
    processor_count: 1,
    processor_cores: 2,
    processor_threads_per_core: 2,
    processor_vcpus: 4,
    processor_nproc: 3,
  });
  t.deepEqual((intel.processor as string[]).slice(0, 3), ['0', 'GenuineIntel', 'Xeon']);
  const arm = facts(processor, {
    '/proc/cpuinfo': 'processor\t: 0\nBogoMIPS\t: 50\n\nprocessor\t: 1\nBogoMIPS\t: 50\n',
    ':machine': 'aarch64\n',
  });
  t.like(arm, { processor: ['0', '1'], processor_count: 2, processor_cores: 1, processor_vcpus: 2 });
});

test('mounts', t => {
  const found = facts(mounts, {
    '/proc/mounts':
      'proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw,relatime 0 0\n/dev/sda1 /mnt/a\\040b ext4 rw 0 0\nnas:/x /nas nfs rw 0 0\n',
    ':sizes': '4096 4096 100 40 10 4 /\n4096 8192 100 40 10 4 /mnt/a b\n',
    ':uuids': '/dev/sda1  0000-1111\n/dev/sda2\n',
    ':binds': '/ /dev/sda1 ext4 rw\n/bound /dev/sda1[/x] ext4 rw\n',
  }).mounts as readonly Facts[];
  t.deepEqual(
    found.map(({ mount }) => mount),
    ['/', '/mnt/a b', '/nas'],
  );
  t.deepEqual(found[0], {
    mount: '/',
    device: '/dev/sda1',
    fstype: 'ext4',
    options: 'rw,relatime',
    size_total: 409600,
    size_available: 163840,
    block_size: 4096,
    block_total: 100,
    block_available: 40,
    block_used: 60,
    inode_total: 10,
    inode_available: 4,
    inode_used: 6,
    uuid: '0000-1111',
  });
  t.deepEqual(found[2], { mount: '/nas', device: 'nas:/x', fstype: 'nfs', options: 'rw', uuid: 'N/A' });
});

const NET = '/sys/class/net';
const device = (name: string, attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [`${NET}/${name}/${key}`, `${value}\n`]),
  );

test('interfaces and addresses', t => {
  const found = facts(network, {
    ...device('eth0', {
      address: '02:00:00:00:00:01',
      mtu: '1500',
      operstate: 'up',
      type: '1',
      speed: '1000',
      flags: '0x1003',
    }),
    ...device('lo', {
      address: '00:00:00:00:00:00',
      mtu: '65536',
      operstate: 'unknown',
      type: '772',
      flags: '0x9',
    }),
    ...device('br-1a', {
      address: '02:00:00:00:00:02',
      mtu: '1500',
      operstate: 'down',
      type: '1',
      flags: '0x1103',
      'bridge/bridge_id': '8000.02',
      'bridge/stp_state': '1',
    }),
    ':addresses': `1: lo: <LOOPBACK> mtu 65536
    inet 127.0.0.1/8 scope host lo
    inet6 ::1/128 scope host
2: eth0@if3: <BROADCAST> mtu 1500
    inet 10.0.0.5/22 brd 10.0.3.255 scope global dynamic eth0
       valid_lft forever
    inet 10.0.0.6/22 brd 10.0.3.255 scope global secondary eth0:1
    inet6 fe80::1/64 scope link
3: br-1a: <BROADCAST> mtu 1500
    inet 10.9.0.1 peer 10.9.0.2/32 scope global br-1a
`,
    ':route4': '8.8.8.8 via 10.0.0.1 dev eth0 src 10.0.0.5 uid 0\n    cache\n',
    ':route6': 'RTNETLINK answers: Network is unreachable\n',
    ':members': `=> ${NET}/br-1a/brif\nveth1\n`,
    ':devices': `${NET}/eth0/device ../../../virtio2 /sys/module/virtio_net\n`,
  });
  const first = {
    address: '10.0.0.5',
    broadcast: '10.0.3.255',
    netmask: '255.255.252.0',
    network: '10.0.0.0',
    prefix: '22',
  };
  t.deepEqual(found.eth0, {
    device: 'eth0',
    macaddress: '02:00:00:00:00:01',
    mtu: 1500,
    active: true,
    type: 'ether',
    pciid: 'virtio2',
    module: 'virtio_net',
    speed: 1000,
    promisc: false,
    ipv4: first,
    ipv4_secondaries: [{ ...first, address: '10.0.0.6' }],
    ipv6: [{ address: 'fe80::1', prefix: '64', scope: 'link' }],
  });
  t.like(found.br_1a, {
    type: 'bridge',
    active: false,
    promisc: true,
    stp: true,
    id: '8000.02',
    interfaces: ['veth1'],
  });
  t.deepEqual(found.default_ipv4, {
    gateway: '10.0.0.1',
    interface: 'eth0',
    ...first,
    macaddress: '02:00:00:00:00:01',
    mtu: 1500,
    type: 'ether',
    alias: 'eth0',
  });
  t.deepEqual(found.default_ipv6, {});
  // An address under a label of its own makes an interface of that name.
  t.deepEqual(found.interfaces, ['eth0', 'lo', 'br-1a', 'eth0_1']);
  t.deepEqual(found.eth0_1, { ipv4_secondaries: [{ ...first, address: '10.0.0.6' }] });
  t.deepEqual(found.all_ipv4_addresses, ['10.0.0.5', '10.0.0.6', '10.9.0.1']);
  t.deepEqual(found.all_ipv6_addresses, ['fe80::1']);
});

test('virtual machines, containers and their hosts', t => {
  const of = (content: Readonly<Record<string, string>>, paths: readonly string[] = []) => {
    const found = facts(virtual, content, paths);
    return [found.virtualization_type, found.virtualization_role];
  };
  t.deepEqual(of({}), ['NA', 'NA']);
  t.deepEqual(of({ '/run/systemd/container': 'systemd-nspawn\n' }, ['/dev/kvm']), [
    'systemd-nspawn',
    'guest',
  ]);
  t.deepEqual(of({}, ['/.dockerenv']), ['docker', 'guest']);
  t.deepEqual(of({ '/sys/devices/virtual/dmi/id/sys_vendor': 'QEMU\n' }), ['kvm', 'guest']);
  t.deepEqual(of({ '/proc/modules': 'kvm 1 0\n' }, ['/dev/kvm']), ['kvm', 'host']);
  t.deepEqual(of({ '/proc/modules': 'kvm 1 0\n', ':rhev': 'vdsmd\n' }), ['RHEV', 'host']);
  const dmi = '/sys/devices/virtual/dmi/id';
  const redHat = { [`${dmi}/sys_vendor`]: 'Red Hat\n', [`${dmi}/product_name`]: 'RHEV Hypervisor\n' };
  t.deepEqual(of(redHat), ['RHEV', 'guest']);
  t.deepEqual(of({ ...redHat, [`${dmi}/product_family`]: 'RHV\n' }), ['RHV', 'guest']);
  t.deepEqual(of({ ':firmware': '# SMBIOS\nVMware20,1\n' }, ['/dev/kvm']), ['VMware', 'guest']);
  t.deepEqual(of({ ':firmware': 'BHYVE\n' }), ['bhyve', 'guest']);
  t.deepEqual(of({ ':vserver': 'VxID:\t0\n' }), ['linux_vserver', 'host']);
  t.deepEqual(of({ ':vserver': 'VxID:\t12\n' }), ['linux_vserver', 'guest']);
  t.deepEqual(of({ ':cpu': 'machine\t\t: CHRP IBM pSeries (emulated by qemu)\n' }), ['kvm', 'guest']);
  t.deepEqual(of({ ':cpu': 'vendor_id\t: PowerVM Lx86\n' }), ['powervm_lx86', 'guest']);
  t.deepEqual(of({ ':cpu': 'vendor_id\t: User Mode Linux\n' }), ['uml', 'guest']);
  t.deepEqual(of({ ':hypervisor': 'found\n' }), ['ibm_systemz', 'guest']);
  t.deepEqual(of({ ':hypervisor': 'found\nArchitecture: s390x\n' }), ['PR/SM', 'LPAR']);
  t.deepEqual(of({ ':hypervisor': 'found\nHypervisor:   z/VM 6.4\n' }), ['z/VM 6.4', 'guest']);
});

test('the resolver, the kernel line, the Standard Base', t => {
  t.deepEqual(
    facts(dns, {
      '/etc/resolv.conf':
        '# x\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a.b c.d\noptions ndots:2 rotate\n',
    }),
    {
      dns: {
        nameservers: ['10.0.0.1', '10.0.0.2'],
        search: ['a.b', 'c.d'],
        options: { ndots: '2', rotate: true },
      },
    },
  );
  t.deepEqual(facts(cmdline, { '/proc/cmdline': 'quiet root="a b" x=1 x=2=3\n' }), {
    cmdline: { quiet: true, root: 'a b', x: '2=3' },
    proc_cmdline: { quiet: true, root: 'a b', x: ['1', '2=3'] },
  });
  t.deepEqual(facts(lsb, { ':lsb': 'Distributor ID:\tDebian\nRelease:\t12\nCodename:\tbookworm\n' }), {
    lsb: { id: 'Debian', release: '12', codename: 'bookworm', major_release: '12' },
  });
});

test('the clock and its zones', t => {
  const found = facts(dateTime, {
    ':date': '2026 03 Wednesday 3 09 04 05 06 07 1772597167 123456789 CET +0100\nCET +0100\nCEST +0200\n',
  }).date_time as Facts;
  t.like(found, {
    date: '2026-03-04',
    time: '05:06:07',
    epoch: '1772597167',
    iso8601: '2026-03-04T04:06:07Z',
    iso8601_micro: '2026-03-04T04:06:07.123456Z',
    iso8601_basic: '20260304T050607123456',
    weekday: 'Wednesday',
    tz: 'CET',
    tz_dst: 'CEST',
    tz_offset: '+0100',
  });
});

test('Python, where there is one', t => {
  t.deepEqual(facts(python, { ':python': '' }), {});
  t.deepEqual(facts(pythonVersion, { ':python': '' }), {});
  t.deepEqual(facts(pythonVersion, { ':python': '/usr/bin/python3\nPython 3.14.0rc2+\n' }), {
    python_version: '3.14.0',
  });
  t.deepEqual(facts(python, { ':python': '/usr/bin/python3\nPython 3.11.2\n' }), {
    python: {
      executable: '/usr/bin/python3',
      type: 'cpython',
      has_sslcontext: true,
      version: { major: 3, minor: 11, micro: 2, releaselevel: 'final', serial: 0 },
      version_info: [3, 11, 2, 'final', 0],
    },
  });
  const { version_info: release } = facts(python, { ':python': '/opt/python3\nPython 3.14.0rc2+\n' })
    .python as Facts;
  t.deepEqual(release, [3, 14, 0, 'candidate', 2]);
});

test('SELinux and chroots', t => {
  t.deepEqual(facts(selinux, {}).selinux, { status: 'disabled' });
  t.deepEqual(
    facts(selinux, {
      '/sys/fs/selinux/enforce': '1',
      '/sys/fs/selinux/policyvers': '33',
      '/etc/selinux/config': 'SELINUX=permissive\nSELINUXTYPE=targeted\n',
    }).selinux,
    { status: 'enabled', policyvers: 33, config_mode: 'permissive', mode: 'enforcing', type: 'targeted' },
  );
  t.is(facts(chroot, { ':roots': '8 2\n8 2\n' }).is_chroot, false);
  t.is(facts(chroot, { ':roots': '8 77\n8 2\n' }).is_chroot, true);
});
