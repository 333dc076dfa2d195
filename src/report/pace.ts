import type { Writable } from 'node:stream';

/** The pace of whoever reads a stream: what is written faster than it is read would be kept in memory. */
export class Pace {
  readonly #stream: Writable;
  #waiting: Promise<void> | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Resolves when the reader has caught up, or gone away; undefined where nothing is to be waited for. */
  kept(): Promise<void> | undefined {
    if (!this.#stream.writableNeedDrain || this.#stream.destroyed) return undefined;
    this.#waiting ??= new Promise(resolve => {
      const goOn = (): void => {
        for (const event of EVENTS) this.#stream.off(event, goOn);
        this.#waiting = undefined;
        resolve();
      };
      for (const event of EVENTS) this.#stream.on(event, goOn);
    });
    return this.#waiting;
  }
}

const EVENTS = ['drain', 'error', 'close'] as const;
