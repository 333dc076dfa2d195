import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { SshOptions } from '../../src/ssh/options.js';
import { connectSsh } from '../../src/ssh/ssh.js';
import { TransportError } from '../../src/ssh/transport.js';
import { knownLine, makeKey, type Sshd, startSshd } from './sshd.js';

/** What a command prints on its two streams, and how it ends. */
const runCommand = async (t: ExecutionContext, options: SshOptions, command: string, input = '') => {
  const transport = await connectSsh(options);
  t.teardown(() => transport.close());
  const channel = await transport.open(command);
  const read = { stdout: '', stderr: '' };
  channel.stdout.on('data', chunk => {
    read.stdout += chunk;
  });
  channel.stderr.on('data', chunk => {
    read.stderr += chunk;
  });
  channel.stdin.end(input);
  return { ...read, ...(await channel.exit), ...read };
};

const refusal = async (t: ExecutionContext, options: SshOptions): Promise<TransportError> =>
  (await t.throwsAsync(connectSsh(options), { instanceOf: TransportError }))!;

const fingerprintOf = (publicKey: string): string =>
  execFileSync('ssh-keygen', ['-lf', publicKey], { encoding: 'utf8' }).split(' ')[1]!;

/** An SSH agent that holds keys. */
const startAgent = async (
  t: ExecutionContext,
  { folder }: Sshd,
  keys: readonly string[],
): Promise<string> => {
  const socket = join(folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => agent.kill());
  await new Promise(resolve => agent.stdout.once('data', resolve));
  for (const key of keys)
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
  return socket;
};

test.serial('runs a command with its input, both outputs and status', async t => {
  const { options } = await startSshd(t);
  t.deepEqual(await runCommand(t, options, 'cat; echo error >&2; exit 3', 'in'), {
    stdout: 'in',
    stderr: 'error\n',
    code: 3,
    signal: undefined,
  });
  t.like(await runCommand(t, options, 'kill -TERM $$'), { signal: 'TERM' });
});

test.serial('every type of host key that is known is verified, whatever the server likes best', async t => {
  const types = ['rsa', 'ecdsa', 'ed25519'];
  const { options, folder, port, knownHosts } = await startSshd(t, { types });
  for (const type of types) {
    writeFileSync(knownHosts, knownLine(`[127.0.0.1]:${port}`, join(folder, `host_${type}.pub`)));
    t.is((await runCommand(t, options, 'echo in')).stdout, 'in\n', type);
  }
});

test.serial('an unknown host key is refused, with its fingerprint', async t => {
  const { options, folder, port, knownHosts } = await startSshd(t);
  writeFileSync(knownHosts, '');
  const error = await refusal(t, options);
  t.is(
    error.message,
    `the host key of [127.0.0.1]:${port} is not known: it presents ED25519 ${fingerprintOf(join(folder, 'host_ed25519.pub'))}`,
  );
  t.regex(error.hint!, /ssh-keyscan -p \d+ 127\.0\.0\.1 >> .*known_hosts/);
});

test.serial('a changed host key is refused, with both fingerprints and the place', async t => {
  const { options, folder, port, knownHosts } = await startSshd(t);
  const other = makeKey(join(folder, 'other'));
  writeFileSync(knownHosts, `# old\n${knownLine(`[127.0.0.1]:${port}`, `${other}.pub`)}`);
  for (const hostKeyChecking of ['strict', 'accept-new'] as const) {
    const error = await refusal(t, { ...options, hostKeyChecking });
    t.is(
      error.message,
      `the host key of [127.0.0.1]:${port} has changed: it presents ED25519 ${fingerprintOf(join(folder, 'host_ed25519.pub'))}, ` +
        `but ${knownHosts}:2 has ED25519 ${fingerprintOf(`${other}.pub`)}`,
    );
    t.is(error.hint?.includes(`ssh-keygen -R '[127.0.0.1]:${port}'`), true);
  }
  t.is((await runCommand(t, { ...options, hostKeyChecking: 'off' }, 'echo in')).stdout, 'in\n');
});

test.serial('a key of another type than those that are known counts as changed', async t => {
  const { options, folder, port, knownHosts } = await startSshd(t);
  const rsa = makeKey(join(folder, 'rsa'), 'rsa');
  writeFileSync(knownHosts, knownLine(`[127.0.0.1]:${port}`, `${rsa}.pub`));
  t.regex((await refusal(t, options)).message, /has changed: it presents ED25519 .* has RSA /);
});

