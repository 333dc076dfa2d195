import type { Unrendered, Value } from '../value/value.js';
import type { Runtime } from './runtime.js';

/** The local files that templates and lookups may read, by the search path of the task that is rendered. */
export interface LocalFiles {
  /** The absolute path of a file, or undefined if there is none; `name` may be absolute or relative. */
  find(folder: 'files' | 'templates' | 'vars', name: string): string | undefined;
  /** The folders that `find` looks in, nearest first. */
  folders(folder: 'files' | 'templates' | 'vars'): readonly string[];
  /** The content of a file, decrypted if it is vaulted. Throws what `fs` throws, or a DiagnosticError. */
  read(path: string): Buffer;
}

/**
 * The variables that a template sees. What it gives away must not be changed afterwards: the engine remembers which
 * containers hold no templates. Its own signals (see `Interrupt`) pass through the engine untouched.
 */
export interface Scope {
  /** A variable as it is held, or undefined if there is none. */
  lookup(name: string): Unrendered | undefined;
  /** All names, for hints, `varnames` and `vars`. */
  names?(): Iterable<string>;
  /** Where rendered variables are kept between evaluations; without it for one evaluation only. */
  readonly rendered?: Rendered;
  /** Files that lookups and includes read; without it paths are relative to the working folder. */
  readonly files?: LocalFiles;
}

/** What variables have rendered to, kept as long as the variables stay as they are: make a new one when any changes. */
export class Rendered {
  readonly values = new WeakMap<object, Runtime>();
}

/**
 * A dict that works its entries out when they are asked for (`hostvars`). The engine never searches it for templates: its
 * entries must be rendered values. A subclass gives `get`, `has`, `size` and the names of its keys.
 */
export abstract class LazyDict extends Map<Value, Value> {
  abstract override get(key: Value): Value | undefined;
  abstract override keys(): MapIterator<Value>;

  override has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override *entries(): MapIterator<[Value, Value]> {
    for (const key of this.keys()) yield [key, this.get(key) ?? null];
  }

  override *values(): MapIterator<Value> {
    for (const key of this.keys()) yield this.get(key) ?? null;
  }

  override [Symbol.iterator](): MapIterator<[Value, Value]> {
    return this.entries();
  }

  override forEach(visit: (value: Value, key: Value, map: Map<Value, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
