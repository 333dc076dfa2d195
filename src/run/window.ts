const LARGEST = 256;

/**
 * How many probes a message asks for ahead of their turn. It shrinks at a change, whose neighbours are likely to change as well, and grows
 * again while nothing drifts.
 */
export class Window {
  #size = LARGEST;

  get size(): number {
    return this.#size;
  }

  shrink(): void {
    this.#size = 1;
  }

  grow(): void {
    this.#size = Math.min(this.#size * 2, LARGEST);
  }
}
