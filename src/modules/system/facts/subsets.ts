import { GROUPS, type Group } from './groups.js';

/** Ansible's collectors by name: the groups that one brings, and the names of facts that stand for it in `gather_subset`. */
const COLLECTORS: { readonly [name: string]: readonly [groups: readonly Group[], facts: string] } = {
  apparmor: [['apparmor'], ''],
  caps: [['caps'], 'system_capabilities system_capabilities_enforced'],
  chroot: [['chroot'], 'is_chroot'],
  cmdline: [['cmdline'], ''],
  date_time: [['date_time'], ''],
  distribution: [
    ['distribution'],
    'distribution_version distribution_release distribution_major_version os_family',
  ],
  dns: [['dns'], ''],
  env: [['env'], ''],
  facter: [[], ''],
  fibre_channel_wwn: [['fibre_channel_wwn'], ''],
  fips: [['fips'], ''],
  hardware: [
    ['processor', 'memory', 'dmi', 'devices', 'uptime', 'lvm', 'mounts'],
    'processor processor_cores processor_count mounts devices',
  ],
  iscsi: [['iscsi'], ''],
  loadavg: [['loadavg'], ''],
  local: [['local'], ''],
  lsb: [['lsb'], ''],
  network: [['network'], 'interfaces default_ipv4 default_ipv6 all_ipv4_addresses all_ipv6_addresses'],
  nvme: [['nvme'], ''],
  ohai: [[], ''],
  pkg_mgr: [['pkg_mgr'], ''],
  platform: [
    ['platform', 'fqdn', 'python_version'],
    'system kernel kernel_version machine python_version architecture machine_id',
  ],
  python: [['python'], ''],
  selinux: [['selinux'], ''],
  service_mgr: [['service_mgr'], ''],
  ssh_pub_keys: [
    ['ssh_pub_keys'],
    `ssh_host_pub_keys ssh_host_key_dsa_public ssh_host_key_rsa_public ssh_host_key_ecdsa_public
    ssh_host_key_ed25519_public`,
  ],
  user: [
    ['user'],
    `user_id user_uid user_gid user_gecos user_dir user_shell real_user_id effective_user_id effective_group_ids`,
  ],
  virtual: [
    ['virtual'],
    'virtualization_type virtualization_role virtualization_tech_guest virtualization_tech_host',
  ],
};

/** What is gathered unless `!min` says otherwise. */
const MINIMUM =
  `apparmor caps cmdline date_time distribution dns env fips local lsb pkg_mgr platform python selinux
  service_mgr ssh_pub_keys user`.split(/\s+/);

/** What a collector's facts are worked out from: it comes along. */
const REQUIRED: { readonly [name: string]: readonly string[] } = {
  hardware: ['platform'],
  network: ['platform', 'distribution'],
  pkg_mgr: ['distribution'],
  service_mgr: ['platform', 'distribution'],
};

const idsOf = (name: string): readonly string[] =>
  (COLLECTORS[name]?.[1] ?? '').split(/\s+/).filter(id => id !== '');

/** All names that `gather_subset` may have, apart from `all` and `min`, each with the collector that it stands for. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(COLLECTORS).flatMap(name => [name, ...idsOf(name)].map(id => [id, name] as const)),
);

/** The names of subsets, for hints. */
export const SUBSET_NAMES: readonly string[] = ['all', 'min', ...NAMES.keys()];

/** How `gather_subset` asks for one group alone, which Ansible's names can't. */
export const exactly = (group: string): string => `=${group}`;

/** Whether an entry of `gather_subset` is of that form. */
export const isExact = (entry: string): boolean => entry.startsWith('=');

/** The groups that a `gather_subset` asks for, in a fixed order; or the name in it that is unknown. */
export const selectGroups = (
  subset: readonly string[],
): ReadonlySet<Group> | { readonly unknown: string } => {
  const wanted = new Set<string>(MINIMUM);
  const named = new Set<string>();
  const refused = new Set<string>();
  const groups = new Set<string>();
  const add = (to: Set<string>, names: Iterable<string>): void => {
    for (const name of names) to.add(name);
  };
  const words = subset.flatMap(name => name.split(',')).map(name => name.trim());
  for (const word of words.filter(text => text !== '')) {
    const plain = word.replace(/^!/, '');
    if (word === 'min') add(wanted, MINIMUM);
    else if (word === 'all') add(wanted, NAMES.keys());
    else if (word === '!min') add(refused, MINIMUM);
    else if (word === '!all')
      add(
        refused,
        [...NAMES.keys()].filter(name => !MINIMUM.includes(name)),
      );
    else if (word.startsWith('!')) add(refused, [plain, ...idsOf(plain)]);
    else if (isExact(word) && Object.hasOwn(GROUPS, word.slice(1))) groups.add(word.slice(1));
    else if (!NAMES.has(word)) return { unknown: word };
    else {
      named.add(word);
      wanted.add(word);
    }
  }
  const left = [...wanted].filter(name => named.has(name) || !refused.has(name));
  const collectors = new Set(left.map(name => NAMES.get(name)!));
  for (const name of [...collectors]) add(collectors, REQUIRED[name] ?? []);
  for (const name of collectors) add(groups, COLLECTORS[name]![0]);
  return new Set((Object.keys(GROUPS) as Group[]).filter(group => groups.has(group)));
};
