import type { Module } from './module.js';

interface Entry {
  readonly collection: string;
  readonly load: () => Promise<Module>;
  /** Other short names. */
  readonly aliases?: readonly string[];
}

/**
 * Every module by its short name, loaded when a playbook names it: starting up must not read them all. The long names and aliases
 * are here too, since a name must be known before its module is loaded.
 */
const MODULES: Readonly<Record<string, Entry>> = {
  acl: {
    collection: 'ansible.posix',
    load: async () => (await import('./files/acl.js')).acl,
  },
  add_host: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/add_host.js')).addHost,
  },
  alternatives: {
    collection: 'community.general',
    load: async () => (await import('./system/alternatives.js')).alternatives,
  },
  apache2_module: {
    collection: 'community.general',
    load: async () => (await import('./web/apache2_module.js')).apache2Module,
  },
  apt: { collection: 'ansible.builtin', load: async () => (await import('./packages/apt.js')).apt },
  apt_key: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/apt_key.js')).aptKey,
  },
  apt_repository: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/apt_repository.js')).aptRepository,
  },
  assemble: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/assemble.js')).assemble,
  },
  assert: { collection: 'ansible.builtin', load: async () => (await import('./controls/assert.js')).assert },
  async_status: {
    collection: 'ansible.builtin',
    load: async () => (await import('./commands/async_status.js')).asyncStatus,
  },
  authorized_key: {
    collection: 'ansible.posix',
    load: async () => (await import('./system/authorized_key.js')).authorizedKey,
  },
  blockinfile: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/blockinfile.js')).blockinfile,
  },
  certbot: { collection: 'trueup', load: async () => (await import('./web/certbot.js')).certbot },
  command: {
    collection: 'ansible.builtin',
    load: async () => (await import('./commands/command.js')).command,
  },
  copy: { collection: 'ansible.builtin', load: async () => (await import('./files/copy.js')).copy },
  cron: { collection: 'ansible.builtin', load: async () => (await import('./system/cron.js')).cron },
  deb822_repository: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/deb822_repository.js')).deb822Repository,
  },
  debconf: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/debconf.js')).debconf,
  },
  debug: { collection: 'ansible.builtin', load: async () => (await import('./controls/debug.js')).debug },
  docker_container: {
    collection: 'community.docker',
    load: async () => (await import('./docker/docker_container.js')).dockerContainer,
  },
  docker_image: {
    collection: 'community.docker',
    load: async () => (await import('./docker/docker_image.js')).dockerImage,
  },
  docker_login: {
    collection: 'community.docker',
    load: async () => (await import('./docker/docker_login.js')).dockerLogin,
  },
  docker_network: {
    collection: 'community.docker',
    load: async () => (await import('./docker/docker_network.js')).dockerNetwork,
  },
  docker_volume: {
    collection: 'community.docker',
    load: async () => (await import('./docker/docker_volume.js')).dockerVolume,
  },
  dpkg_selections: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/dpkg_selections.js')).dpkgSelections,
  },
  fail: { collection: 'ansible.builtin', load: async () => (await import('./controls/fail.js')).fail },
  fetch: { collection: 'ansible.builtin', load: async () => (await import('./files/fetch.js')).fetch },
  file: { collection: 'ansible.builtin', load: async () => (await import('./files/file.js')).file },
  find: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/find.js')).find,
  },
  gem: {
    collection: 'community.general',
    load: async () => (await import('./packages/gem.js')).gem,
  },
  get_url: { collection: 'ansible.builtin', load: async () => (await import('./files/get_url.js')).getUrl },
  getent: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/getent.js')).getent,
  },
  git: { collection: 'ansible.builtin', load: async () => (await import('./source/git.js')).git },
  group: { collection: 'ansible.builtin', load: async () => (await import('./system/group.js')).group },
  group_by: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/group_by.js')).groupBy,
  },
  hostname: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/hostname.js')).hostname,
  },
  htpasswd: {
    collection: 'community.general',
    load: async () => (await import('./web/htpasswd.js')).htpasswd,
  },
  include_vars: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/include_vars.js')).includeVars,
  },
  ini_file: {
    collection: 'community.general',
    load: async () => (await import('./files/ini_file.js')).iniFile,
  },
  known_hosts: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/known_hosts.js')).knownHosts,
  },
  lineinfile: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/lineinfile.js')).lineinfile,
  },
  locale_gen: {
    collection: 'community.general',
    load: async () => (await import('./system/locale_gen.js')).localeGen,
  },
  modprobe: {
    collection: 'community.general',
    load: async () => (await import('./system/modprobe.js')).modprobe,
  },
  mount: {
    collection: 'ansible.posix',
    load: async () => (await import('./system/mount.js')).mount,
  },
  mysql_db: {
    collection: 'community.mysql',
    load: async () => (await import('./database/mysql_db.js')).mysqlDb,
  },
  mysql_user: {
    collection: 'community.mysql',
    load: async () => (await import('./database/mysql_user.js')).mysqlUser,
  },
  npm: {
    collection: 'community.general',
    load: async () => (await import('./packages/npm.js')).npm,
  },
  package: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/package.js')).packageModule,
  },
  package_facts: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/package_facts.js')).packageFacts,
  },
  pause: {
    collection: 'ansible.builtin',
    load: async () => (await import('./actions/pause.js')).pause,
  },
  pip: {
    collection: 'ansible.builtin',
    load: async () => (await import('./packages/pip.js')).pip,
  },
  ping: { collection: 'ansible.builtin', load: async () => (await import('./system/ping.js')).ping },
  postgresql_db: {
    collection: 'community.postgresql',
    load: async () => (await import('./database/postgresql_db.js')).postgresqlDb,
  },
  postgresql_privs: {
    collection: 'community.postgresql',
    load: async () => (await import('./database/postgresql_privs.js')).postgresqlPrivs,
  },
  postgresql_user: {
    collection: 'community.postgresql',
    load: async () => (await import('./database/postgresql_user.js')).postgresqlUser,
  },
  raw: { collection: 'ansible.builtin', load: async () => (await import('./commands/raw.js')).raw },
  reboot: {
    collection: 'ansible.builtin',
    load: async () => (await import('./actions/reboot.js')).reboot,
  },
  replace: { collection: 'ansible.builtin', load: async () => (await import('./files/replace.js')).replace },
  script: { collection: 'ansible.builtin', load: async () => (await import('./commands/script.js')).script },
  service: { collection: 'ansible.builtin', load: async () => (await import('./system/service.js')).service },
  service_facts: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/service_facts.js')).serviceFacts,
  },
  set_fact: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/set_fact.js')).setFact,
  },
  set_stats: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/set_stats.js')).setStats,
  },
  setup: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/setup.js')).setup,
    aliases: ['gather_facts'],
  },
  shell: { collection: 'ansible.builtin', load: async () => (await import('./commands/shell.js')).shell },
  slurp: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/slurp.js')).slurp,
  },
  stat: { collection: 'ansible.builtin', load: async () => (await import('./files/stat.js')).stat },
  sysctl: {
    collection: 'ansible.posix',
    load: async () => (await import('./system/sysctl.js')).sysctl,
  },
  systemd: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/systemd.js')).systemd,
    aliases: ['systemd_service'],
  },
  tempfile: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/tempfile.js')).tempfile,
  },
  template: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/template.js')).template,
  },
  timezone: {
    collection: 'community.general',
    load: async () => (await import('./system/timezone.js')).timezone,
  },
  ufw: {
    collection: 'community.general',
    load: async () => (await import('./system/ufw.js')).ufw,
  },
  unarchive: {
    collection: 'ansible.builtin',
    load: async () => (await import('./files/unarchive.js')).unarchive,
  },
  uri: { collection: 'ansible.builtin', load: async () => (await import('./system/uri.js')).uri },
  user: { collection: 'ansible.builtin', load: async () => (await import('./system/user.js')).user },
  validate_argument_spec: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/validate_argument_spec.js')).validateArgumentSpec,
  },
  wait_for: {
    collection: 'ansible.builtin',
    load: async () => (await import('./system/wait_for.js')).waitFor,
  },
  wait_for_connection: {
    collection: 'ansible.builtin',
    load: async () => (await import('./actions/wait_for_connection.js')).waitForConnection,
  },
};