test.serial('a revoked host key is refused, even where keys are not checked', async t => {
  const { options, knownHosts } = await startSshd(t);
  writeFileSync(
    knownHosts,
    `${readFileSync(knownHosts, 'utf8')}@revoked *${readFileSync(knownHosts, 'utf8').replace(/^\S+/, '')}`,
  );
  for (const hostKeyChecking of ['strict', 'accept-new', 'off'] as const)
    t.regex(
      (await refusal(t, { ...options, hostKeyChecking })).message,
      /is marked as revoked in .*known_hosts:2/,
    );
});

test.serial('an authority for host certificates is named, where there is nothing else', async t => {
  const { options, knownHosts } = await startSshd(t);
  writeFileSync(knownHosts, `@cert-authority ${readFileSync(knownHosts, 'utf8')}`);
  t.regex(
    (await refusal(t, options)).message,
    /known_hosts:1 trusts an authority .* host certificates are not supported/,
  );
});

test.serial('accept-new writes a new key down, so that ssh knows it too', async t => {
  const { options, port, folder, key } = await startSshd(t);
  const knownHosts = join(folder, 'new', 'known_hosts');
  const accepting: SshOptions = {
    ...options,
    hostKeyChecking: 'accept-new',
    userKnownHostsFiles: [knownHosts],
    hashKnownHosts: true,
  };
  t.is((await runCommand(t, accepting, 'echo in')).stdout, 'in\n');
  t.is((await runCommand(t, { ...accepting, hostKeyChecking: 'strict' }, 'echo in')).stdout, 'in\n');
  t.is(readFileSync(knownHosts, 'utf8').trim().split('\n').length, 1);
  const words = ['-F', '/dev/null', '-i', key, '-p', `${port}`, '-o', `UserKnownHostsFile=${knownHosts}`];
  t.is(
    execFileSync('ssh', [...words, '-o', 'StrictHostKeyChecking=yes', '127.0.0.1', 'echo in'], {
      encoding: 'utf8',
    }),
    'in\n',
  );
});

test.serial('nothing that could identify the user is sent to a host that is not the right one', async t => {
  const { options, knownHosts, folder } = await startSshd(t);
  writeFileSync(knownHosts, '');
  let identities = 0;
  const socket = join(folder, 'fake-agent');
  const server = createServer(() => {
    identities++;
  });
  await new Promise<void>(resolve => server.listen(socket, resolve));
  t.teardown(() => server.close());
  await refusal(t, { ...options, identities: [], agentSocket: socket, password: 'secret' });
  t.is(identities, 0);
});

