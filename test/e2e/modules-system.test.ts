import test, { type ExecutionContext } from 'ava';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { folderOf, inventoryOf, trueup } from './rig/trueup.js';

// Packages, services and accounts on a real host: what check predicts is what apply does, and what apply did needs not be done again.

let host: Host;
let busybox: Host;

test.before(async () => {
  [host, busybox] = (await takeHosts({}, { busyboxSh: true })) as [Host, Host];
  await host.output('cat >/etc/systemd/system/demo.service', {
    input:
      '[Service]\nExecStart=/bin/sleep 10000\nExecReload=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
  });
});

test.after.always(() => releaseHosts([host, busybox]));

type Task = Readonly<Record<string, unknown>>;

/** Applies or checks tasks as root. */
const play = async (on: Host, tasks: readonly Task[], verb: 'apply' | 'check' = 'apply') => {
  const folder = folderOf({
    'play.yaml': JSON.stringify([{ hosts: 'all', become: true, gather_facts: false, tasks }]),
    'hosts.yaml': inventoryOf([on]),
  });
  const { code, stdout, stderr } = await trueup([verb, 'play.yaml', '-i', 'hosts.yaml'], { cwd: folder });
  return { code, text: stdout + stderr, changed: Number(/changed=(\d+)/.exec(stdout)?.[1] ?? -1) };
};

/** Sees that check predicts a change, that apply makes it, and that there is nothing to do then. */
const converges = async (t: ExecutionContext, task: Task, on: Host = host): Promise<void> => {
  const predicted = await play(on, [task], 'check');
  t.is(predicted.code, 2, predicted.text);
  t.regex(predicted.text, /\S/);
  const applied = await play(on, [task]);
  t.is(applied.code, 0, applied.text);
  t.is(applied.changed, 1, applied.text);
  const again = await play(on, [task]);
  t.deepEqual([again.code, again.changed], [0, 0], again.text);
};

/** Sees that there is nothing to do, by check and by apply. */
const settled = async (t: ExecutionContext, task: Task, on: Host = host): Promise<void> => {
  const predicted = await play(on, [task], 'check');
  t.is(predicted.code, 0, predicted.text);
  const applied = await play(on, [task]);
  t.is(applied.code, 0, applied.text);
  t.is(applied.changed, 0, applied.text);
};

const fails = async (t: ExecutionContext, task: Task, reason: RegExp, on: Host = host): Promise<void> => {
  const { code, text } = await play(on, [task]);
  t.is(code, 2, text);
  t.regex(text, reason);
};

const status = async (name: string): Promise<string> =>
  (await host.run(`dpkg-query -W -f '\${db:Status-Abbrev}' ${name}`)).stdout.trim().replace('un', '');

test.serial('apt: lists are fetched when they are too old, and only then', async t => {
  await fails(t, { apt: { name: 'tree' } }, /No package matching 'tree' is available/);
  await converges(t, { apt: { cache_valid_time: 3600 } });
  const always = { apt: { update_cache: true } };
  t.is((await play(host, [always], 'check')).code, 0, 'fetching lists is no drift');
  t.is((await play(host, [always])).code, 0);
});

test.serial('apt: every state from every state', async t => {
  for (const from of ['install', 'remove'])
    for (const to of ['present', 'latest', 'absent']) {
      await host.output(`DEBIAN_FRONTEND=noninteractive apt-get -q -y ${from} tree`);
      const task = { apt: { name: 'tree', state: to } };
      if ((from === 'remove') === (to === 'absent')) await settled(t, task);
      else await converges(t, task);
      t.is(await status('tree'), to === 'absent' ? '' : 'ii', `${from} to ${to}`);
    }
});

test.serial('apt: dependencies come and go', async t => {
  const { text } = await play(host, [{ apt: { name: 'cowsay', install_recommends: false } }], 'check');
  t.regex(text, /libtext-charwidth-perl/, 'what else comes is predicted');
  await converges(t, { apt: { name: 'cowsay' } });
  await converges(t, { apt: { name: 'libtext-charwidth-perl' } });
  await converges(t, { apt: { name: 'cowsay', state: 'absent', autoremove: true } });
  t.is(await status('libtext-charwidth-perl'), 'ii', 'it was asked for by name');
  await host.output('apt-mark auto libtext-charwidth-perl');
  await converges(t, { apt: { autoremove: true } });
  t.is(await status('libtext-charwidth-perl'), '');
});

