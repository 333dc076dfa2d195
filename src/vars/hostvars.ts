import { type Engine, LazyDict } from '../template/index.js';
import type { Value } from '../value/value.js';
import { VariablesDict } from './all-variables.js';
import type { LayeredScope } from './scope.js';

/** How `hostvars` reaches the variables of hosts. */
export interface HostvarsSource {
  names(): Iterable<string>;
  /** The variables of a host as other hosts see them; undefined if there is no such host. */
  scopeOf(host: string): LayeredScope | undefined;
  /** Renders a variable of a host with that host's own variables. */
  readonly engine: Engine;
  /** Called before a variable is read. Throws HostNeeded if the host's tasks may still change it. */
  sync(host: string, variable: string | undefined): void;
}

/** `hostvars`: the variables of every host, each rendered when it is touched. */
export class Hostvars extends LazyDict {
  readonly #source: HostvarsSource;

  constructor(source: HostvarsSource) {
    super();
    this.#source = source;
  }

  override get(key: Value): Value | undefined {
    const scope = typeof key === 'string' ? this.#source.scopeOf(key) : undefined;
    if (scope === undefined) return undefined;
    const { engine } = this.#source;
    return new VariablesDict(
      () => scope,
      engine,
      name => this.#source.sync(String(key), name),
    );
  }

  override keys(): MapIterator<Value> {
    return new Set<Value>(this.#source.names()).values();
  }
}
