import { comparePositions, END, type Position } from './position.js';

interface Waiter {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
}

/**
 * Where the hosts of a batch are, so that Ansible's order holds where it can be observed: a change waits until every host has
 * finished the tasks before it. Finding nothing to change waits for nobody.
 */
export class Barrier {
  readonly #positions: Map<string, Position>;
  readonly #onProgress: (position: Position) => void;
  #waiters: Waiter[] = [];
  #slowest: Position = [];

  /** @param onProgress is told when every host has finished all tasks before a position */
  constructor(hosts: Iterable<string>, onProgress: (position: Position) => void) {
    this.#positions = new Map([...hosts].map(host => [host, []]));
    this.#onProgress = onProgress;
  }

  /** A host begins with the task at a position: it has finished all before it. */
  arrive(host: string, position: Position): void {
    this.#positions.set(host, position);
    this.#moved();
  }

  /** A host has finished the play, or failed: nobody waits for it any more. */
  leave(host: string): void {
    this.#positions.delete(host);
    this.#moved();
  }

  /** Waits until every host of the batch has come as far as a position. */
  all(position: Position): Promise<void> {
    return this.#until(() => comparePositions(this.#slowest, position) >= 0);
  }

  /** Waits until one host has come as far as a position, or has left. */
  reached(host: string, position: Position): Promise<void> {
    return this.#until(() => this.hasReached(host, position));
  }

  /** Whether a host has come as far as a position, or has left. */
  hasReached(host: string, position: Position): boolean {
    const at = this.#positions.get(host);
    return at === undefined || comparePositions(at, position) >= 0;
  }

  /** Whether a host stands just at a position. */
  isAt(host: string, position: Position): boolean {
    const at = this.#positions.get(host);
    return at !== undefined && comparePositions(at, position) === 0;
  }

  #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise(resolve => this.#waiters.push({ isMet, resolve }));
  }

  #moved(): void {
    let slowest: Position = END;
    for (const position of this.#positions.values())
      if (comparePositions(position, slowest) < 0) slowest = position;
    if (comparePositions(slowest, this.#slowest) > 0) {
      this.#slowest = slowest;
      this.#onProgress(slowest);
    }
    this.#waiters = this.#waiters.filter(waiter => {
      if (!waiter.isMet()) return true;
      waiter.resolve();
      return false;
    });
  }
}
