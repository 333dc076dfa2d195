import { comparePositions, END, type Position } from './position.js';

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
}

/**
 * Where the hosts of a batch are, so that Ansible's order holds where it can be observed: a change waits until every host has
 * finished the tasks before it. Finding nothing to change waits for nobody.
 */
export class Barrier {
  readonly #positions: Map<string, Position>;
  readonly #onProgress: (position: Position) => void;
  /** Who waits for all hosts, and who for one of them. */
  #waiters: Waiter[] = [];
  readonly #waitersFor = new Map<string, Waiter[]>();
  #slowest: Position = [];
  /** Where the slowest hosts are now, and how many: only when none is left there are the next ones looked for. */
  #counted: Position = [];
  #countedHosts: number;

  /** @param onProgress is told when every host has finished all tasks before a position */
  constructor(hosts: Iterable<string>, onProgress: (position: Position) => void) {
    this.#positions = new Map([...hosts].map(host => [host, []]));
    this.#countedHosts = this.#positions.size;
    this.#onProgress = onProgress;
  }

  /** A host begins with the task at a position: it has finished all before it. */
  arrive(host: string, position: Position): void {
    const before = this.#positions.get(host);
    this.#positions.set(host, position);
    this.#moved(host, before, position);
  }

  /** A host has finished the play, or failed: nobody waits for it any more. */
  leave(host: string): void {
    const before = this.#positions.get(host);
    this.#positions.delete(host);
    this.#moved(host, before, END);
  }

  /** Waits until every host of the batch has come as far as a position. */
  all(position: Position): Promise<void> {
    if (comparePositions(this.#slowest, position) >= 0) return Promise.resolve();
    return new Promise(resolve => this.#waiters.push({ position, resolve }));
  }

  /** Waits until one host has come as far as a position, or has left. */
  reached(host: string, position: Position): Promise<void> {
    if (this.hasReached(host, position)) return Promise.resolve();
    return new Promise(resolve => {
      const waiters = this.#waitersFor.get(host) ?? [];
      waiters.push({ position, resolve });
      this.#waitersFor.set(host, waiters);
    });
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

  #moved(host: string, before: Position | undefined, now: Position): void {
    const waiters = this.#waitersFor.get(host);
    if (waiters) this.#waitersFor.set(host, released(waiters, now));
    if (before !== undefined && comparePositions(before, this.#counted) === 0) this.#countedHosts--;
    if (this.#positions.has(host)) {
      const order = comparePositions(now, this.#counted);
      if (order === 0) this.#countedHosts++;
      else if (order < 0) this.#countedHosts = 0;
    }
    if (this.#countedHosts === 0) this.#count();
  }

  /** Looks for the slowest hosts, and lets go who has waited for them. */
  #count(): void {
    this.#counted = END;
    for (const position of this.#positions.values()) {
      const order = comparePositions(position, this.#counted);
      if (order < 0) {
        this.#counted = position;
        this.#countedHosts = 1;
      } else if (order === 0) this.#countedHosts++;
    }
    if (!(comparePositions(this.#counted, this.#slowest) > 0)) return;
    this.#slowest = this.#counted;
    this.#onProgress(this.#slowest);
    this.#waiters = released(this.#waiters, this.#slowest);
  }
}

/** Lets go who waits for a position that has been reached. Returns those who wait on. */
const released = (waiters: readonly Waiter[], reached: Position): Waiter[] =>
  waiters.filter(({ position, resolve }) => {
    if (comparePositions(reached, position) < 0) return true;
    resolve();
    return false;
  });
