import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Become } from '../../src/agent/become.js';
import { connectHost } from '../../src/agent/connect.js';
import { type Agent, ConnectionLost, type Output } from '../../src/agent/protocol.js';
import type { HostSession } from '../../src/agent/session.js';
import type { SshOptions } from '../../src/ssh/options.js';
import { type Host, releaseHosts, takeHosts, type User } from './rig/host.js';
import { keyFile, knownHostsFile, opsPassword } from './rig/lab.js';

let hosts: Host[] = [];
let plain: Host;
let busybox: Host;

test.before('boot', async () => {
  hosts = await takeHosts({}, { busyboxSh: true });
  [plain, busybox] = hosts as [Host, Host];
});
test.after.always('release', () => releaseHosts(hosts));

const optionsFor = (host: Host, user: string, more: Partial<SshOptions> = {}): SshOptions => ({
  kind: 'ssh',
  host: host.address,
  port: 22,
  user,
  hostKeyChecking: 'strict',
  userKnownHostsFiles: [knownHostsFile],
  globalKnownHostsFiles: [],
  hashKnownHosts: false,
  identities: [{ file: keyFile, requested: true }],
  identitiesOnly: true,
  connectTimeout: 10,
  keepaliveInterval: 20,
  keepaliveCount: 3,
  compression: false,
  jumps: [],
  ...more,
});

const connectTo = async (
  t: ExecutionContext,
  host: Host,
  user: string,
  more: Partial<SshOptions> = {},
): Promise<HostSession> => {
  const session = await connectHost(optionsFor(host, user, more));
  t.teardown(() => session.close());
  return session;
};

const run = (agent: Agent, text: string, kind: 'probe' | 'apply' = 'probe'): Promise<Output> =>
  agent.run([{ kind, script: { text } }])[0]!;

const said = async (agent: Agent, text: string, kind?: 'probe' | 'apply'): Promise<string> =>
  (await run(agent, text, kind)).stdout.toString();

const ROOT: Become = { method: 'sudo', user: 'root' };
const WITH_PASSWORD: Become = { ...ROOT, password: opsPassword };

const lost = async (t: ExecutionContext, agent: Agent): Promise<string> =>
  (await t.throwsAsync(run(agent, 'echo in'), { instanceOf: ConnectionLost }))!.message;

