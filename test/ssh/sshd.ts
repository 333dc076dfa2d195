import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { SshOptions } from '../../src/ssh/options.js';

/** An SSH server on this machine, for one test; the user who runs the tests can log in with `key`. */
export interface Sshd {
  readonly port: number;
  readonly folder: string;
  readonly key: string;
  readonly knownHosts: string;
  /** Options by which it is reached. */
  readonly options: SshOptions;
}

const free = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Makes a key pair, without a passphrase unless one is given. */
export const makeKey = (file: string, type = 'ed25519', passphrase = ''): string => {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', file]);
  return file;
};

/** Lines for known_hosts. */
export const knownLine = (names: string, publicKey: string): string =>
  `${names} ${readFileSync(publicKey, 'utf8').split(' ').slice(0, 2).join(' ')}\n`;

/**
 * Starts a server with host keys of these types; its first is what known_hosts has.
 * @param lines further lines of its configuration
 */
export const startSshd = async (
  t: ExecutionContext,
  { types = ['ed25519'], lines = [] }: { types?: readonly string[]; lines?: readonly string[] } = {},
): Promise<Sshd> => {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  // Where sshd insists on an empty folder of root's.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKeys = types.map(type => makeKey(join(folder, `host_${type}`), type));
  const key = makeKey(join(folder, 'id'));
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${key}.pub`));
  chmodSync(join(folder, 'authorized_keys'), 0o600);
  const port = await free();
  const config = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...hostKeys.map(file => `HostKey ${file}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'UsePAM no',
    'PidFile none',
    ...lines,
  ];
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => server.kill());
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr.on('data', chunk => {
      said += chunk;
      if (said.includes('Server listening')) resolve();
    });
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`sshd does not start: ${said}`)));
  });
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, knownLine(`[127.0.0.1]:${port}`, `${hostKeys[0]}.pub`));
  const options: SshOptions = {
    kind: 'ssh',
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    hostKeyChecking: 'strict',
    userKnownHostsFiles: [knownHosts],
    globalKnownHostsFiles: [],
    hashKnownHosts: false,
    identities: [{ file: key, requested: true }],
    identitiesOnly: false,
    connectTimeout: 60,
    keepaliveInterval: 20,
    keepaliveCount: 3,
    compression: false,
    jumps: [],
  };
  return { port, folder, key, knownHosts, options };
};
