import type { Transport } from '../ssh/transport.js';
import { ShellAgent, type Traffic } from './agent.js';
import { type Become, become } from './become.js';
import { direct } from './login.js';
import type { Agent } from './protocol.js';

/** A host that is connected: one agent for each account that is used. */
export class HostSession {
  readonly traffic: Traffic;
  readonly #transport: Transport;
  readonly #agents = new Map<string, ShellAgent>();

  /** @param traffic counted up by all its agents */
  constructor(transport: Transport, traffic: Traffic = { messages: 0, steps: 0 }) {
    this.#transport = transport;
    this.traffic = traffic;
  }

  /** Resolves when the connection is gone; with the reason unless it was closed. */
  get closed(): Promise<Error | undefined> {
    return this.#transport.closed;
  }

  /**
   * The agent of an account, started at the first call, and again if it has ended.
   * @param account whom to become; the user who logged in if absent
   */
  agent(account?: Become): Agent {
    const target = account && account.user !== this.#transport.user ? account : undefined;
    const key = target
      ? JSON.stringify([target.method, target.user, target.executable ?? '', target.flags ?? ''])
      : '';
    const present = this.#agents.get(key);
    if (present && !(present.ended && present.mayStartAgain)) return present;
    const agent = new ShellAgent({
      open: command => this.#transport.open(command),
      login: () => (target ? become(target, this.#transport.user) : direct()),
      traffic: this.traffic,
    });
    this.#agents.set(key, agent);
    return agent;
  }

  /** Ends the agents of an account that was become; the next call starts another. */
  release(user: string): void {
    for (const [key, agent] of this.#agents) {
      if (key === '' || JSON.parse(key)[1] !== user) continue;
      this.#agents.delete(key);
      agent.close();
    }
  }

  /** Ends all agents and the connection. */
  async close(): Promise<void> {
    for (const agent of this.#agents.values()) agent.close();
    await this.#transport.close();
  }
}
