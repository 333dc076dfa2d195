import type { Constraints } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

/** The options of `apt`. */
export const aptOptions = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['package', 'pkg'],
    description:
      'Packages: `foo`, `foo=1.0`, `foo=1.0*`, `foo>=1.0`, or a pattern like `foo*`. `*` with state latest upgrades all.',
  },
  state: {
    type: 'str',
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    default: 'present',
    description:
      'Whether the packages are there; `latest` also upgrades them, `build-dep` installs what building them needs, `fixed` mends broken dependencies.',
  },
  update_cache: {
    type: 'bool',
    aliases: ['update-cache'],
    description: 'Fetch the lists of packages first.',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'How often to try to fetch the lists.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'The longest pause between two tries, in seconds.',
  },
  cache_valid_time: {
    type: 'int',
    default: 0,
    description: 'Fetch the lists only if they are older, in seconds. Implies update_cache.',
  },
  purge: { type: 'bool', default: false, description: 'Remove configuration files as well.' },
  default_release: {
    type: 'str',
    aliases: ['default-release'],
    description: 'The release to take packages from.',
  },
  install_recommends: {
    type: 'bool',
    aliases: ['install-recommends'],
    description: "Install recommended packages. By default, as the host's apt is configured.",
  },
  force: {
    type: 'bool',
    default: false,
    description: 'Install unauthenticated packages, downgrade, and change held and essential ones.',
  },
  clean: { type: 'bool', default: false, description: 'Remove package files that were fetched.' },
  allow_unauthenticated: {
    type: 'bool',
    default: false,
    aliases: ['allow-unauthenticated'],
    description: 'Install packages whose origin is not proved.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Let a given version replace a higher one.',
  },
  allow_change_held_packages: {
    type: 'bool',
    default: false,
    description: 'Change packages that are on hold.',
  },
  upgrade: {
    type: 'str',
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    default: 'no',
    description: 'Upgrade all packages; `dist` and `full` may remove some for it.',
  },
  dpkg_options: {
    type: 'str',
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, separated by commas.',
  },
  deb: { type: 'path', description: 'A package file on the host, or its URL; several separated by commas.' },
  autoremove: { type: 'bool', default: false, description: 'Remove packages that nothing needs any more.' },
  autoclean: {
    type: 'bool',
    default: false,
    description: 'Remove package files that can no longer be fetched.',
  },
  policy_rc_d: {
    type: 'int',
    description: 'The exit status of /usr/sbin/policy-rc.d meanwhile: 101 keeps services from being started.',
  },
  only_upgrade: { type: 'bool', default: false, description: 'Leave alone what is not installed.' },
  fail_on_autoremove: {
    type: 'bool',
    default: false,
    description: 'Fail if a package had to be removed.',
  },
  force_apt_get: {
    type: 'bool',
    default: false,
    description: 'Taken for compatibility: apt-get is always used, never aptitude.',
  },
  lock_timeout: {
    type: 'int',
    default: 60,
    description: "How long to wait for another program that holds apt's locks, in seconds.",
  },
} as const satisfies OptionSchema;

export type AptArguments = OptionsOf<typeof aptOptions>;

export const aptConstraints: Constraints = { mutuallyExclusive: [['deb', 'name', 'upgrade']] };
