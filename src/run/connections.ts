import type { Traffic } from '../agent/agent.js';
import { ConnectionLost } from '../agent/protocol.js';
import {
  connectionOptions,
  CONNECTION_VARIABLES as SSH_VARIABLES,
  type ConnectionDefaults as SshDefaults,
} from '../ssh/connection-variables.js';
import { TransportError } from '../ssh/transport.js';
import type { Value } from '../value/value.js';
import { Remote } from './remote.js';
import { Semaphore } from './semaphore.js';

/** Variables that say how a host is connected and who its tasks run as. */
export const CONNECTION_VARIABLES: readonly string[] = [
  ...SSH_VARIABLES,
  'ansible_become',
  'ansible_become_method',
  'ansible_become_user',
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_become_password',
  'ansible_become_pass',
  'ansible_sudo_pass',
  'ansible_sudo_password',
  'ansible_su_pass',
  'ansible_su_password',
];

/** What the command line says of becoming another user. */
export interface BecomeDefaults {
  readonly on: boolean;
  readonly method: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly executable?: string | undefined;
  readonly flags?: string | undefined;
}

/** What the command line says of connections; variables and keywords win over it. */
export interface ConnectionDefaults {
  readonly ssh: SshDefaults;
  readonly become: BecomeDefaults;
  /** How many hosts are talked to at once. */
  readonly forks: number;
}

/** The connections of a run: one to each host, kept from play to play. */
export class Connections {
  readonly become: BecomeDefaults;
  readonly traffic: Traffic = { messages: 0, steps: 0 };
  readonly #defaults: SshDefaults;
  readonly #places: Semaphore;
  readonly #remotes = new Map<string, Remote>();

  constructor(defaults: ConnectionDefaults) {
    this.become = defaults.become;
    this.#defaults = defaults.ssh;
    this.#places = new Semaphore(defaults.forks);
  }

  /**
   * The connection to a host with these connection variables; opened when something is first sent.
   * @param variables rendered, by their names
   */
  remote(host: string, variables: ReadonlyMap<string, Value>): Remote {
    const ofConnection = new Map([...variables].filter(([name]) => SSH_VARIABLES.includes(name)));
    const key = JSON.stringify([host, [...ofConnection].map(([name, value]) => [name, String(value)])]);
    let remote = this.#remotes.get(key);
    if (!remote) {
      const connect = async () => {
        try {
          const { connectHost } = await import('../agent/connect.js');
          const options = await connectionOptions(host, ofConnection, this.#defaults);
          return await connectHost(options, this.traffic);
        } catch (error) {
          if (!(error instanceof TransportError)) throw error;
          throw new ConnectionLost(
            error.hint === undefined ? error.message : `${error.message}; ${error.hint}`,
          );
        }
      };
      const connection = ofConnection.get('ansible_connection') ?? this.#defaults.connection;
      remote = new Remote(connect, this.#places, connection === 'local');
      this.#remotes.set(key, remote);
    }
    return remote;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#remotes.values()].map(remote => remote.close()));
  }
}
