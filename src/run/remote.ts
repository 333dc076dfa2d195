import type { Become } from '../agent/become.js';
import {
  BecomeRefused,
  ConnectionLost,
  NotBegun,
  type Output,
  type Step,
  TimedOut,
} from '../agent/protocol.js';
import type { HostSession } from '../agent/session.js';
import { Answers } from './answers.js';
import type { Semaphore } from './semaphore.js';
import { withResolvers } from './with-resolvers.js';

/** Whose shell a step runs in. */
export interface Account {
  /** Accounts with one key share an agent; '' is the user who logged in. */
  readonly key: string;
  readonly become: Become | undefined;
}

/** One connection to one host as the run uses it: opened when first needed, with the answers that are on their way. */
export class Remote {
  readonly answers = new Answers();
  /** It leads to this machine. */
  readonly isLocal: boolean;
  readonly #connect: () => Promise<HostSession>;
  readonly #places: Semaphore;
  #session: Promise<HostSession> | undefined;

  /**
   * @param connect opens the connection; rejects with ConnectionLost
   * @param places as many hosts are talked to at once
   */
  constructor(connect: () => Promise<HostSession>, places: Semaphore, isLocal = false) {
    this.isLocal = isLocal;
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
      const session = this.#session;
      try {
        await deliver(await session, account, steps, answers);
      } catch (error) {
        if (error instanceof ConnectionLost && !(error instanceof BecomeRefused)) this.#lose(session);
        throw error;
      }
    });
    work.catch(error => {
      for (const { reject } of answers) reject(error);
    });
    return answers.map(({ promise }) => promise);
  }

  /** A connection that is gone is opened anew by the next message, which there is if the loss is ignored. */
  #lose(session: Promise<HostSession>): void {
    if (this.#session !== session) return;
    this.answers.clear();
    this.#session = undefined;
    session.then(lost => lost.close()).catch(() => {});
  }

  /** Closes the connection; the next message opens another. */
  async reset(): Promise<void> {
    this.answers.clear();
    const closed = this.close();
    this.#session = undefined;
    await closed;
  }

  /** Ends the shells of an account; the next step for it starts another. */
  async release(user: string): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    session?.release(user);
  }

  /** Closes the connection, if it was ever opened. */
  async close(): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    await session?.close();
  }
}

type Answer = ReturnType<typeof withResolvers<Output>>;

/** Gives steps to an account's agent, and those that it did not come to, as it was ended before, to the next. */
const deliver = async (
  session: HostSession,
  account: Account,
  steps: readonly Step[],
  answers: readonly Answer[],
): Promise<void> => {
  const left: { readonly step: Step; readonly answer: Answer }[] = [];
  const agent = session.agent(account.become);
  await Promise.all(
    agent.run(steps).map(async (output, index) => {
      const answer = answers[index]!;
      try {
        answer.resolve(await output);
      } catch (error) {
        if (error instanceof NotBegun) left.push({ step: steps[index]!, answer });
        else answer.reject(error);
        if (!(error instanceof NotBegun || error instanceof TimedOut)) throw error;
      }
    }),
  );
  if (left.length > 0)
    await deliver(
      session,
      account,
      left.map(({ step }) => step),
      left.map(({ answer }) => answer),
    );
};

/** The sentence for a host that can't be reached; undefined for any other error. */
export const unreachableMessage = (error: unknown): string | undefined =>
  error instanceof ConnectionLost ? error.message : undefined;
