/**
 * The groups in which facts are gathered, with the facts that each brings, without `ansible_`. Ansible's own names of subsets,
 * and some finer ones, so that a playbook which asks for one fact doesn't pay for all of its kind.
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
  fips: ['fips'],
  fqdn: ['fqdn', 'domain'],
  iscsi: ['iscsi_iqn'],
  loadavg: ['loadavg'],
  local: ['local'],
  lsb: ['lsb'],
  memory: ['memfree_mb', 'memory_mb', 'memtotal_mb', 'swapfree_mb', 'swaptotal_mb'],
  mounts: ['mounts'],
  network: ['all_ipv4_addresses', 'all_ipv6_addresses', 'default_ipv4', 'default_ipv6', 'interfaces'],
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

/** Names of subsets that stand for several groups. */
const SUBSETS: { readonly [subset: string]: readonly Group[] } = {
  hardware: ['processor', 'memory', 'dmi', 'devices', 'uptime', 'mounts'],
  ssh_host_pub_keys: ['ssh_pub_keys'],
  effective_group_ids: ['user'],
  platform: ['platform', 'fqdn'],
};

/** What is gathered unless `!min` says otherwise. */
const MINIMUM: readonly Group[] = [
  'apparmor',
  'caps',
  'chroot',
  'cmdline',
  'date_time',
  'distribution',
  'dns',
  'env',
  'fips',
  'fqdn',
  'local',
  'lsb',
  'pkg_mgr',
  'platform',
  'selinux',
  'service_mgr',
  'ssh_pub_keys',
  'user',
];

/** Subsets of Ansible's that mean nothing here: what they would ask for is not on our hosts. */
const EMPTY = new Set(['facter', 'ohai', 'python', 'python_version']);

const ALL = Object.keys(GROUPS) as Group[];

const OPTIONAL = ALL.filter(group => !MINIMUM.includes(group));

const groupsByFact = new Map<string, Group>(
  Object.entries(GROUPS).flatMap(([group, facts]) => facts.map(fact => [fact, group as Group] as const)),
);

/** Names that Linux, its tools and drivers give to network interfaces: facts of their own, with `_` in place of `-`, `:` and `.`. */
const INTERFACE =
  /^(?:lo|eth\d.*|en[opsx][0-9a-f].*|wl[opsx0-9a-f].*|(?:br|bond|docker|dummy|ib|ifb|lxcbr|lxdbr|tap|team|tun|veth|virbr|vlan|vmbr|wg|wlan|ww|cni|cali|flannel|podman|tailscale)[0-9a-f_].*)$/;

/**
 * The group that a fact belongs to, as `gather_subset` names it.
 * @param name the fact, without `ansible_`; undefined is the answer for what is no fact
 */
export const factGroup = (name: string): string | undefined =>
  groupsByFact.get(name) ?? (INTERFACE.test(name) ? 'network' : undefined);

/** The groups that a `gather_subset` asks for, in a fixed order; or the name in it that is unknown. */
export const selectGroups = (
  subset: readonly string[],
): ReadonlySet<Group> | { readonly unknown: string } => {
  const wanted = new Set<Group>(MINIMUM);
  const refused = new Set<Group>();
  const named = new Set<Group>();
  const names = subset.flatMap(name => name.split(',')).map(name => name.trim());
  for (const name of names.filter(text => text !== '')) {
    const [not, plain] = name.startsWith('!') ? [true, name.slice(1)] : [false, name];
    if (plain === 'min') for (const group of MINIMUM) (not ? refused : wanted).add(group);
    else if (plain === 'all') for (const group of not ? OPTIONAL : ALL) (not ? refused : wanted).add(group);
    else {
      const groups = groupsOf(plain);
      if (groups === undefined) return { unknown: plain };
      for (const group of groups) (not ? refused : named).add(group);
    }
  }
  return new Set(ALL.filter(group => named.has(group) || (wanted.has(group) && !refused.has(group))));
};

const groupsOf = (name: string): readonly Group[] | undefined => {
  if (EMPTY.has(name)) return [];
  if (Object.hasOwn(SUBSETS, name)) return SUBSETS[name];
  if (Object.hasOwn(GROUPS, name)) return [name as Group];
  const group = groupsByFact.get(name);
  return group === undefined ? undefined : [group];
};
