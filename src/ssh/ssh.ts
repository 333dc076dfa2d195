import type { Duplex } from 'node:stream';
import type { Config } from 'node-ssh';
import type { Client, ClientChannel } from 'ssh2';
import { Authentication } from './authentication.js';
import { HostKeyVerifier } from './host-key.js';
import type { SshOptions } from './options.js';
import { connectSocket, proxySocket } from './socket.js';
import { type Channel, type Exit, type Transport, TransportError } from './transport.js';

/** No SHA-1 and no group below 2048 bits, which ssh2 would offer too. */
const KEX = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
] as const;
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
] as const;
const MACS = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
] as const;

/** Milliseconds, and as much again at random, before the next attempts with a host that drops connections. */
const DROPPED_PATIENCE = [250, 500, 1000, 2000];

/** Milliseconds until a connection that was told to close is dropped. */
const CLOSE_PATIENCE = 1000;

/**
 * Connects to a host, through its jump hosts if it has any, and logs in. Each host's key is verified before anything secret is
 * sent to it.
 * @throws TransportError
 */
export const connectSsh = async (options: SshOptions): Promise<SshTransport> => {
  const hops: SshTransport[] = [];
  try {
    for (const hop of [...options.jumps, options]) hops.push(await connectPatiently(hops.at(-1), hop));
    return hops.pop()!.through(hops);
  } catch (error) {
    await Promise.all(hops.map(hop => hop.close()));
    throw error;
  }
};

/** A connection by SSH. */
export class SshTransport implements Transport {
  readonly user: string;
  readonly closed: Promise<Error | undefined>;
  readonly #client: Client;
  #hops: readonly SshTransport[] = [];
  #closing = false;
  #error: Error | undefined;

  constructor(user: string, client: Client) {
    this.user = user;
    this.#client = client;
    this.closed = new Promise(resolve => {
      client.on('error', error => {
        this.#error ??= error;
      });
      client.on('close', () => {
        if (!this.#closing) this.#error ??= new Error('the host closed the connection');
        resolve(this.#error);
      });
    });
  }

  /** Closes these connections, which it goes through, when it is closed itself. */
  through(hops: readonly SshTransport[]): this {
    this.#hops = hops;
    return this;
  }

  open(command: string): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const refused = (error: Error): void =>
        reject(new TransportError(`the host starts no further command: ${(this.#error ?? error).message}`));
      try {
        this.#client.exec(command, (error, channel) => {
          if (error) refused(error);
          else resolve(this.#channel(channel));
        });
      } catch (error) {
        refused(error as Error);
      }
    });
  }

  /** A connection from the host to another one, for a jump. */
  forward(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.#client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error)
          reject(new TransportError(`the jump host cannot reach ${host} port ${port}: ${error.message}`));
        else resolve(channel);
      });
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#client.end();
    const timer = setTimeout(() => this.#client.destroy(), CLOSE_PATIENCE);
    await this.closed;
    clearTimeout(timer);
    await Promise.all(this.#hops.map(hop => hop.close()));
  }

  #channel(channel: ClientChannel): Channel {
    const exit = new Promise<Exit>(resolve => {
      let code: number | undefined;
      let signal: string | undefined;
      channel.on('exit', (status: number | null, name?: string) => {
        code = status ?? undefined;
        signal = name?.replace(/^SIG/, '');
      });
      channel.on('close', () => {
        const reason = this.#error?.message;
        resolve({ code, signal, ...(code === undefined && reason !== undefined && { reason }) });
      });
    });
    return { stdin: channel, stdout: channel, stderr: channel.stderr, exit, destroy: () => channel.close() };
  }
}

/** Connects again where a host drops connections because too many log in at once (MaxStartups of sshd). */
const connectPatiently = async (
  hop: SshTransport | undefined,
  options: SshOptions,
): Promise<SshTransport> => {
  for (const patience of DROPPED_PATIENCE) {
    try {
      return await connectOver(hop, options);
    } catch (error) {
      if (!(error instanceof DroppedError)) throw error;
      await new Promise(resolve => setTimeout(resolve, patience * (1 + Math.random())));
    }
  }
  return connectOver(hop, options);
};

const connectOver = async (hop: SshTransport | undefined, options: SshOptions): Promise<SshTransport> => {
  const verifier = new HostKeyVerifier(options);
  // The packages are loaded while the socket connects.
  const loading = Promise.all([import('node-ssh'), import('ssh2')]);
  const [sock, [{ NodeSSH }, { default: ssh2 }]] = await Promise.all([openSocket(hop, options), loading]);
  const authentication = new Authentication(options, ssh2, () => !verifier.untrusted);
  const config: Config = {
    sock,
    username: options.user,
    hostVerifier: (key: Buffer) => verifier.accepts(key),
    authHandler: (accepted, _partial, next) => {
      // ssh2 takes false, for none left, as well as a way to log in.
      authentication.next(accepted).then(next as (method: unknown) => void);
    },
    algorithms: {
      kex: [...KEX],
      serverHostKey: verifier.algorithms,
      cipher: [...CIPHERS],
      hmac: [...MACS],
      compress: options.compression ? ['zlib@openssh.com', 'none'] : ['none'],
    },
    readyTimeout: options.connectTimeout * 1000,
    keepaliveInterval: options.keepaliveInterval * 1000,
    keepaliveCountMax: options.keepaliveCount,
  };
  const node = new NodeSSH();
  try {
    const connecting = node.connect(config);
    const client = node.connection!;
    const transport = new SshTransport(options.user, client);
    await connecting;
    return transport;
  } catch (error) {
    sock.destroy();
    throw verifier.refusal ?? failure(error as SshError, options, authentication);
  }
};

const openSocket = (hop: SshTransport | undefined, options: SshOptions): Promise<Duplex> | Duplex => {
  if (hop) return hop.forward(options.host, options.port);
  return options.proxyCommand === undefined ? connectSocket(options) : proxySocket(options.proxyCommand);
};

class DroppedError extends TransportError {}

interface SshError extends Error {
  /** Where in ssh2 it comes from. */
  readonly level?: string;
}

const failure = (error: SshError, options: SshOptions, authentication: Authentication): TransportError => {
  const { host, port, user, connectTimeout } = options;
  const place = `${host} port ${port}`;
  if (error.level === 'client-authentication')
    return new TransportError(
      `${host} does not let ${user} log in: ${authentication.describe()}`,
      'name the key with ansible_ssh_private_key_file, or add it to your SSH agent with ssh-add',
    );
  if (error.level === 'client-timeout')
    return new TransportError(
      `${place} does not finish the SSH handshake (waited ${connectTimeout} s)`,
      undefined,
      { passing: true },
    );
  if (/before handshake|ECONNRESET/i.test(error.message))
    return new DroppedError(
      `${place} closes the connection at once: nobody may log in, or too many do (MaxStartups)`,
      undefined,
      { passing: true },
    );
  if (/no matching/i.test(error.message))
    return new TransportError(`${place} offers no algorithm that is safe and supported: ${error.message}`);
  return new TransportError(`${place} does not speak SSH as expected: ${error.message}`);
};
