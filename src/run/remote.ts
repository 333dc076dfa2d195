import type { Become } from '../agent/become.js';
import { ConnectionLost, type Output, type Step } from '../agent/protocol.js';
import type { HostSession } from '../agent/session.js';
import { Answers } from './answers.js';
import type { Semaphore } from './semaphore.js';

/** Whose shell a step runs in. */
export interface Account {
  /** Accounts with one key share an agent; '' is the user who logged in. */
  readonly key: string;
  readonly become: Become | undefined;
}

/** One connection to one host as the run uses it: opened when first needed, with the answers that are on their way. */
export class Remote {
  readonly answers = new Answers();
  readonly #connect: () => Promise<HostSession>;
  readonly #places: Semaphore;
  #session: Promise<HostSession> | undefined;

  /**
   * @param connect opens the connection; rejects with ConnectionLost
   * @param places as many hosts are talked to at once
   */
  constructor(connect: () => Promise<HostSession>, places: Semaphore) {
    this.#connect = connect;
    this.#places = places;
  }

  /**
   * Sends steps to an account's agent in one message.
   * @returns the answer of each step as a promise of its own; all reject with ConnectionLost if the host can't be reached
   */
  send(account: Account, steps: readonly Step[]): Promise<Output>[] {
    const answers = steps.map(() => withResolvers<Output>());
    const work = this.#places.use(async () => {
      this.#session ??= this.#connect();
      const agent = (await this.#session).agent(account.become);
      await Promise.allSettled(
        agent.run(steps).map((answer, index) => {
          const { resolve, reject } = answers[index]!;
          return answer.then(resolve, reject);
        }),
      );
    });
    work.catch(error => {
      for (const { reject } of answers) reject(error);
    });
    return answers.map(({ promise }) => promise);
  }

  /** Closes the connection, if it was ever opened. */
  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    await session?.close();
  }
}

const withResolvers = <T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} => {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
};

/** The sentence for a host that can't be reached; undefined for any other error. */
export const unreachableMessage = (error: unknown): string | undefined =>
  error instanceof ConnectionLost ? error.message : undefined;
