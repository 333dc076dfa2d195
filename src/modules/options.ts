import type { Location } from '../source/file.js';
import type { Unrendered, Value } from '../value/value.js';

/**
 * Types of options, as Ansible's argument_spec names them. `mode` is a file mode (octal number or symbolic text), `condition` one
 * that the module evaluates itself (assert's `that`), `raw` anything.
 */
export const OPTION_TYPES = [
  'str',
  'path',
  'bool',
  'int',
  'float',
  'list',
  'dict',
  'mode',
  'bytes',
  'condition',
  'raw',
] as const;

export type OptionType = (typeof OPTION_TYPES)[number];

/** One option of a module: the source of validation, documentation and completion. */
export interface Option {
  readonly type: OptionType;
  /** A sentence or two. */
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean | readonly string[];
  readonly choices?: readonly string[];
  readonly aliases?: readonly string[];
  /** For lists: the type of an element, `str` if absent. */
  readonly elements?: OptionType;
  /** For dicts, and lists of dicts: what is in them. */
  readonly options?: OptionSchema;
  /** The variable of the task's environment that gives its value where the task says nothing. */
  readonly variable?: string;
  /** The value is a secret. */
  readonly noLog?: boolean;
}

export interface OptionSchema {
  readonly [name: string]: Option;
}

/** Arguments as they come from a task: rendered or not, by name. */
export type RawArguments = ReadonlyMap<string, Unrendered>;

/** Checked arguments: every option that has a value or a default, under its own name. */
export type Arguments = { readonly [name: string]: unknown };

type TypeOf<T extends OptionType> = T extends 'str' | 'path' | 'mode'
  ? string
  : T extends 'bool'
    ? boolean
    : T extends 'int' | 'float' | 'bytes'
      ? number
      : T extends 'dict'
        ? ReadonlyMap<string, Value>
        : Value;

type ValueOf<O extends Option> = O extends { type: 'list' }
  ? O extends { options: infer S extends OptionSchema }
    ? readonly OptionsOf<S>[]
    : readonly (O extends { elements: infer E extends OptionType } ? TypeOf<E> : string)[]
  : O extends { type: 'dict'; options: infer S extends OptionSchema }
    ? OptionsOf<S>
    : O extends { choices: readonly (infer C extends string)[] }
      ? C
      : TypeOf<O['type']>;

/** The TypeScript type of a schema's checked arguments. Write the schema `as const satisfies OptionSchema`. */
export type OptionsOf<S extends OptionSchema> = {
  readonly [K in keyof S]: S[K] extends
    | { required: true }
    | { default: string | number | boolean | readonly string[] }
    ? ValueOf<S[K]>
    : ValueOf<S[K]> | undefined;
};

/** What is wrong with an argument; `argument` is undefined for what is wrong with all of them together. */
export interface ArgumentProblem {
  readonly argument: string | undefined;
  /** It is the argument's name that is wrong, not its value. */
  readonly misnamed?: true;
  /** Its name is nowhere near one of the module's. */
  readonly isForeign?: true;
  readonly message: string;
  readonly hint?: string;
}

/** Where an argument's value stands in the user's file, or its name. */
export type Locate = (argument: string, part?: 'name') => Location | undefined;