test.serial('keys of every kind log in', async t => {
  const { options, folder } = await startSshd(t);
  for (const type of ['rsa', 'ecdsa', 'ed25519']) {
    const key = makeKey(join(folder, type), type);
    writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${key}.pub`));
    t.is(
      (await runCommand(t, { ...options, identities: [{ file: key, requested: true }] }, 'echo in')).stdout,
      'in\n',
      type,
    );
  }
});

test.serial(
  'several keys are tried, missing ones and those with a passphrase are passed over and named',
  async t => {
    const { options, folder, key } = await startSshd(t);
    const wrong = makeKey(join(folder, 'wrong'));
    const locked = makeKey(join(folder, 'locked'), 'ed25519', 'passphrase');
    const missing = join(folder, 'missing');
    const identities = [missing, locked, wrong].map(file => ({ file, requested: true }));
    t.is(
      (
        await runCommand(
          t,
          { ...options, identities: [...identities, { file: key, requested: true }] },
          'echo in',
        )
      ).stdout,
      'in\n',
    );
    const error = await refusal(t, { ...options, identities });
    t.is(
      error.message,
      `127.0.0.1 does not let ${options.user} log in: tried ${wrong}; the host accepts publickey; not tried: ` +
        `${missing} (there is no such file), ${locked} (it has a passphrase: add it to your SSH agent with ssh-add)`,
    );
  },
);

test.serial("an SSH agent's key logs in, and none but those of the identities if so configured", async t => {
  const sshd = await startSshd(t);
  const wrong = makeKey(join(sshd.folder, 'wrong'));
  const agentSocket = await startAgent(t, sshd, [wrong, sshd.key]);
  const options: SshOptions = { ...sshd.options, identities: [], agentSocket };
  t.is((await runCommand(t, options, 'echo in')).stdout, 'in\n');
  const only = (file: string): SshOptions => ({
    ...options,
    identities: [{ file, requested: true }],
    identitiesOnly: true,
  });
  // The private halves are in the agent alone.
  rmSync(sshd.key);
  rmSync(wrong);
  t.is((await runCommand(t, only(sshd.key), 'echo in')).stdout, 'in\n');
  t.regex((await refusal(t, only(wrong))).message, /tried the SSH agent's key;/);
});

test.serial('an SSH agent that is not there is named when nothing else works', async t => {
  const { options, folder } = await startSshd(t);
  const agentSocket = join(folder, 'nobody');
  t.is((await runCommand(t, { ...options, agentSocket }, 'echo in')).stdout, 'in\n');
  const error = await refusal(t, { ...options, agentSocket, identities: [] });
  t.regex(error.message, /there was nothing to try.*not tried: the SSH agent \(/);
});

test.serial('through jump hosts, each of them verified', async t => {
  const [first, second, target] = [await startSshd(t), await startSshd(t), await startSshd(t)];
  const jumps = [first.options, second.options];
  t.is((await runCommand(t, { ...target.options, jumps }, 'echo in')).stdout, 'in\n');
  writeFileSync(second.knownHosts, '');
  const error = await refusal(t, { ...target.options, jumps });
  t.regex(error.message, new RegExp(`host key of \\[127\\.0\\.0\\.1\\]:${second.port} is not known`));
});

test.serial('through a program', async t => {
  const { options, port } = await startSshd(t);
  const relay = `${process.execPath} -e 's=require("net").connect(${port},"127.0.0.1");process.stdin.pipe(s);s.pipe(process.stdout)'`;
  t.is((await runCommand(t, { ...options, proxyCommand: relay }, 'echo in')).stdout, 'in\n');
});

test.serial('a connection that the host closes says so', async t => {
  const { options } = await startSshd(t);
  const transport = await connectSsh(options);
  const channel = await transport.open('kill -KILL "$PPID"; sleep 100');
  channel.stdout.resume();
  t.is((await transport.closed)?.message, 'the host closed the connection');
  t.is((await channel.exit).reason, 'the host closed the connection');
  await t.throwsAsync(transport.open('true'), { instanceOf: TransportError });
});

test.serial('a connection that is closed has no reason', async t => {
  const { options } = await startSshd(t);
  const transport = await connectSsh(options);
  await transport.close();
  t.is(await transport.closed, undefined);
});

test.serial('a channel that the host refuses is an error', async t => {
  const { options } = await startSshd(t, { lines: ['MaxSessions 1'] });
  const transport = await connectSsh(options);
  t.teardown(() => transport.close());
  await transport.open('sleep 100');
  await t.throwsAsync(transport.open('true'), {
    instanceOf: TransportError,
    message: /starts no further command/,
  });
});

test.serial('why there is no connection', async t => {
  const { options } = await startSshd(t);
  const silent = createServer(socket => socket.on('error', () => undefined));
  const babbler = createServer(socket => socket.on('error', () => undefined).end('HTTP/1.0 400 no\r\n\r\n'));
  for (const server of [silent, babbler]) {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
  }
  const portOf = (server: typeof silent): number => (server.address() as { port: number }).port;
  const message = async (changes: Partial<SshOptions>) =>
    (await refusal(t, { ...options, ...changes })).message;
  t.is(await message({ port: 1 }), '127.0.0.1 refuses connections on port 1');
  t.is(await message({ host: 'nowhere.invalid' }), 'there is no host named nowhere.invalid');
  t.is(
    await message({ port: portOf(silent), connectTimeout: 1 }),
    `127.0.0.1 port ${portOf(silent)} does not finish the SSH handshake (waited 1 s)`,
  );
  t.regex(await message({ port: portOf(babbler) }), /closes the connection at once/);
});

test.serial('algorithms that rest on SHA-1 are not taken', async t => {
  const weak = ['HostKeyAlgorithms ssh-rsa', 'KexAlgorithms diffie-hellman-group14-sha1'];
  for (const line of weak) {
    const { options } = await startSshd(t, { types: ['rsa'], lines: [line] });
    t.regex((await refusal(t, options)).message, /offers no algorithm that is safe and supported/, line);
  }
});

test.serial('a host that drops a connection because too many log in is asked again', async t => {
  const { options, port } = await startSshd(t);
  let count = 0;
  const server = createServer(socket => {
    socket.on('error', () => undefined);
    if (++count < 3) socket.end();
    else socket.pipe(connect(port, '127.0.0.1')).pipe(socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const relayed: SshOptions = {
    ...options,
    port: (server.address() as { port: number }).port,
    hostKeyAlias: `[127.0.0.1]:${port}`,
  };
  t.is((await runCommand(t, relayed, 'echo in')).stdout, 'in\n');
  t.is(count, 3);
});
