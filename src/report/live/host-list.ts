import type { Painter } from './painter.js';
import type { HostState } from './state.js';

/**
 * The hosts of a play as a Listr: a task for each, which ends with the play, in failure if the host was lost. Its renderer is our
 * painter, since listr2's own draw every task at every change.
 */
export class HostList {
  readonly #ends = new Map<string, End>();
  readonly #finished: Promise<unknown>;

  constructor(hosts: readonly string[], painter: Painter) {
    for (const host of hosts) {
      const end = newEnd();
      // A host may fail before its task has been started.
      end.promise.catch(() => {});
      this.#ends.set(host, end);
    }
    this.#finished = this.#run(painter);
  }

  /** The play is over. Waits until Listr is done with it. */
  async end(failed: readonly HostState[]): Promise<void> {
    for (const { name, failure } of failed) this.#ends.get(name)?.reject(new Error(failure?.reason));
    for (const { resolve } of this.#ends.values()) resolve();
    await this.#finished;
  }

  async #run(painter: Painter): Promise<void> {
    // Runs that are not watched need not load it.
    const { Listr } = await import('listr2');
    const list = new Listr(
      [...this.#ends].map(([title, { promise }]) => ({ title, task: () => promise })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: rendererOf(painter),
      },
    );
    await list.run();
  }
}

/** The painter as listr2 knows renderers. That this is a terminal has been found out before. */
const rendererOf = (painter: Painter) =>
  class {
    static readonly nonTTY = true;
    static readonly rendererOptions: Record<PropertyKey, never> = {};
    static readonly rendererTaskOptions: Record<PropertyKey, never> = {};

    render(): void {
      painter.start();
    }

    /** Whoever reports ends the picture: the next play goes on with it. */
    end(): void {}
  };

/** How a host's task is ended. */
interface End {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const newEnd = (): End => {
  let end: Omit<End, 'promise'> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    end = { resolve, reject };
  });
  return { promise, ...end! };
};
