import type { Plain } from '../../value/value.js';
import type { ContainerArguments } from './container-options.js';
import { healthcheck } from './health.js';
import { at, dictAt, listAt } from './inspect.js';
import { mounts, tmpfs, volumes } from './mounts.js';
import { exposedPorts, publishedPorts } from './ports.js';
import { process } from './process.js';
import { dict, flagged, type Setting, texts, value } from './setting.js';

const host = (key: string) => ['HostConfig', key];
const config = (key: string) => ['Config', key];

/** Docker writes capabilities with and without their prefix, by version. */
const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');

const devices = (container: Plain): readonly string[] => {
  const list = at(container, 'HostConfig', 'Devices');
  if (!Array.isArray(list)) return [];
  return list.map(device =>
    ['PathOnHost', 'PathInContainer', 'CgroupPermissions'].map(key => at(device, key)).join(':'),
  );
};

const device = (text: string): string => {
  const [path = '', inside = path, permissions = 'rwm'] = text.split(':');
  return `${path}:${inside}:${permissions}`;
};

const ulimits = (container: Plain): readonly string[] => {
  const list = at(container, 'HostConfig', 'Ulimits');
  if (!Array.isArray(list)) return [];
  return list.map(limit => ['Name', 'Soft', 'Hard'].map(key => at(limit, key)).join(':'));
};

const ulimit = (text: string): string => {
  const [name = '', soft = '', hard = soft] = text.split(/[:=]/);
  return `${name}:${soft}:${hard}`;
};

/** `name:alias` of a link, which inspect shows as `/name:/container/alias`. */
const link = (text: string): string => {
  const [name = '', alias = name] = text.split(':');
  return `${name.replace(/^\//, '')}:${alias.slice(alias.lastIndexOf('/') + 1)}`;
};

const restartPolicy: Setting = {
  ...value('restart_policy', 'restart', ['HostConfig', 'RestartPolicy', 'Name'], {
    means: 'no',
    updatable: true,
  }),
  flags: (desired, args) => [
    flagged('restart', args.restart_retries === undefined ? desired : `${desired}:${args.restart_retries}`),
  ],
};

const restartRetries: Setting = {
  ...value('restart_retries', '', ['HostConfig', 'RestartPolicy', 'MaximumRetryCount'], { updatable: true }),
  // It is part of the policy's argument.
  flags: () => [],
};

/** Since Docker 26 inspect says `bridge` where it said `default`. */
const network = (name: unknown): string => (name === 'default' ? 'bridge' : String(name));

const networkMode: Setting = {
  option: 'network_mode',
  kind: 'value',
  desired: (args: ContainerArguments) => {
    const name = args.network_mode ?? args.networks?.[0]?.name;
    return name === undefined ? undefined : network(name);
  },
  actual: container => network(at(container, 'HostConfig', 'NetworkMode')),
  flags: desired => [flagged('network', desired)],
};

const ulimitSetting: Setting = {
  ...texts('ulimits', 'set', 'ulimit', ulimits, ulimit),
  flags: desired => (desired as readonly string[]).map(text => flagged('ulimit', text.replace(':', '='))),
};

const etcHosts: Setting = {
  ...dict('etc_hosts', 'add-host', container =>
    Object.fromEntries(
      listAt(container, ...host('ExtraHosts')).map(line => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1),
      ]),
    ),
  ),
  flags: desired =>
    Object.entries(desired as Record<string, string>).map(([name, ip]) =>
      flagged('add-host', `${name}:${ip}`),
    ),
};

const environment: Setting = {
  ...dict('env', 'env', container =>
    Object.fromEntries(
      listAt(container, ...config('Env')).map(line => {
        const equals = line.indexOf('=');
        return equals === -1 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
      }),
    ),
  ),
  inherited: image =>
    Object.fromEntries(
      listAt(image, 'Config', 'Env').map(line => [
        line.slice(0, line.indexOf('=')),
        line.slice(line.indexOf('=') + 1),
      ]),
    ),
  secret: true,
  // Variables reach Docker on standard input.
  flags: () => [],
};

const labels: Setting = {
  ...dict('labels', 'label', container => dictAt(container, ...config('Labels'))),
  inherited: image => dictAt(image, 'Config', 'Labels'),
};

