import type { Float, Value } from '../value/value.js';

/** What a filter or lookup may give: values, and plain objects for dictionaries. */
export type Answer =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | readonly Answer[]
  | ReadonlyMap<Value, Answer>
  | { readonly [key: string]: Answer };

interface Named {
  /** As templates call it. */
  readonly name: string;
  readonly description?: string;
}

/** A filter: `value | name(arguments)`. */
export interface FilterDefinition extends Named {
  /** The names of the arguments, in order. */
  readonly parameters?: readonly string[];
  /** The new value. Arguments that were not given are undefined. Throws a Fault for what it can't work with. */
  apply(value: Value, args: readonly (Value | undefined)[]): Answer;
}

/** A test: `value is name(arguments)`. */
export interface TestDefinition extends Named {
  readonly parameters?: readonly string[];
  apply(value: Value, args: readonly (Value | undefined)[]): boolean;
}

/** What a lookup may ask of the run. */
export interface LookupServices {
  /** A variable of the host that is at hand, rendered; undefined if there is none. */
  variable(name: string): Value | undefined;
  /** The absolute path of a local file by Ansible's search path, in `files` folders first; undefined if there is none. */
  findFile(name: string): string | undefined;
}

/** A lookup: `lookup('name', terms, option=...)`, and `with_name`. */
export interface LookupDefinition extends Named {
  /** The names of the options that it takes; absent: any. */
  readonly options?: readonly string[];
  /** What is found for the terms. It is waited for by nobody: what must be fetched is fetched synchronously. */
  find(
    terms: readonly Value[],
    options: { readonly [name: string]: Value | undefined },
    services: LookupServices,
  ): readonly Answer[];
}

export type FilterPlugin = FilterDefinition & { readonly kind: 'filter' };
export type TestPlugin = TestDefinition & { readonly kind: 'test' };
export type LookupPlugin = LookupDefinition & { readonly kind: 'lookup' };

/** Makes a filter of its parts. */
export const defineFilter = (definition: FilterDefinition): FilterPlugin => ({
  ...definition,
  kind: 'filter',
});

/** Makes a test of its parts. */
export const defineTest = (definition: TestDefinition): TestPlugin => ({ ...definition, kind: 'test' });

/** Makes a lookup of its parts. */
export const defineLookup = (definition: LookupDefinition): LookupPlugin => ({
  ...definition,
  kind: 'lookup',
});