for (const kind of ['dash', 'busybox'] as const) {
  const host = (): Host => (kind === 'dash' ? plain : busybox);

  test.serial(`${kind}: the login user, and others by sudo without a password`, async t => {
    const session = await connectTo(t, host(), 'deploy');
    const script = 'echo "$(id -un) $HOME $(pwd)"';
    for (const step of ['probe', 'apply'] as const) {
      t.is(await said(session.agent(), script, step), 'deploy /home/deploy /home/deploy\n');
      t.is(await said(session.agent(ROOT), script, step), 'root /root /home/deploy\n');
      t.is(await said(session.agent({ ...ROOT, user: 'ops' }), script, step), 'ops /home/ops /home/deploy\n');
      // Its own home isn't there.
      t.is(
        await said(session.agent({ ...ROOT, user: 'www-data' }), script, step),
        'www-data /var/www /home/deploy\n',
      );
    }
    t.deepEqual(session.traffic, { messages: 8, steps: 8 });
  });

  test.serial(`${kind}: sudo with a password, which no process shows`, async t => {
    const session = await connectTo(t, host(), 'ops');
    const agent = session.agent(WITH_PASSWORD);
    t.is(await said(agent, 'id -un'), 'root\n');
    const shown = await said(
      agent,
      `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c '${opsPassword.replace(/^./, '[$&]')}'`,
    );
    t.is(shown, '0\n');
  });

  test.serial(`${kind}: su with a password`, async t => {
    const session = await connectTo(t, host(), 'deploy');
    const account: Become = { method: 'su', user: 'ops' };
    t.is(await said(session.agent({ ...account, password: opsPassword }), 'id -un'), 'ops\n');
    const other = await connectTo(t, host(), 'deploy');
    t.is(
      await lost(t, other.agent({ ...account, password: 'wrong' })),
      'su refused the password of ops (become_password is wrong)',
    );
    const third = await connectTo(t, host(), 'deploy');
    t.is(await lost(t, third.agent(account)), 'su asks for the password of ops, but none was given');
  });

  test.serial(`${kind}: a connection that is cut ends what runs, but not dpkg`, async t => {
    const relay = await startRelay(t, host());
    const session = await connectTo(t, host(), 'deploy', {
      host: '127.0.0.1',
      port: relay.port,
      hostKeyAlias: host().address,
    });
    const agent = session.agent(ROOT);
    const pid = Number(await said(agent, 'echo $$'));
    await run(agent, 'rm -rf /srv/cut; mkdir /srv/cut', 'apply');
    const script = `cd /srv/cut
printf '#!/bin/sh\\necho unpacking; sleep 3; head -c 300000 /dev/zero || exit 1; echo unpacked >unpacked\\n' >dpkg
printf '#!/bin/sh\\n./dpkg && ./dpkg && echo configured >configured\\n' >apt-get
chmod 755 dpkg apt-get
(sleep 2000 & wait) &
./apt-get
sleep 2001`;
    let heard: (() => void) | undefined;
    const started = new Promise<void>(resolve => {
      heard = resolve;
    });
    const [answer] = agent.run([{ kind: 'apply', script: { text: script }, onOutput: () => heard?.() }]);
    await started;
    relay.cut();
    await t.throwsAsync(answer!, { instanceOf: ConnectionLost });
    await host().output(`while pgrep -f "sleep 200[01]" || [ -e /proc/${pid} ]; do sleep 0.2; done`);
    t.is(await host().output('cat /srv/cut/unpacked /srv/cut/configured'), 'unpacked\nconfigured\n');
  });

  test.serial(`${kind}: nothing stays on the host`, async t => {
    const look = 'ps -eo args | grep -c "[i]flag=fullblock"; ls -A /tmp /var/tmp | sort; ls -A /root /home/*';
    const session = await connectTo(t, host(), 'deploy');
    await run(session.agent(ROOT), 'true', 'apply');
    t.regex(await host().output(look), /^[1-9]/);
    await session.close();
    const other = await connectTo(t, host(), 'ops');
    const before = await host().output('ls -A /tmp /var/tmp /root /home/*');
    await run(other.agent(WITH_PASSWORD), 'true', 'apply');
    await other.close();
    t.is(await host().output('ls -A /tmp /var/tmp /root /home/*'), before);
  });
}

