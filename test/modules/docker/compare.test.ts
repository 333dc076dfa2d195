import test from 'ava';
import { changed, type Entries, inspected, plan, set, shown } from './planning.js';

test('options that are not named do not count', async t => {
  for (const args of [
    { name: 'full', state: 'present' },
    { name: 'full', image: 'registry:2', state: 'present' },
    {
      name: 'full',
      image: 'registry:2',
      state: 'present',
      env: {},
      labels: {},
      volumes: [],
      published_ports: [],
    },
  ])
    t.is(
      (await plan(args, inspected(shown.fullContainer, shown.registryImage))).kind,
      'same',
      JSON.stringify(args),
    );
});

const others: Entries = {
  auto_remove: true,
  blkio_weight: 500,
  cap_drop: ['NET_RAW'],
  capabilities: ['NET_ADMIN', 'SYS_PTRACE'],
  cgroupns_mode: 'host',
  command: ['echo ho'],
  devices: ['/dev/null:/dev/xx:rwm'],
  dns_opts: ['ndots:3'],
  dns_search_domains: ['y.z'],
  dns_servers: ['8.8.8.8', '1.1.1.1'],
  entrypoint: ['/bin/sh', '-x'],
  env: { A: '2' },
  etc_hosts: { a: '1.2.3.5' },
  exposed_ports: ['4003'],
  groups: ['6'],
  healthcheck: { test: 'true' },
  hostname: 'other',
  init: false,
  interactive: false,
  ipc_mode: 'host',
  labels: { a: 'c' },
  log_options: { 'max-size': '11m' },
  mac_address: '02:42:ac:11:00:98',
  memory: '1G',
  mounts: [{ type: 'bind', source: '/etc', target: '/m' }],
  network_mode: 'host',
  oom_killer: true,
  oom_score_adj: 6,
  pid_mode: '',
  pids_limit: 10,
  privileged: true,
  publish_all_ports: true,
  published_ports: ['8001'],
  read_only: false,
  restart_policy: 'always',
  runtime: 'other',
  security_opts: ['apparmor=unconfined'],
  shm_size: '33M',
  stop_signal: 'TERM',
  sysctls: { 'net.ipv4.ip_forward': 0 },
  tmpfs: ['/tmp:rw,size=2m'],
  tty: false,
  ulimits: ['nofile:100:201'],
  user: '1',
  userns_mode: '',
  volumes: ['named:/n'],
  volumes_from: ['other'],
  working_dir: '/',
};

for (const [option, value] of Object.entries(others))
  test(`another ${option} is the one difference`, async t => {
    const args = set(shown.everything, [option], value);
    const found = changed(await plan(args, inspected(shown.fullContainer, shown.registryImage)));
    // The command is compared with the entry point, as Docker's client makes one of the two.
    t.deepEqual(found, [option === 'command' ? 'entrypoint' : option]);
  });

test('comparisons', async t => {
  const there = inspected(shown.fullContainer, shown.registryImage);
  const strict = (args: Entries) =>
    plan({ name: 'full', image: 'registry:2', state: 'present', ...args }, there);
  const { env, labels } = shown.everything;
  t.is(
    (await strict({ env, comparisons: { env: 'strict' } })).kind,
    'same',
    "the image's own variables are not too many",
  );
  t.deepEqual(changed(await strict({ env: { A: '1' }, comparisons: { env: 'strict' } })), ['env']);
  t.is((await strict({ labels, comparisons: { '*': 'strict' } })).kind, 'same');
  t.deepEqual(changed(await strict({ labels: {}, comparisons: { '*': 'strict' } })), ['labels']);
  t.is(
    (await strict({ labels: {}, comparisons: { '*': 'strict', labels: 'allow_more_present' } })).kind,
    'same',
  );
  t.is(
    (await strict({ dns_servers: ['8.8.8.8'], comparisons: { dns_servers: 'allow_more_present' } })).kind,
    'same',
  );
  t.deepEqual(changed(await strict({ networks: [{ name: 'net1' }], comparisons: { networks: 'strict' } })), [
    'networks',
  ]);
  t.is((await strict({ networks: [{ name: 'net1' }] })).kind, 'same');
  t.deepEqual(changed(await strict({ stop_timeout: 9 })), undefined, 'is ignored unless asked for');
  t.deepEqual(changed(await strict({ stop_timeout: 9, comparisons: { stop_timeout: 'strict' } })), [
    'stop_timeout',
  ]);
});
