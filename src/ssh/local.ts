import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { type Channel, type Exit, type Transport, TransportError } from './transport.js';

/** `connection: local`: commands are children of this program. */
export class LocalTransport implements Transport {
  readonly user = userInfo().username;
  readonly closed: Promise<Error | undefined>;
  readonly #channels = new Set<Channel>();
  #close: (() => void) | undefined;

  constructor() {
    this.closed = new Promise(resolve => {
      this.#close = () => resolve(undefined);
    });
  }

  open(command: string): Promise<Channel> {
    // Node's own pipes are sockets; an agent holds on to its output through /proc, which works for pipes alone.
    const piped = `{ { ${command}\n} 2>&1 >&3 3>&- | cat >&2; } 3>&1 | cat`;
    // In a process group of its own, so that Ctrl-C at the terminal doesn't reach it.
    const child = spawn('/bin/sh', ['-c', piped], { detached: true, stdio: 'pipe' });
    const exit = new Promise<Exit>(resolve => {
      child.on('close', code => resolve({ code: code ?? undefined, signal: undefined }));
      child.on('error', error => resolve({ code: undefined, signal: undefined, reason: error.message }));
    });
    const destroy = (): void => {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.unref();
    };
    const channel: Channel = {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exit,
      destroy,
    };
    this.#channels.add(channel);
    exit.then(() => this.#channels.delete(channel));
    return new Promise((resolve, reject) => {
      child.on('spawn', () => resolve(channel));
      child.on('error', error => reject(new TransportError(`cannot start /bin/sh: ${error.message}`)));
    });
  }

  async close(): Promise<void> {
    for (const channel of this.#channels) channel.destroy();
    this.#close?.();
  }
}
