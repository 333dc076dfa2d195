import { LocalTransport } from '../ssh/local.js';
import type { ConnectionOptions } from '../ssh/options.js';
import { TransportError } from '../ssh/transport.js';
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
  // Loaded where it is needed: local runs and those that end in an error before don't pay for it.
  const { connectSsh } = await import('../ssh/ssh.js');
  try {
    return new HostSession(await connectSsh(options), traffic);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ConnectionLost(error.hint === undefined ? error.message : `${error.message} (${error.hint})`);
  }
};
