import { LazyDict } from '../template/index.js';
import type { Unrendered, Value } from '../value/value.js';
import type { LayeredScope } from './scope.js';

/** How `hostvars` reaches the variables of hosts. */
export interface HostvarsSource {
  names(): Iterable<string>;
  /** The variables of a host as other hosts see them; undefined if there is no such host. */
  scopeOf(host: string): LayeredScope | undefined;
  /** Renders a variable of a host with that host's own variables. */
  render(value: Unrendered, scope: LayeredScope): Value;
  /** Called before a variable is read. Throws HostNeeded if the host's tasks may still change it. */
  sync(host: string, variable: string | undefined): void;
}

class VariablesOfHost extends LazyDict {
  readonly #host: string;
  readonly #scope: LayeredScope;
  readonly #source: HostvarsSource;

  constructor(host: string, scope: LayeredScope, source: HostvarsSource) {
    super();
    this.#host = host;
    this.#scope = scope;
    this.#source = source;
  }

  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    this.#source.sync(this.#host, key);
    const value = this.#scope.lookup(key);
    return value === undefined ? undefined : this.#source.render(value, this.#scope);
  }

  override keys(): MapIterator<Value> {
    this.#source.sync(this.#host, undefined);
    return new Set<Value>(this.#scope.names()).values();
  }
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
    return scope && new VariablesOfHost(String(key), scope, this.#source);
  }

  override keys(): MapIterator<Value> {
    return new Set<Value>(this.#source.names()).values();
  }
}
