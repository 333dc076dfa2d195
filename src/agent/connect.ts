import { setTimeout as pause } from 'node:timers/promises';
import { LocalTransport } from '../ssh/local.js';
import type { ConnectionOptions, SshOptions } from '../ssh/options.js';
import { type Transport, TransportError } from '../ssh/transport.js';
import type { Traffic } from './agent.js';
import { ConnectionLost } from './protocol.js';
import { HostSession } from './session.js';

/**
 * Connects to a host. The caller adds passwords to its Secrets; they are sent to the host alone.
 * @param traffic counted up with what is sent
 * @throws ConnectionLost with the reason in words for the user
 */
export const connectHost = async (options: ConnectionOptions, traffic?: Traffic): Promise<HostSession> => {
  if (options.kind === 'local') return new HostSession(new LocalTransport(), traffic);
  try {
    return new HostSession(await connect(options), traffic);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ConnectionLost(error.hint === undefined ? error.message : `${error.message} (${error.hint})`);
  }
};

const connect = async (options: SshOptions): Promise<Transport> => {
  // Loaded where it is needed: local runs and those that end in an error before don't pay for it.
  const { connectSsh } = await import('../ssh/ssh.js');
  return retried(() => connectSsh(options), options.retries ?? 0, pause);
};

/** Ansible's pauses: none before the first retry, then 1, 3, 7 seconds and so on, 30 at the most. */
const LONGEST_PAUSE = 30;

/**
 * Tries to connect once, and again as often as is said while what is in the way may pass.
 * @param wait for so many milliseconds
 */
export const retried = async <T>(
  attempt: () => Promise<T>,
  retries: number,
  wait: (milliseconds: number) => Promise<unknown>,
): Promise<T> => {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransportError && error.passing) || failures >= retries) throw error;
      await wait(Math.min(2 ** failures - 1, LONGEST_PAUSE) * 1000);
    }
  }
};