/** A relay to a host's SSH port whose connections can be cut as if the network had gone. */
const startRelay = async (t: ExecutionContext, host: Host): Promise<{ port: number; cut: () => void }> => {
  const sockets: Socket[] = [];
  const server: Server = createServer(socket => {
    const target = connect(22, host.address);
    for (const one of [socket, target]) one.on('error', () => undefined);
    socket.pipe(target).pipe(socket);
    sockets.push(socket, target);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, cut };
};

test.serial('why there is no other account, in one line each', async t => {
  await plain.output(
    'useradd -m nosudo; install -d -m 700 -o nosudo /home/nosudo/.ssh; ' +
      'install -m 600 -o nosudo /root/.ssh/authorized_keys /home/nosudo/.ssh/authorized_keys; ' +
      'useradd -m limited; cp -a /home/nosudo/.ssh /home/limited/; chown -R limited /home/limited/.ssh; ' +
      'echo "limited ALL=(ALL) NOPASSWD: /bin/true" >/etc/sudoers.d/limited; ' +
      'useradd -m wants-tty; cp -a /home/nosudo/.ssh /home/wants-tty/; chown -R wants-tty /home/wants-tty/.ssh; ' +
      'echo "Defaults:wants-tty requiretty\nwants-tty ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/wants-tty',
  );
  const message = async (user: string, account: Become): Promise<string> => {
    const session = await connectTo(t, plain, user);
    return lost(t, session.agent(account));
  };
  t.is(
    await message('ops', { ...ROOT, password: 'wrong' }),
    'sudo refused the password of ops (become_password is wrong)',
  );
  t.is(
    await message('ops', ROOT),
    'sudo asks for the password of ops, but none was given (become_password, or -K)',
  );
  t.is(
    await message('nosudo', { ...ROOT, password: 'x' }),
    'sudo refused the password of nosudo (become_password is wrong)',
  );
  t.is(
    await message('limited', ROOT),
    'sudo asks for the password of limited, but none was given (become_password, or -K)',
  );
  t.is(
    await message('wants-tty', ROOT),
    'sudo on this host wants a terminal: remove "requiretty" for wants-tty from its sudoers',
  );
  t.is(await message('deploy', { ...ROOT, user: 'nosuch' }), 'there is no user nosuch on this host');
  t.is(
    await message('deploy', { ...ROOT, executable: '/opt/sudo' }),
    '/opt/sudo is not installed on this host',
  );
  await plain.output('echo "nosudo:right" | chpasswd; echo "limited:right" | chpasswd');
  t.is(
    await message('nosudo', { ...ROOT, password: 'right' }),
    'sudo does not allow nosudo to become root and run any command',
  );
});

test.serial('a wrong password is tried once', async t => {
  const session = await connectTo(t, plain, 'ops');
  const account = { ...ROOT, password: 'wrong' };
  const reason = await lost(t, session.agent(account));
  const count = 'journalctl -q _COMM=sudo | grep -c "authentication failure" || :';
  const before = await plain.output(count);
  t.is(await lost(t, session.agent(account)), reason);
  t.is(await plain.output(count), before);
});

test.serial('any login shell will do', async t => {
  await plain.output(
    'apt-get update -qq && apt-get install -yqq --no-install-recommends fish tcsh zsh >/dev/null 2>&1',
  );
  for (const shell of ['/usr/bin/fish', '/bin/tcsh', '/usr/bin/zsh', '/bin/sh', '/bin/bash']) {
    const user = `login-${shell.split('/').at(-1)}`;
    await plain.output(
      `useradd -m -s ${shell} ${user}; cp -a /home/deploy/.ssh /home/${user}/; chown -R ${user} /home/${user}/.ssh; ` +
        `echo '${user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/${user}; echo '${user}:pass word!' | chpasswd`,
    );
    const session = await connectTo(t, plain, user);
    t.is(await said(session.agent(), 'id -un; exit 3', 'apply'), `${user}\n`, shell);
    t.is(await said(session.agent(ROOT), 'id -un'), 'root\n', shell);
    const asked = await connectTo(t, plain, user);
    t.is(await said(asked.agent({ ...ROOT, password: 'unasked' }), 'id -un'), 'root\n', shell);
  }
});

test.serial('sudo in a terminal of its own (use_pty), and with output logged', async t => {
  await plain.output('useradd -m pty; cp -a /home/deploy/.ssh /home/pty/; chown -R pty /home/pty/.ssh');
  for (const line of ['use_pty', '!use_pty', 'log_output', 'log_input, log_output']) {
    await plain.output(`printf 'Defaults:pty ${line}\\npty ALL=(ALL) NOPASSWD: ALL\\n' >/etc/sudoers.d/pty`);
    const session = await connectTo(t, plain, 'pty');
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    for (const kind of ['probe', 'apply'] as const) {
      const [answer] = session
        .agent(ROOT)
        .run([{ kind, script: { text: 'cat; echo error >&2', payload: [bytes] } }]);
      const output = await answer!;
      t.deepEqual(output.stdout, bytes, `${line} ${kind}`);
      t.is(output.stderr.toString(), 'error\n');
    }
    t.is(await said(session.agent(ROOT), 'tty', 'apply'), 'not a tty\n');
  }
});

test.serial('a password login, and the key of the wrong user', async t => {
  const session = await connectTo(t, plain, 'ops', { identities: [], password: opsPassword });
  t.is(await said(session.agent(), 'id -un'), 'ops\n');
  const error = await t.throwsAsync(
    connectHost(optionsFor(plain, 'ops', { identities: [], password: 'wrong' })),
    { instanceOf: ConnectionLost },
  );
  t.regex(
    error!.message,
    new RegExp(`^${plain.address} does not let ops log in: tried the password; the host accepts`),
  );
  t.false(readFileSync(knownHostsFile, 'utf8').includes('wrong'));
});

test.serial('messages are counted, and cost one round trip each', async t => {
  const session = await connectTo(t, plain, 'root');
  const users: User[] = ['root', 'deploy'];
  const agent = session.agent();
  await Promise.all(
    agent.run(users.map(user => ({ kind: 'probe' as const, script: { text: `id ${user}` } }))),
  );
  await Promise.all(agent.run([{ kind: 'apply', script: { text: ':' } }]));
  t.deepEqual(session.traffic, { messages: 2, steps: 3 });
});
