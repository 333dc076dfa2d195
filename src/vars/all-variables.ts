import { DiagnosticError } from '../source/diagnostic.js';
import { type Engine, LazyDict } from '../template/index.js';
import { asWritten, type Value } from '../value/value.js';
import type { Layer, LayeredScope } from './scope.js';

/** The variables of a scope as a dict; each is rendered when it is touched. */
export class VariablesDict extends LazyDict {
  readonly #scope: () => LayeredScope;
  readonly #engine: Engine;
  readonly #sync: (name: string | undefined) => void;

  /** @param sync called before a variable is read; may throw an interrupt */
  constructor(
    scope: () => LayeredScope,
    engine: Engine,
    sync: (name: string | undefined) => void = () => undefined,
  ) {
    super();
    this.#scope = scope;
    this.#engine = engine;
    this.#sync = sync;
  }

  override get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    this.#sync(key);
    const scope = this.#scope();
    const value = scope.lookup(key);
    return value === undefined ? undefined : this.#engine.renderDeep(value, scope);
  }

  override has(key: Value): boolean {
    if (typeof key !== 'string') return false;
    this.#sync(key);
    return this.#scope().lookup(key) !== undefined;
  }

  override keys(): MapIterator<Value> {
    this.#sync(undefined);
    return new Set<Value>(this.#scope().names()).values();
  }

  /** A variable that can't be rendered is no obstacle on the way through all of them: it is given as it was written. */
  override *entries(): MapIterator<[Value, Value]> {
    for (const key of this.keys()) yield [key, this.#whatever(key)];
  }

  override *values(): MapIterator<Value> {
    for (const key of this.keys()) yield this.#whatever(key);
  }

  #whatever(key: Value): Value {
    try {
      return this.get(key) ?? null;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return asWritten(this.#scope().lookup(String(key)) ?? null);
    }
  }
}

/** The variable `vars` of a scope: all the others by their names. */
export class AllVariables {
  scope: LayeredScope | undefined;
  readonly #dict: VariablesDict;

  constructor(engine: Engine) {
    this.#dict = new VariablesDict(() => this.#whole(), engine);
  }

  /** It is no name of its own, so that going through all variables ends. */
  readonly layer: Layer = {
    get: name => (name === 'vars' ? this.#dict : undefined),
    keys: () => [],
  };

  #whole(): LayeredScope {
    if (this.scope === undefined) throw new Error('the scope of "vars" is not there yet');
    return this.scope;
  }
}
