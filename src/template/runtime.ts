import { DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import type { Float } from '../value/value.js';

/**
 * What an expression works on while it is evaluated: values, and things that exist only inside templates (macros, `loop`,
 * undefined). Containers that come straight from variables may still hold templates; they are rendered when touched.
 */
export type Runtime =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | Runtime[]
  | Map<Runtime, Runtime>
  | Special;

/** A mapping inside a template. */
export type RuntimeDict = Map<Runtime, Runtime>;

/** Something that exists only while a template is evaluated. */
export abstract class Special {
  /** Python's name of the type, for messages and `type_debug`. */
  abstract readonly typeName: string;

  /** The value of `it.name`, or undefined if it has none. */
  attribute(_name: string): Runtime | undefined {
    return undefined;
  }

  /** What it prints as. */
  text(): string {
    return `<${this.typeName}>`;
  }
}

/**
 * Base of what a scope may throw out of its `lookup` to say something to the caller of the engine, such as "this result is
 * not there yet". The engine never catches it: not in `default`, not in `is defined`, not in lookups that ignore errors.
 */
export abstract class Interrupt {
  readonly message: string;

  /** No Error: what is thrown so often must not cost the stack being looked at. */
  constructor(message: string) {
    this.message = message;
  }
}

/** A mistake whose place is not known yet: operators, filters and lookups throw it, the engine adds file and line. */
export class Fault extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** A value was used that is not defined: `default` and `is defined` may forgive it further out. */
export class UndefinedError extends DiagnosticError {}

/** Where an undefined value was written, and why it is undefined. */
export interface UndefinedOrigin {
  /** The whole sentence for a path that hangs on this origin. */
  explain(path: string): string;
  hint(): string | undefined;
  location(): Location | undefined;
  /** What is added to the error: which variable's template it came from. */
  context?(): readonly string[] | undefined;
}

/** A value that isn't there. It can be tested, replaced by `default` and followed by more attributes, nothing else. */
export class Undefined extends Special {
  override readonly typeName = 'AnsibleUndefined';
  /** The path as it was written: `item.users[1].state`. */
  readonly path: string;
  readonly origin: UndefinedOrigin;

  constructor(path: string, origin: UndefinedOrigin) {
    super();
    this.path = path;
    this.origin = origin;
  }

  /** The error of using it. */
  error(): UndefinedError {
    const location = this.origin.location();
    const hint = this.origin.hint();
    const context = this.origin.context?.();
    return new UndefinedError({
      severity: 'error',
      message: this.origin.explain(this.path),
      ...(location && { location }),
      ...(hint !== undefined && { hint }),
      ...(context && { context }),
    });
  }

  override text(): string {
    throw this.error();
  }
}

/** The undefined value that stands for something whose rendering ended with this error. */
export const undefinedBy = ({ diagnostics: [diagnostic] }: UndefinedError): Undefined =>
  new Undefined('', {
    explain: () => diagnostic!.message,
    hint: () => diagnostic!.hint,
    location: () => diagnostic!.location,
    context: () => diagnostic!.context,
  });

/** What `'a' if false` gives: it prints nothing and is false, and `default` replaces it. */
export class Nothing extends Special {
  override readonly typeName = 'Undefined';

  override text(): string {
    return '';
  }
}

export const NOTHING = new Nothing();

/** Whether a value is one that `default` replaces. */
export const isUndefined = (value: Runtime | undefined): boolean =>
  value instanceof Undefined || value instanceof Nothing;

/** A Python tuple: a list in every respect but its looks and equality. */
export class Tuple extends Array<Runtime> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A tuple of these items (the constructor with one number would make an empty one of that length). */
export const tupleOf = (...items: readonly Runtime[]): Tuple => fill(new Tuple(), items);

/** A group as `groupby` gives it. */
export const groupOf = (grouper: Runtime, list: Runtime[]): Group => fill(new Group(), [grouper, list]);

const fill = <T extends Tuple>(tuple: T, items: readonly Runtime[]): T => {
  for (const item of items) tuple.push(item);
  return tuple;
};

/** What `groupby` gives per group: a tuple whose parts have names. */
export class Group extends Tuple {}

/** The arguments of a call, as written. */
export interface CallArguments {
  readonly positional: readonly Runtime[];
  readonly named: ReadonlyMap<string, Runtime>;
}

/** Something that can be called: a macro, a method, a global function. */
export class Callable extends Special {
  override readonly typeName: string;
  readonly name: string;
  readonly call: (args: CallArguments) => Runtime;
  readonly #attributes: ReadonlyMap<string, Runtime> | undefined;

  constructor(
    name: string,
    call: (args: CallArguments) => Runtime,
    typeName = 'function',
    attributes?: ReadonlyMap<string, Runtime>,
  ) {
    super();
    this.name = name;
    this.call = call;
    this.typeName = typeName;
    this.#attributes = attributes;
  }

  override attribute(name: string): Runtime | undefined {
    return this.#attributes?.get(name);
  }

  override text(): string {
    return `<${this.typeName} ${this.name}>`;
  }
}

/** `namespace()`: the only thing whose attributes `set` can change. */
export class Namespace extends Special {
  override readonly typeName = 'Namespace';
  readonly entries = new Map<string, Runtime>();

  override attribute(name: string): Runtime | undefined {
    return this.entries.get(name);
  }
}

/** Python's bytes, from `encode`. */
export class Bytes extends Special {
  override readonly typeName = 'bytes';
  readonly data: Buffer;

  constructor(data: Buffer) {
    super();
    this.data = data;
  }

  override text(): string {
    let shown = '';
    for (const byte of this.data) {
      if (byte === 0x5c || byte === 0x27) shown += `\\${String.fromCharCode(byte)}`;
      else if (byte >= 0x20 && byte < 0x7f) shown += String.fromCharCode(byte);
      else if (byte === 10) shown += '\\n';
      else if (byte === 13) shown += '\\r';
      else if (byte === 9) shown += '\\t';
      else shown += `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    return `b'${shown}'`;
  }
}

/** Bounds that keep a template from eating the runner's memory or stack. */
export const LIMITS = {
  /** Variables, macros, includes and containers inside each other. */
  depth: 100,
  /** Elements that `range()` or list repetition make. */
  elements: 2_000_000,
  /** Characters that a string operation or a rendered template has. */
  characters: 64 * 1024 * 1024,
  /** Brackets inside each other in one expression. */
  nesting: 150,
} as const;