/** Everything that decides whether a container is the one that a task describes, the networks apart: those need no new container. */
export const SETTINGS: readonly Setting[] = [
  ...process,
  value('auto_remove', 'rm', host('AutoRemove')),
  value('blkio_weight', 'blkio-weight', host('BlkioWeight'), { updatable: true }),
  texts('capabilities', 'set', 'cap-add', container => listAt(container, ...host('CapAdd')), capability),
  texts('cap_drop', 'set', 'cap-drop', container => listAt(container, ...host('CapDrop')), capability),
  value('cgroup_parent', 'cgroup-parent', host('CgroupParent')),
  value('cgroupns_mode', 'cgroupns', host('CgroupnsMode')),
  value('cpu_period', 'cpu-period', host('CpuPeriod'), { updatable: true }),
  value('cpu_quota', 'cpu-quota', host('CpuQuota'), { updatable: true }),
  value('cpu_shares', 'cpu-shares', host('CpuShares'), { updatable: true }),
  {
    ...value('cpus', 'cpus', host('NanoCpus'), {
      updatable: true,
      convert: wanted => Math.round(Number(wanted) * 1e9),
    }),
    flags: (_, args) => [flagged('cpus', String(args.cpus))],
  },
  value('cpuset_cpus', 'cpuset-cpus', host('CpusetCpus'), { updatable: true }),
  value('cpuset_mems', 'cpuset-mems', host('CpusetMems'), { updatable: true }),
  texts('devices', 'set', 'device', devices, device),
  texts('dns_opts', 'set', 'dns-option', container => listAt(container, ...host('DnsOptions'))),
  texts('dns_search_domains', 'list', 'dns-search', container => listAt(container, ...host('DnsSearch'))),
  texts('dns_servers', 'list', 'dns', container => listAt(container, ...host('Dns'))),
  value('domainname', 'domainname', config('Domainname')),
  environment,
  etcHosts,
  exposedPorts,
  texts('groups', 'set', 'group-add', container => listAt(container, ...host('GroupAdd'))),
  healthcheck,
  value('hostname', 'hostname', config('Hostname')),
  value('init', 'init', host('Init'), { means: false }),
  value('interactive', 'interactive', config('OpenStdin')),
  value('ipc_mode', 'ipc', host('IpcMode')),
  labels,
  texts('links', 'set', 'link', container => listAt(container, ...host('Links')), link),
  value('log_driver', 'log-driver', ['HostConfig', 'LogConfig', 'Type']),
  dict('log_options', 'log-opt', container => dictAt(container, 'HostConfig', 'LogConfig', 'Config')),
  value('mac_address', 'mac-address', config('MacAddress')),
  value('memory', 'memory', host('Memory'), { updatable: true }),
  value('memory_reservation', 'memory-reservation', host('MemoryReservation'), { updatable: true }),
  value('memory_swap', 'memory-swap', host('MemorySwap'), { updatable: true, convert: swapBytes }),
  value('memory_swappiness', 'memory-swappiness', host('MemorySwappiness')),
  mounts,
  networkMode,
  value('oom_killer', 'oom-kill-disable', host('OomKillDisable'), { means: false }),
  value('oom_score_adj', 'oom-score-adj', host('OomScoreAdj')),
  value('pid_mode', 'pid', host('PidMode')),
  value('pids_limit', 'pids-limit', host('PidsLimit'), { means: -1, convert: limit => limit || -1 }),
  value('privileged', 'privileged', host('Privileged')),
  value('publish_all_ports', 'publish-all', host('PublishAllPorts')),
  publishedPorts,
  value('read_only', 'read-only', host('ReadonlyRootfs')),
  restartPolicy,
  restartRetries,
  value('runtime', 'runtime', host('Runtime')),
  texts('security_opts', 'set', 'security-opt', container => listAt(container, ...host('SecurityOpt'))),
  value('shm_size', 'shm-size', host('ShmSize')),
  value('stop_signal', 'stop-signal', config('StopSignal')),
  value('stop_timeout', 'stop-timeout', config('StopTimeout'), { comparison: 'ignore' }),
  dict('storage_opts', 'storage-opt', container => dictAt(container, ...host('StorageOpt'))),
  dict('sysctls', 'sysctl', container => dictAt(container, ...host('Sysctls'))),
  tmpfs,
  value('tty', 'tty', config('Tty')),
  ulimitSetting,
  value('userns_mode', 'userns', host('UsernsMode')),
  value('uts', 'uts', host('UTSMode')),
  value('volume_driver', 'volume-driver', host('VolumeDriver')),
  volumes,
  texts(
    'volumes_from',
    'set',
    'volumes-from',
    container => listAt(container, ...host('VolumesFrom')),
    from => from.replace(/:rw$/, ''),
  ),
];

/** Bytes of `memory_swap`: a size, or -1 for no limit. */
function swapBytes(wanted: string | number | boolean): number {
  const match = /^(\d+(?:\.\d*)?)\s*([BKMGTP])?B?$/i.exec(String(wanted));
  if (!match) return -1;
  return Math.round(Number(match[1]) * 1024 ** 'BKMGTP'.indexOf((match[2] ?? 'B').toUpperCase()));
}
