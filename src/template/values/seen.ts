import type { Runtime } from '../runtime.js';
import { isEqual } from './equality.js';
import { requireDefined } from './text.js';

/** A set of values by Python's equality: quick for texts, by comparison for everything else. */
export class Seen {
  readonly #texts = new Set<string>();
  readonly #others: Runtime[] = [];

  constructor(values: Iterable<Runtime> = []) {
    for (const value of values) this.add(value);
  }

  has(value: Runtime): boolean {
    if (typeof value === 'string') return this.#texts.has(value);
    requireDefined(value);
    return this.#others.some(other => isEqual(other, value));
  }

  /** Adds a value; says whether it was new. */
  add(value: Runtime): boolean {
    if (this.has(value)) return false;
    if (typeof value === 'string') this.#texts.add(value);
    else this.#others.push(value);
    return true;
  }
}