/** The short names of all modules, sorted. */
export const moduleNames = (): readonly string[] => Object.keys(MODULES).sort();

/** The names of all modules with their collections. */
export const longModuleNames = (): readonly string[] =>
  Object.entries(MODULES).map(([name, { collection }]) => `${collection}.${name}`);

type Named = readonly (readonly [canonical: string, entry: Entry])[];

let byShortName: ReadonlyMap<string, Named> | undefined;

/** The modules with a short name or alias. A playbook asks for thousands of names. */
const modulesCalled = (short: string): Named => {
  if (!byShortName) {
    const modules = new Map<string, [string, Entry][]>();
    for (const [canonical, entry] of Object.entries(MODULES))
      for (const name of new Set([canonical, ...(entry.aliases ?? [])]))
        modules.set(name, [...(modules.get(name) ?? []), [canonical, entry]]);
    byShortName = modules;
  }
  return byShortName.get(short) ?? [];
};

/** The short name that a module's name in a playbook stands for, with or without its collection; undefined if there is none. */
export const resolveModule = (name: string): string | undefined => {
  if (!resolved.has(name)) resolved.set(name, canonicalName(name));
  return resolved.get(name);
};

/** Playbooks name the same modules again and again. */
const resolved = new Map<string, string | undefined>();

const canonicalName = (name: string): string | undefined => {
  const dot = name.lastIndexOf('.');
  const collection = dot === -1 ? undefined : name.slice(0, dot);
  for (const [canonical, entry] of modulesCalled(name.slice(dot + 1))) {
    if (collection === undefined || collection === entry.collection) return canonical;
    if (collection === 'ansible.legacy' && entry.collection === 'ansible.builtin') return canonical;
  }
  return undefined;
};

/** Loads the modules of the given short names. Throws for a name that is not one of `moduleNames`. */
export const loadModules = async (names: Iterable<string>): Promise<ReadonlyMap<string, Module>> => {
  const loaded = await Promise.all(
    [...new Set(names)].map(async name => {
      const entry = MODULES[name];
      if (!entry) throw new Error(`no module ${name}`);
      return [name, await entry.load()] as const;
    }),
  );
  return new Map(loaded);
};
