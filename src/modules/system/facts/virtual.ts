import type { Collector, Facts } from './gather.js';

const DMI = '/sys/devices/virtual/dmi/id';

/** Hypervisors by what the firmware says: file, text, name. */
const FIRMWARE: readonly (readonly [file: string, texts: readonly string[], name: string])[] = [
  ['product_name', ['KVM', 'KVM Server', 'Bochs', 'AHV'], 'kvm'],
  ['sys_vendor', ['oVirt'], 'oVirt'],
  ['product_name', ['VMware Virtual Platform', 'VMware7,1'], 'VMware'],
  ['product_name', ['OpenStack Compute', 'OpenStack Nova'], 'openstack'],
  ['bios_vendor', ['Xen'], 'xen'],
  ['bios_vendor', ['innotek GmbH'], 'virtualbox'],
  ['bios_vendor', ['Amazon EC2', 'DigitalOcean', 'Hetzner'], 'kvm'],
  ['sys_vendor', ['QEMU', 'Amazon EC2', 'DigitalOcean', 'Google', 'Scaleway', 'Nutanix'], 'kvm'],
  ['sys_vendor', ['KubeVirt'], 'KubeVirt'],
  ['sys_vendor', ['Microsoft Corporation'], 'VirtualPC'],
  ['sys_vendor', ['Parallels Software International Inc.'], 'parallels'],
  ['sys_vendor', ['OpenStack Foundation'], 'openstack'],
];

/** Whether the host is virtual or carries virtual machines, in the order in which Ansible looks: the first find names the type. */
export const virtual: Collector = {
  files: [
    '/proc/1/cgroup',
    '/run/systemd/container',
    '/proc/xen/capabilities',
    `${DMI}/product_name`,
    `${DMI}/sys_vendor`,
    `${DMI}/bios_vendor`,
    '/proc/modules',
  ],
  commands: {
    init: `tr '\\0' '\\n' </proc/1/environ | grep '^container='`,
    cpu: `grep -m 1 -e '^model name.*QEMU Virtual CPU' -e '^vendor_id.*User Mode Linux' -e '^model name.*UML' /proc/cpuinfo`,
  },
  paths: ['/proc/vz', '/proc/lve', '/proc/bc', '/.dockerenv', '/.dockerinit', '/proc/xen', '/dev/kvm'],
  parse: (sections, exists) => {
    const guests = new Set<string>();
    const hosts = new Set<string>();
    let [type, role] = ['NA', 'NA'];
    const found = (name: string, as: 'guest' | 'host') => {
      (as === 'guest' ? guests : hosts).add(name);
      if (role === 'NA') [type, role] = [name, as];
    };
    const cgroup = sections.text('/proc/1/cgroup') ?? '';
    if (/\/docker(?:\/|-[0-9a-f]+\.scope)/.test(cgroup)) found('docker', 'guest');
    if (/\/lxc\/|\/machine\.slice\/machine-lxc/.test(cgroup)) found('lxc', 'guest');
    if (cgroup.includes('/system.slice/containerd.service')) found('containerd', 'guest');
    const container = sections.line(':init') ?? '';
    if (container.startsWith('container=lxc')) found('lxc', 'guest');
    if (container.startsWith('container=podman')) found('podman', 'guest');
    if (/^container=./.test(container)) found('container', 'guest');
    if (exists.has('/proc/vz') && !exists.has('/proc/lve'))
      found('openvz', exists.has('/proc/bc') ? 'host' : 'guest');
    const systemd = sections.line('/run/systemd/container');
    if (systemd !== undefined) found(systemd, 'guest');
    if (exists.has('/.dockerenv') || exists.has('/.dockerinit')) found('docker', 'guest');
    if (
      systemd !== undefined ||
      ['docker', 'lxc', 'podman', 'openvz', 'containerd'].some(name => guests.has(name))
    )
      guests.add('container');
    if (exists.has('/proc/xen')) {
      if (/control_d/.test(sections.text('/proc/xen/capabilities') ?? '')) found('xen', 'host');
      else if (role === 'NA') [type, role] = ['xen', 'guest'];
    }
    for (const [file, texts, name] of FIRMWARE)
      if (texts.includes(sections.line(`${DMI}/${file}`) ?? '')) found(name, 'guest');
    const cpu = sections.line(':cpu') ?? '';
    if (cpu.includes('QEMU')) found('kvm', 'guest');
    else if (cpu !== '') found('uml', 'guest');
    const modules = new Set(sections.lines('/proc/modules').map(line => line.split(' ')[0]));
    if (modules.has('kvm')) found('kvm', 'host');
    if (modules.has('vboxdrv')) found('virtualbox', 'host');
    if (modules.has('virtio')) {
      hosts.add('kvm');
      if (role === 'NA') [type, role] = ['kvm', 'guest'];
    }
    if (exists.has('/dev/kvm')) found('kvm', 'host');
    const facts: Facts = {
      virtualization_type: type,
      virtualization_role: role,
      virtualization_tech_guest: [...guests],
      virtualization_tech_host: [...hosts],
    };
    return facts;
  },
};
