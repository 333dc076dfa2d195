/**
 * The groups in which facts are gathered, with the facts that each brings, without `ansible_`. They are finer than Ansible's subsets, so that
 * a playbook which names one fact doesn't pay for all of its kind.
 */
export const GROUPS = {
  apparmor: ['apparmor'],
  caps: ['system_capabilities', 'system_capabilities_enforced'],
  chroot: ['is_chroot'],
  cmdline: ['cmdline', 'proc_cmdline'],
  date_time: ['date_time'],
  devices: ['devices', 'device_links'],
  distribution: [
    'distribution',
    'distribution_file_parsed',
    'distribution_file_path',
    'distribution_file_variety',
    'distribution_major_version',
    'distribution_minor_version',
    'distribution_release',
    'distribution_version',
    'os_family',
  ],
  dmi: [
    'bios_date',
    'bios_vendor',
    'bios_version',
    'board_asset_tag',
    'board_name',
    'board_serial',
    'board_vendor',
    'board_version',
    'chassis_asset_tag',
    'chassis_serial',
    'chassis_vendor',
    'chassis_version',
    'form_factor',
    'product_name',
    'product_serial',
    'product_uuid',
    'product_version',
    'system_vendor',
  ],
  dns: ['dns'],
  env: ['env'],
  fibre_channel_wwn: ['fibre_channel_wwn'],
  fips: ['fips'],
  fqdn: ['fqdn', 'domain'],
  iscsi: ['iscsi_iqn'],
  loadavg: ['loadavg'],
  local: ['local'],
  lsb: ['lsb'],
  lvm: ['lvm'],
  memory: ['memfree_mb', 'memory_mb', 'memtotal_mb', 'swapfree_mb', 'swaptotal_mb'],
  mounts: ['mounts'],
  network: ['all_ipv4_addresses', 'all_ipv6_addresses', 'default_ipv4', 'default_ipv6', 'interfaces'],
  nvme: ['hostnqn'],
  pkg_mgr: ['pkg_mgr'],
  platform: [
    'architecture',
    'hostname',
    'kernel',
    'kernel_version',
    'machine',
    'machine_id',
    'nodename',
    'system',
    'userspace_architecture',
    'userspace_bits',
  ],
  processor: [
    'processor',
    'processor_cores',
    'processor_count',
    'processor_nproc',
    'processor_threads_per_core',
    'processor_vcpus',
  ],
  python: ['python'],
  python_version: ['python_version'],
  selinux: ['selinux', 'selinux_python_present'],
  service_mgr: ['service_mgr'],
  ssh_pub_keys: [
    'ssh_host_key_dsa_public',
    'ssh_host_key_dsa_public_keytype',
    'ssh_host_key_ecdsa_public',
    'ssh_host_key_ecdsa_public_keytype',
    'ssh_host_key_ed25519_public',
    'ssh_host_key_ed25519_public_keytype',
    'ssh_host_key_rsa_public',
    'ssh_host_key_rsa_public_keytype',
  ],
  uptime: ['uptime_seconds'],
  user: [
    'effective_group_id',
    'effective_user_id',
    'real_group_id',
    'real_user_id',
    'user_dir',
    'user_gecos',
    'user_gid',
    'user_id',
    'user_shell',
    'user_uid',
  ],
  virtual: [
    'virtualization_role',
    'virtualization_tech_guest',
    'virtualization_tech_host',
    'virtualization_type',
  ],
} as const satisfies { readonly [group: string]: readonly string[] };

export type Group = keyof typeof GROUPS;

const groupsByFact = new Map<string, Group>(
  Object.entries(GROUPS).flatMap(([group, facts]) => facts.map(fact => [fact, group as Group] as const)),
);

/** Names that Linux, its tools and drivers give to network interfaces: facts of their own, with `_` in place of `-`, `:` and `.`. */
const INTERFACE =
  /^(?:lo|eth\d.*|en[opsx][0-9a-f].*|wl[opsx0-9a-f].*|(?:br|bond|docker|dummy|ib|ifb|lxcbr|lxdbr|tap|team|tun|veth|virbr|vlan|vmbr|wg|wlan|ww|cni|cali|flannel|podman|tailscale)[0-9a-f_].*)$/;

/**
 * The group that a fact belongs to.
 * @param name the fact, without `ansible_` but for `ansible_local`; undefined is the answer for what is no fact
 */
export const factGroup = (name: string): string | undefined =>
  groupsByFact.get(name.replace(/^ansible_(?=local$)/, '')) ?? (INTERFACE.test(name) ? 'network' : undefined);
