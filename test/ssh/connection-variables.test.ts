import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ConnectionDefaults, connectionOptions } from '../../src/ssh/connection-variables.js';
import type { SshOptions } from '../../src/ssh/options.js';
import { TransportError } from '../../src/ssh/transport.js';
import type { Value } from '../../src/value/value.js';

const NO_CONFIG = '-F /dev/null';

const optionsOf = async (
  variables: Readonly<Record<string, Value>>,
  defaults: ConnectionDefaults = { sshExtraArgs: NO_CONFIG },
): Promise<SshOptions> => {
  const options = await connectionOptions('web', new Map(Object.entries(variables)), defaults);
  if (options.kind !== 'ssh') throw new Error('not by SSH');
  return options;
};

const configFile = (t: ExecutionContext, ...lines: string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

test('a host without variables is reached under its name as ssh would', async t => {
  const { agentSocket: _, ...options } = await optionsOf({});
  t.deepEqual(options, {
    kind: 'ssh',
    host: 'web',
    port: 22,
    user: userInfo().username,
    hostKeyChecking: 'strict',
    userKnownHostsFiles: [join(homedir(), '.ssh/known_hosts'), join(homedir(), '.ssh/known_hosts2')],
    globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    hashKnownHosts: false,
    identities: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map(name => ({
      file: join(homedir(), '.ssh', name),
      requested: false,
    })),
    identitiesOnly: false,
    connectTimeout: 10,
    keepaliveInterval: 20,
    keepaliveCount: 3,
    compression: false,
    jumps: [],
  });
});

test('variables', async t => {
  t.like(
    await optionsOf({
      ansible_host: '10.0.0.1',
      ansible_port: 2222,
      ansible_user: 'deploy',
      ansible_password: 'secret',
      ansible_ssh_private_key_file: '~/key of mine',
      ansible_timeout: '30',
    }),
    {
      host: '10.0.0.1',
      port: 2222,
      user: 'deploy',
      password: 'secret',
      identities: [{ file: join(homedir(), 'key of mine'), requested: true }],
      connectTimeout: 30,
    },
  );
});

test('of several names of one variable the last that is set counts', async t => {
  t.is((await optionsOf({ ansible_user: 'a', ansible_ssh_user: 'b' })).user, 'b');
  t.is((await optionsOf({ ansible_user: 'a', ansible_ssh_user: null })).user, 'a');
  t.is((await optionsOf({ ansible_ssh_host: 'b', ansible_host: 'a' })).host, 'b');
});

test('defaults hold where no variable says otherwise', async t => {
  const defaults: ConnectionDefaults = {
    remoteUser: 'admin',
    privateKeyFile: '/key',
    password: 'asked',
    timeout: 5,
    hostKeyChecking: false,
    sshCommonArgs: NO_CONFIG,
  };
  t.like(await optionsOf({}, defaults), {
    user: 'admin',
    password: 'asked',
    connectTimeout: 5,
    hostKeyChecking: 'off',
    identities: [{ file: '/key', requested: true }],
  });
  t.like(
    await optionsOf({ ansible_user: 'x', ansible_host_key_checking: 'yes', ansible_timeout: 9 }, defaults),
    {
      user: 'x',
      hostKeyChecking: 'strict',
      connectTimeout: 9,
    },
  );
});

test('arguments for ssh', async t => {
  const args =
    '-F /dev/null -o UserKnownHostsFile=/known -o "StrictHostKeyChecking accept-new" -oIdentitiesOnly=yes ' +
    '-i /one -o IdentityFile=/two -o ServerAliveInterval=7 -o ServerAliveCountMax=2 -o HostKeyAlias=alias ' +
    '-o IdentityAgent=/agent -o User=other -C';
  t.like(await optionsOf({ ansible_ssh_common_args: args, ansible_user: 'deploy' }, {}), {
    user: 'deploy',
    userKnownHostsFiles: ['/known'],
    hostKeyChecking: 'accept-new',
    identitiesOnly: true,
    identities: [
      { file: '/one', requested: true },
      { file: '/two', requested: true },
    ],
    keepaliveInterval: 7,
    keepaliveCount: 2,
    hostKeyAlias: 'alias',
    agentSocket: '/agent',
    compression: true,
  });
});

test('ssh_config is read, with its includes and matches', async t => {
  const included = configFile(t, 'Host web', '  Port 2201');
  const file = configFile(
    t,
    `Include ${included}`,
    'Match exec "test %n = web"',
    '  User matched',
    'Host web',
    '  HostName real.test',
    '  IdentityFile ~/.ssh/%h-%r',
    '  IdentityAgent none',
  );
  const options = await optionsOf({ ansible_ssh_common_args: `-F ${file}` }, {});
  t.like(options, { host: 'real.test', port: 2201, user: 'matched' });
  t.deepEqual(options.identities, [{ file: join(homedir(), '.ssh/real.test-matched'), requested: true }]);
  t.is(options.agentSocket, undefined);
});

test('jump hosts have options of their own', async t => {
  const { jumps } = await optionsOf({ ansible_ssh_common_args: `${NO_CONFIG} -J me@first:2200,second` }, {});
  t.like(jumps[0], { host: 'first', port: 2200, user: 'me', jumps: [] });
  t.like(jumps[1], { host: 'second', port: 22, user: userInfo().username });
  const { proxyCommand } = await optionsOf({
    ansible_ssh_common_args: '-o ProxyCommand="nc %h %p %r %n %%"',
    ansible_host: '10.0.0.1',
    ansible_user: 'u',
  });
  t.is(proxyCommand, 'nc 10.0.0.1 22 u 10.0.0.1 %');
});

test('a local connection', async t => {
  t.deepEqual(await connectionOptions('web', new Map([['ansible_connection', 'local']])), { kind: 'local' });
  t.deepEqual(await connectionOptions('web', new Map(), { connection: 'local' }), { kind: 'local' });
});

test.serial('without an ssh program the plain options are understood', async t => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  t.teardown(() => {
    process.env.PATH = path;
  });
  const options = await optionsOf(
    {
      ansible_ssh_common_args: '-o StrictHostKeyChecking=no -oUserKnownHostsFile=/known -i /key -J hop',
      ansible_host: 'h',
      ansible_port: 1022,
      ansible_user: 'u',
      ansible_private_key_file: '/first',
    },
    {},
  );
  t.like(options, {
    host: 'h',
    port: 1022,
    user: 'u',
    hostKeyChecking: 'off',
    userKnownHostsFiles: ['/known'],
  });
  t.deepEqual(
    options.identities.map(({ file }) => file),
    ['/first', '/key'],
  );
  t.like(options.jumps[0], { host: 'hop', port: 22 });
  await t.throwsAsync(optionsOf({ ansible_ssh_common_args: '-F /file' }, {}), {
    instanceOf: TransportError,
    message: 'the SSH option -F needs the ssh program, which is not installed',
  });
});

for (const [variables, message] of [
  [{ ansible_port: 'http' }, 'web: ansible_port must be a number'],
  [{ ansible_user: ['a'] }, 'web: ansible_user must be a string'],
  [{ ansible_host_key_checking: 'maybe' }, 'web: ansible_host_key_checking must be a boolean'],
  [{ ansible_connection: 'docker' }, 'web: the connection "docker" is not supported'],
  [{ ansible_host: '-oProxyCommand=x' }, 'web: "-oProxyCommand=x" is no name of a host'],
  [{ ansible_ssh_common_args: '-o "x' }, 'web: the SSH arguments "-o \\"x": a quote " is never closed'],
] as const)
  test(`refuses: ${message}`, async t => {
    const error = await t.throwsAsync(optionsOf({ ...variables } as Record<string, Value>), {
      instanceOf: TransportError,
    });
    t.is(error?.message, message);
  });

test("an option that ssh doesn't have is refused in ssh's words", async t => {
  await t.throwsAsync(optionsOf({ ansible_ssh_common_args: '-o NoSuchOption=1' }), {
    instanceOf: TransportError,
    message: /the SSH options for web are wrong: .*(?:NoSuchOption|nosuchoption)/,
  });
});