test.serial('apt: versions, patterns and names that others provide', async t => {
  const version = (await host.output("apt-cache policy tree | sed -n 's/^ *Candidate: //p'")).trim();
  await fails(
    t,
    { apt: { name: 'tree=9' } },
    /no available installation candidate for tree=9: Version '9' for 'tree' was not found/,
  );
  await fails(t, { apt: { name: 'tree>=9' } }, /no available installation candidate for tree>=9/);
  await converges(t, { apt: { name: `tree=${version}` } });
  await settled(t, { apt: { name: [`tree=${version.slice(0, 3)}*`, 'tree>=1', 'awk', 'curl'] } });
  await converges(t, { apt: { name: 'tre?', state: 'absent' } });
  await fails(t, { apt: { name: 'no-such-*' } }, /No package\(s\) matching 'no-such-\*' available/);
  await fails(t, { apt: { name: 'no-such' } }, /No package matching 'no-such' is available/);
});

test.serial('apt: configuration that is left behind is purged', async t => {
  await converges(t, { apt: { name: 'cron' } });
  await converges(t, { apt: { name: 'cron', state: 'absent' } });
  t.is(await status('cron'), 'rc');
  await settled(t, { apt: { name: 'cron', state: 'absent' } });
  await converges(t, { apt: { name: 'cron', state: 'absent', purge: true } });
  t.is(await status('cron'), '');
});

test.serial('apt: a package file, from a path and a URL', async t => {
  await host.output(
    'cd /root && apt-get -q download tree >/dev/null && mv tree_*.deb tree.deb && chmod 644 tree.deb',
  );
  await converges(t, { apt: { deb: '/root/tree.deb' } });
  await play(host, [{ apt: { name: 'tree', state: 'absent' } }]);
  const url = (await host.output('apt-get -q download --print-uris tree | cut -d "\'" -f 2')).trim();
  await converges(t, { apt: { deb: url } });
  await fails(t, { apt: { deb: '/root/none.deb' } }, /Unable to install package: \/root\/none\.deb: /);
  t.is((await host.output('ls -A /tmp | grep -c "^tmp\\." || true')).trim(), '0', 'nothing is left behind');
});

test.serial('apt: what an interrupted dpkg left is finished first', async t => {
  await play(host, [{ apt: { name: 'tree', state: 'absent' } }]);
  await host.output('touch /var/lib/dpkg/updates/0001');
  t.regex((await host.run('apt-get -y install tree')).stderr, /dpkg was interrupted/);
  await converges(t, { apt: { name: 'tree' } });
});

test.serial('apt: a lock is waited for, and who holds it is named', async t => {
  const hold = (seconds: number) =>
    host.output(
      `perl -e 'use Fcntl; open(F, ">", "/var/lib/dpkg/lock-frontend"); my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; print "held\n"; close STDOUT; sleep ${seconds}' >/tmp/held 2>&1 & while ! grep -q held /tmp/held; do sleep 0.1; done; rm /tmp/held`,
    );
  await play(host, [{ apt: { name: 'tree', state: 'absent' } }]);
  await hold(300);
  await fails(
    t,
    { apt: { name: 'tree', lock_timeout: 2 } },
    /Could not get lock \/var\/lib\/dpkg\/lock-frontend.*held by process \d+ \(perl\)/,
  );
  await host.output('pkill perl; while pgrep perl; do sleep 0.1; done; true');
  await hold(4);
  await converges(t, { apt: { name: 'tree', lock_timeout: 60 } });
});

