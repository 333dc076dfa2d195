import type { Option, OptionSchema, OptionsOf } from '../options.js';

const text = (description: string) => ({ type: 'str', description }) as const satisfies Option;
const number = (description: string) => ({ type: 'int', description }) as const satisfies Option;
const flag = (description: string) => ({ type: 'bool', description }) as const satisfies Option;
const texts = (description: string) =>
  ({ type: 'list', elements: 'str', description }) as const satisfies Option;
const size = (description: string) => ({ type: 'bytes', description }) as const satisfies Option;

/** The options of docker_container: names, meaning and defaults are those of community.docker. */
export const options = {
  name: { type: 'str', required: true, description: 'The name of the container, or its id.' },
  image: text('The image to create it from, `latest` without a tag. Needed unless the container exists.'),
  state: {
    type: 'str',
    choices: ['absent', 'present', 'stopped', 'started'],
    default: 'started',
    description:
      '`present` creates it without starting it; `started` and `stopped` also see that it runs or does not.',
  },

  pull: {
    type: 'bool',
    default: false,
    description:
      'Asks the registry for a newer image each time. Otherwise it is pulled only if it is absent.',
  },
  recreate: { type: 'bool', default: false, description: 'Recreates the container each time.' },
  restart: { type: 'bool', default: false, description: 'Restarts a container that needs no other change.' },
  force_kill: {
    type: 'bool',
    default: false,
    aliases: ['forcekill'],
    description: 'Kills the container where it has to be stopped.',
  },
  kill_signal: text('The signal that `force_kill` sends, `KILL` if absent.'),
  keep_volumes: {
    type: 'bool',
    default: true,
    description: 'Keeps the anonymous volumes of a container that is removed.',
  },
  comparisons: {
    type: 'dict',
    description:
      'How options are compared with the container: `strict`, `ignore` or `allow_more_present` by option; `*` is for all others.',
  },

  auto_remove: flag('Docker removes the container when its process ends.'),
  blkio_weight: number('Relative weight of block I/O, 10 to 1000.'),
  capabilities: texts('Capabilities to add.'),
  cap_drop: texts('Capabilities to drop.'),
  cgroup_parent: text('The parent cgroup.'),
  cgroupns_mode: { type: 'str', choices: ['host', 'private'], description: 'The cgroup namespace.' },
  command: { type: 'raw', description: 'The command: a list, or a string that is split as a shell would.' },
  cpu_period: number("Period of the CPU's scheduler in microseconds."),
  cpu_quota: number("Quota of the CPU's scheduler in microseconds."),
  cpu_shares: number('Relative weight of CPU time.'),
  cpus: { type: 'float', description: 'How much of the CPUs it may use: 1.5 is one and a half.' },
  cpuset_cpus: text('CPUs it may use: `0-3` or `0,1`.'),
  cpuset_mems: text('Memory nodes it may use.'),
  default_host_ip: text("Where ports without an address are published; Docker's own default if absent."),
  devices: texts('Devices of the host: `host path[:path in the container[:permissions]]`.'),
  dns_opts: texts('Options of its resolver.'),
  dns_search_domains: texts('Domains that its resolver searches.'),
  dns_servers: texts('DNS servers.'),
  domainname: text('Its domain name.'),
  entrypoint: texts("The program and its first arguments, in place of the image's entry point."),
  env: {
    type: 'dict',
    description:
      'Environment variables. Values must be strings. They reach Docker on standard input, never on a command line.',
  },
  etc_hosts: { type: 'dict', description: 'Lines for its /etc/hosts: name and address.' },
  exposed_ports: { ...texts('Ports that it exposes, published or not.'), aliases: ['exposed', 'expose'] },
  groups: texts('Further groups of its process.'),
  healthcheck: {
    type: 'dict',
    description: 'How Docker finds out whether it is healthy.',
    options: {
      test: {
        type: 'raw',
        description:
          'A string that a shell runs, or a list that starts with `CMD-SHELL`, `CMD` (its words are run by the shell as well) or `NONE`.',
      },
      interval: text('Time between checks: `1m30s`.'),
      timeout: text('How long a check may take.'),
      start_period: text('How long the container may take to start.'),
      retries: number('Failures in a row that make it unhealthy.'),
    },
  },
  hostname: text('Its host name.'),
  init: flag('Runs an init that forwards signals and reaps processes.'),
  interactive: flag('Keeps standard input open.'),
  ipc_mode: text('The IPC namespace: `host`, `private`, `container:NAME`...'),
  labels: { type: 'dict', description: 'Labels.' },
  links: texts('Links to other containers: `name:alias`.'),
  log_driver: text('The logging driver.'),
  log_options: { type: 'dict', aliases: ['log_opt'], description: 'Options of `log_driver`.' },
  mac_address: text('Its MAC address.'),
  memory: size('Limit of memory: `512M`.'),
  memory_reservation: size('Soft limit of memory.'),
  memory_swap: text('Limit of memory and swap together, or `unlimited`.'),
  memory_swappiness: number('How readily it swaps, 0 to 100.'),
  mounts: {
    type: 'list',
    description: 'Mounts, with more to choose than in `volumes`.',
    options: {
      target: { type: 'str', required: true, description: 'Where in the container.' },
      source: text("A host path or a volume's name."),
      type: {
        type: 'str',
        choices: ['bind', 'tmpfs', 'volume'],
        default: 'volume',
        description: 'What is mounted.',
      },
      read_only: flag('Mounted read-only.'),
      propagation: {
        type: 'str',
        choices: ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'],
        description: 'Propagation of a bind mount.',
      },
      no_copy: flag('Does not fill a new volume with what the image has there.'),
      tmpfs_size: size('Size of a tmpfs.'),
      tmpfs_mode: { type: 'mode', description: 'Mode of a tmpfs.' },
    },
  },
  network_mode: text(
    '`bridge`, `host`, `none`, `container:NAME` or a network. The first of `networks` if absent.',
  ),
  networks: {
    type: 'list',
    description: 'Networks that it is in. Others are left only with `networks: strict` in `comparisons`.',
    options: {
      name: { type: 'str', required: true, description: 'The network.' },
      aliases: texts('Names that it has there.'),
      ipv4_address: text('Its IPv4 address there.'),
      ipv6_address: text('Its IPv6 address there.'),
      links: texts('Links to other containers there.'),
    },
  },
  oom_killer: flag('Disables the OOM killer for it.'),
  oom_score_adj: number('How readily the OOM killer takes it.'),
  pid_mode: text('The PID namespace: `host` or `container:NAME`.'),
  pids_limit: number('How many processes it may have; -1 for no limit.'),
  privileged: flag('Gives it all rights on the host.'),
  publish_all_ports: flag('Publishes all exposed ports.'),
  published_ports: {
    ...texts('Ports to publish: `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, ranges as with `docker run -p`.'),
    aliases: ['ports'],
  },
  read_only: flag('Mounts its root file system read-only.'),
  restart_policy: {
    type: 'str',
    choices: ['no', 'on-failure', 'always', 'unless-stopped'],
    description: 'When Docker starts it again. Put `no` in quotes.',
  },
  restart_retries: number('How often `on-failure` tries.'),
  runtime: text('The runtime.'),
  security_opts: texts('Security options.'),
  shm_size: size('Size of /dev/shm.'),
  stop_signal: text('The signal that asks it to stop.'),
  stop_timeout: number('Seconds that it has to stop before it is killed.'),
  storage_opts: { type: 'dict', description: 'Options of the storage driver.' },
  sysctls: { type: 'dict', description: 'Kernel parameters.' },
  tmpfs: texts('File systems in memory: `path[:options]`.'),
  tty: flag('Gives it a terminal.'),
  ulimits: texts('Limits: `nofile:soft[:hard]`.'),
  user: text('The user, and the group after a colon, that it runs as.'),
  userns_mode: text('The user namespace.'),
  uts: text('The UTS namespace.'),
  volume_driver: text('The driver of its volumes.'),
  volumes: texts('Volumes: `host path or name:path in the container[:modes]`.'),
  volumes_from: texts('Containers whose volumes it has as well.'),
  working_dir: text('Its working directory.'),
} as const satisfies OptionSchema;

export type ContainerArguments = OptionsOf<typeof options>;
