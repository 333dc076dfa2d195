import { type LocalFiles, Rendered, type Scope } from '../template/index.js';
import type { Unrendered } from '../value/value.js';
import { ResultNeeded } from './interrupts.js';

/** Variables of one level: a map, or a look-up for those that are made when they are asked for. */
export interface Layer {
  get(name: string): Unrendered | undefined;
  keys(): Iterable<string>;
}

/** What looking ahead assumes: results that are not there yet, and what controls would have set. */
export class Assumptions implements Layer {
  readonly #values = new Map<string, Unrendered | undefined>();

  /** A result that will only be known once its task has run. */
  addPending(name: string): void {
    this.#values.set(name, undefined);
  }

  add(name: string, value: Unrendered): void {
    this.#values.set(name, value);
  }

  get(name: string): Unrendered | undefined {
    if (!this.#values.has(name)) return undefined;
    const value = this.#values.get(name);
    if (value === undefined) throw new ResultNeeded(name);
    return value;
  }

  keys(): Iterable<string> {
    return this.#values.keys();
  }
}

/** The variables that a template sees: layers from the one that wins to the one that yields. */
export class LayeredScope implements Scope {
  readonly layers: readonly Layer[];
  /** What its variables have rendered to; a scope is made anew for each thing that is rendered. */
  readonly rendered = new Rendered();
  /** Files that lookups and includes read. */
  readonly files?: LocalFiles;

  constructor(layers: readonly Layer[], files?: LocalFiles) {
    this.layers = layers;
    if (files) this.files = files;
  }

  /** The value of a variable as the winning layer has it, rendered or not. Throws interrupts. */
  lookup(name: string): Unrendered | undefined {
    for (const layer of this.layers) {
      const value = layer.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All names, for suggestions and the `varnames` lookup. */
  names(): Iterable<string> {
    const names = new Set<string>();
    for (const layer of this.layers) for (const name of layer.keys()) names.add(name);
    return names;
  }

  /** The same with more layers on top. */
  with(...layers: readonly Layer[]): LayeredScope {
    return layers.length === 0 ? this : new LayeredScope([...layers, ...this.layers], this.files);
  }
}
