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

/** Virtual machines by lines of /proc/cpuinfo. */
const PROCESSOR: readonly (readonly [line: RegExp, name: string])[] = [
  [/^model name.*QEMU Virtual CPU/, 'kvm'],
  [/^vendor_id.*User Mode Linux/, 'uml'],
  [/^model name.*UML/, 'uml'],
  [/^machine.*CHRP IBM pSeries .emulated by qemu./, 'kvm'],
  [/^vendor_id.*PowerVM Lx86/, 'powervm_lx86'],
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
    `${DMI}/product_family`,
    '/proc/modules',
  ],
  commands: {
    init: `tr '\\0' '\\n' </proc/1/environ | grep '^container='`,
    cpu: `grep -E '^(model name|vendor_id|machine).*(QEMU|qemu|U.*M.*L|PowerVM|IBM/S390)' /proc/cpuinfo`,
    hypervisor: `! grep -q '^vendor_id.*IBM/S390' /proc/cpuinfo || { echo found; lscpu; }`,
    firmware: 'dmidecode -s system-product-name',
    vserver: `grep '^VxID:' /proc/self/status`,
    rhev: `[ ! -d /rhev ] || cat /proc/[0-9]*/comm | grep -m 1 -x -e vdsm -e vdsmd`,
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
    if (sections.line(`${DMI}/sys_vendor`) === 'Red Hat') {
      if (sections.line(`${DMI}/product_family`) === 'RHV') found('RHV', 'guest');
      else if (sections.line(`${DMI}/product_name`) === 'RHEV Hypervisor') found('RHEV', 'guest');
    }
    const vserver = /^VxID:\s+(\d)/.exec(sections.line(':vserver') ?? '')?.[1];
    if (vserver !== undefined) found('linux_vserver', vserver === '0' ? 'host' : 'guest');
    for (const text of sections.lines(':cpu'))
      for (const [pattern, name] of PROCESSOR) if (pattern.test(text)) found(name, 'guest');
    const [mainframe, ...processor] = sections.lines(':hypervisor');
    if (mainframe !== undefined) {
      if (role === 'NA') [type, role] = ['PR/SM', 'LPAR'];
      guests.add('PR/SM');
      const hypervisor = processor
        .find(text => text.startsWith('Hypervisor:'))
        ?.split(':')[1]
        ?.trim();
      const known = processor.length === 0 ? 'ibm_systemz' : hypervisor;
      if (known !== undefined) {
        guests.add(known);
        if (type === 'PR/SM') [type, role] = [known, 'guest'];
      }
    }
    const modules = new Set(sections.lines('/proc/modules').map(line => line.split(' ')[0]));
    if (modules.has('kvm')) {
      const isFirst = role === 'NA';
      found('kvm', 'host');
      if (sections.line(':rhev') !== undefined) {
        hosts.add('RHEV');
        if (isFirst) type = 'RHEV';
      }
    }
    if (modules.has('vboxdrv')) found('virtualbox', 'host');
    if (modules.has('virtio')) {
      hosts.add('kvm');
      if (role === 'NA') [type, role] = ['kvm', 'guest'];
    }
    const firmware = (sections.text(':firmware') ?? '').split('\n');
    if (
      firmware
        .filter(text => !text.startsWith('#'))
        .join('')
        .startsWith('VMware')
    )
      found('VMware', 'guest');
    if (firmware.some(text => text.includes('BHYVE'))) found('bhyve', 'guest');
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