test.serial('apt: services are not started if policy_rc_d says so', async t => {
  await host.output(
    "printf '#!/bin/sh\\nexit 0\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d",
  );
  await converges(t, { apt: { name: 'cron', policy_rc_d: 101 } });
  t.is((await host.run('systemctl is-active cron')).stdout, 'inactive\n');
  t.is(await host.output('cat /usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 0\n');
  await host.output('rm /usr/sbin/policy-rc.d; systemctl start cron');
});

test.serial('apt: a package whose script fails says what failed', async t => {
  await host.output(`mkdir -p /root/bad/DEBIAN && cd /root/bad &&
    printf 'Package: bad\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@y.z>\\nDescription: bad\\n' >DEBIAN/control &&
    printf '#!/bin/sh\\necho broken >&2\\nexit 3\\n' >DEBIAN/postinst && chmod 755 DEBIAN/postinst && dpkg-deb -b . /root/bad.deb >/dev/null`);
  await fails(
    t,
    { apt: { deb: '/root/bad.deb' } },
    /installed bad package post-installation script subprocess returned error exit status 3/,
  );
  await converges(t, { apt: { name: 'bad', state: 'absent', purge: true } });
});

test.serial('service and systemd: every state from every state', async t => {
  for (const [module, states] of [
    ['service', ['started', 'stopped', 'restarted', 'reloaded']],
    ['systemd', ['started', 'restarted']],
  ] as const)
    for (const from of ['start', 'stop'])
      for (const to of states) {
        await host.output(`systemctl ${from} demo`);
        const pid = await host.output('systemctl show -p MainPID demo');
        const task = { [module]: { name: 'demo', state: to } };
        const always = to === 'restarted' || to === 'reloaded';
        if (always) {
          t.is((await play(host, [task], 'check')).code, 2);
          t.is((await play(host, [task])).changed, 1);
        } else if ((from === 'start') === (to === 'started')) await settled(t, task);
        else await converges(t, task);
        const active = (await host.run('systemctl is-active demo')).stdout.trim();
        t.is(active, to === 'stopped' ? 'inactive' : 'active', `${module}: ${from} to ${to}`);
        const same = (await host.output('systemctl show -p MainPID demo')) === pid;
        t.is(
          same,
          (from === 'start' && (to === 'started' || to === 'reloaded')) ||
            (from === 'stop' && to === 'stopped'),
        );
      }
});

test.serial('service and systemd: enabled, masked, missing, broken', async t => {
  for (const module of ['service', 'systemd']) {
    await converges(t, { [module]: { name: 'demo', enabled: true } });
    await converges(t, { [module]: { name: 'demo', enabled: false } });
    await fails(
      t,
      { [module]: { name: 'no-such', state: 'started' } },
      /Could not find the requested service no-such: host/,
    );
  }
  // Only what stands in the distribution's own folder can be masked.
  await host.output(
    'sed s/10000/10001/ /etc/systemd/system/demo.service >/usr/lib/systemd/system/packaged.service && systemctl start packaged',
  );
  await converges(t, { systemd: { name: 'packaged', masked: true, state: 'stopped' } });
  await converges(t, { systemd: { name: 'packaged', masked: false, state: 'started', enabled: true } });
  await host.output('cat >/etc/systemd/system/broken.service', {
    input: '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo port is taken; sleep 1; exit 3"\n',
  });
  await fails(
    t,
    { service: { name: 'broken', state: 'started' } },
    /Unable to start service broken.*port is taken/s,
  );
});

test.serial('systemd: files that changed are read again', async t => {
  await host.output('systemctl start demo && sed -i s/10000/20000/ /etc/systemd/system/demo.service');
  t.is((await host.output('systemctl show -p NeedDaemonReload demo')).trim(), 'NeedDaemonReload=yes');
  await settled(t, { systemd: { name: 'demo', state: 'started', daemon_reload: true } });
  t.is((await host.output('systemctl show -p NeedDaemonReload demo')).trim(), 'NeedDaemonReload=no');
  await settled(t, { systemd: { daemon_reexec: true } });
});

const accounts: readonly [string, Task][] = [
  ['a group', { group: { name: 'crew', gid: 1750 } }],
  ['its number', { group: { name: 'crew', gid: 1751 } }],
  [
    'an account',
    {
      user: {
        name: 'jo',
        groups: ['crew', 'sudo'],
        shell: '/bin/bash',
        comment: 'Jo Doe',
        password: '$6$salt$hash',
        expires: 1800000000,
        generate_ssh_key: true,
        ssh_key_type: 'ed25519',
        ssh_key_passphrase: 'some passphrase',
      },
    },
  ],
  ['its groups', { user: { name: 'jo', groups: ['crew'] } }],
  ['one more group', { user: { name: 'jo', groups: ['adm'], append: true } }],
  ['its password', { user: { name: 'jo', password: '$6$other$hash' } }],
  ['its lock', { user: { name: 'jo', password_lock: true } }],
  [
    'its home',
    { user: { name: 'jo', home: '/srv/people/jo', move_home: true, uid: 2000, password_lock: false } },
  ],
  ['its terms', { user: { name: 'jo', expires: -1, password_expire_max: 90, password_expire_min: 1 } }],
  ['its end', { user: { name: 'jo', state: 'absent', remove: true } }],
  ["the group's end", { group: { name: 'crew', state: 'absent' } }],
];

for (const [name, task] of accounts)
  test.serial(`user and group: ${name}`, async t => {
    await converges(t, task);
    await converges(t, task, busybox);
    if (name === 'an account') {
      t.is((await host.run('ssh-keygen -y -P wrong -f /home/jo/.ssh/id_ed25519')).code, 255);
      t.is((await host.run("ssh-keygen -y -P 'some passphrase' -f /home/jo/.ssh/id_ed25519")).code, 0);
      t.is(
        await host.output('stat -c "%U:%G %a" /home/jo/.ssh /home/jo/.ssh/id_ed25519'),
        'jo:jo 700\njo:jo 600\n',
      );
      t.regex(await host.output('getent shadow jo'), /^jo:\$6\$salt\$hash:/);
    }
    if (name === 'its lock') t.regex(await host.output('getent shadow jo'), /^jo:!\$6\$other\$hash:/);
    if (name === 'its home') t.is(await host.output('stat -c %U /srv/people/jo/.ssh'), 'jo\n');
  });

test.serial('user: a home that is gone is made again', async t => {
  await converges(t, { user: { name: 'kim' } });
  const before = await host.output('stat -c "%a %U:%G" /home/kim /home/kim/.bashrc');
  await host.output('rm -r /home/kim');
  await converges(t, { user: { name: 'kim' } });
  t.is(await host.output('stat -c "%a %U:%G" /home/kim /home/kim/.bashrc'), before);
});

test.serial('the same on a host whose shell is busybox', async t => {
  await converges(t, { apt: { cache_valid_time: 3600 } }, busybox);
  await converges(t, { apt: { name: 'tree' } }, busybox);
  await settled(t, { apt: { name: ['tree', 'awk'], state: 'present' } }, busybox);
  await converges(t, { apt: { name: 'tree', state: 'absent' } }, busybox);
  await converges(t, { service: { name: 'ssh', enabled: false } }, busybox);
  await converges(t, { service: { name: 'ssh', enabled: true } }, busybox);
});

test.serial('hostname', async t => {
  await converges(t, { hostname: { name: 'renamed' } });
  t.is(await host.output('hostname; cat /etc/hostname'), 'renamed\nrenamed\n');
});

test.serial('setup knows the host', async t => {
  const facts = [
    ['ansible_distribution', 'Debian'],
    ['ansible_distribution_major_version', '12'],
    ['ansible_os_family', 'Debian'],
    ['ansible_service_mgr', 'systemd'],
    ['ansible_pkg_mgr', 'apt'],
    ['ansible_default_ipv4.address', host.address],
    ['ansible_hostname', 'renamed'],
    ['ansible_user_id', 'root'],
  ];
  const tasks = [
    { setup: {} },
    { assert: { that: facts.map(([name, value]) => `${name} == '${value}'`) } },
    { assert: { that: ['ansible_memtotal_mb > 100'] } },
  ];
  const { code, text } = await play(host, tasks);
  t.is(code, 0, text);
});
