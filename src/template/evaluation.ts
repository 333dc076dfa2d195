import { DiagnosticError, mistake, within } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { Template, type Unrendered } from '../value/value.js';
import { attributeOf, itemOf } from './access.js';
import type { Span } from './ast.js';
import type { Engine, LoadedTemplate } from './engine.js';
import {
  type CallArguments,
  Fault,
  LIMITS,
  type Runtime,
  Special,
  Undefined,
  UndefinedError,
  undefinedBy,
} from './runtime.js';
import { LazyDict, Rendered, type Scope } from './scope.js';
import type { Syntax } from './syntax.js';
import { repr } from './values/text.js';

/** Containers that are known to hold neither templates nor anything else that exists only in templates. */
const settled = new WeakSet<object>();

/** 0: plain values only, 1: things that exist only in templates, 2: templates. */
type Content = 0 | 1 | 2;

/** What the deepest content of a value is; remembers containers of plain values. */
const contentOf = (value: unknown, depth = 0): Content => {
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Template) return 2;
  if (value instanceof Special) return 1;
  if (settled.has(value)) return 0;
  if (depth > LIMITS.depth) throw new Fault('a value is nested too deeply');
  let content: Content = 0;
  if (Array.isArray(value)) {
    for (const item of value) content = Math.max(content, contentOf(item, depth + 1)) as Content;
  } else if (value instanceof LazyDict) return 1;
  else if (value instanceof Map) {
    for (const [key, entry] of value)
      content = Math.max(content, contentOf(key, depth + 1), contentOf(entry, depth + 1)) as Content;
  } else return 0;
  if (content === 0) settled.add(value);
  return content;
};

/** Whether a value is free of templates, undefined values and everything that exists only in templates. */
export const isSettled = (value: unknown): boolean => contentOf(value) === 0;

/** Thrown when an included template turns out to change lists in place: rendering starts over on copies. */
export class NeedsCopies {}

/** Variables and files as one top-level call of the engine sees them. */
export class Session {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly rendered: Rendered;

  constructor(engine: Engine, scope: Scope) {
    this.engine = engine;
    this.scope = scope;
    this.rendered = scope.rendered ?? new Rendered();
  }

  /** A variable's or element's value with a template in its place rendered; containers stay as they are. */
  resolve(raw: Unrendered | Runtime, name: string): Runtime {
    return raw instanceof Template ? this.render(raw, name) : (raw as Runtime);
  }

  /** What a template in a variable renders to, from memory if it has been rendered before. */
  render(template: Template, name: string): Runtime {
    const known = this.rendered.values.get(template);
    if (known !== undefined) return known;
    const value = this.#rendered(template, name);
    this.rendered.values.set(template, value);
    return value;
  }

  #rendered(template: Template, name: string): Runtime {
    const { active } = this.engine;
    const first = active.findIndex(entry => entry.template === template && entry.scope === this.scope);
    if (first !== -1) {
      const chain = [...active.slice(first).map(entry => entry.name), name];
      throw mistake(`variables refer to each other in a circle: ${chain.join(' -> ')}`, template.location);
    }
    if (active.length >= LIMITS.depth)
      throw mistake('variables refer to each other too deeply', template.location);
    active.push({ template, scope: this.scope, name });
    try {
      const value = this.engine.run(template, this);
      return value instanceof Undefined ? undefinedIn(value, name) : value;
    } catch (error) {
      if (error instanceof UndefinedError) return undefinedIn(undefinedBy(error), name);
      if (error instanceof DiagnosticError) throw within(error, `in variable "${name}"`);
      throw error;
    } finally {
      active.pop();
    }
  }

  /** The value with every template inside it rendered. Undefined values inside of containers stay in their places. */
  force(value: Runtime, name: string): Runtime {
    if (typeof value !== 'object' || value === null || contentOf(value) !== 2) return value;
    const known = this.rendered.values.get(value);
    if (known !== undefined) return known;
    const copy = this.copy(value, name);
    this.rendered.values.set(value, copy);
    return copy;
  }

  /** A deep copy with every template inside rendered. */
  copy(value: Runtime, name: string): Runtime {
    if (Array.isArray(value)) {
      const items = value.map(item => this.copy(this.resolve(item, name), name));
      return value.constructor === Array ? items : Object.setPrototypeOf(items, Object.getPrototypeOf(value));
    }
    if (value instanceof LazyDict || !(value instanceof Map)) return value;
    const dict = new Map<Runtime, Runtime>();
    for (const [key, entry] of value)
      dict.set(this.resolve(key, name), this.copy(this.resolve(entry, name), name));
    return dict;
  }
}

/** An undefined value that is the whole of a variable. */
const undefinedIn = ({ path, origin }: Undefined, name: string): Undefined =>
  new Undefined(path, {
    explain: () => origin.explain(path),
    hint: () => origin.hint(),
    location: () => origin.location(),
    context: () => [...(origin.context?.() ?? []), `in variable "${name}"`],
  });

/** A text that is evaluated, with what is needed to say where it stands. */
export interface Source {
  readonly text: string;
  locate(span: Span): Location | undefined;
  /** The path of the file, for a template file. */
  readonly path: string | undefined;
  /** How its text is written, for a template file; the files that it includes are written that way, too. */
  readonly syntax?: Syntax;
}

/** One template or expression while it is evaluated. */
export class Evaluation {
  readonly session: Session;
  readonly source: Source;
  /** Variables are copied when they are looked up, because the template changes lists or dicts in place. */
  readonly copies: Map<string, Runtime> | undefined;
  /** Without the variables: a template imported without context sees only globals. */
  readonly sealed: boolean;
  /** What is being worked on, for faults that don't know their place. */
  at: Span = { start: 0, end: 0 };
  /** What a `{% break %}` or `{% continue %}` asks of the loop around it. */
  leaving: 'break' | 'continue' | undefined;

  constructor(session: Session, source: Source, copies: Map<string, Runtime> | undefined, sealed = false) {
    this.session = session;
    this.source = source;
    this.copies = copies;
    this.sealed = sealed;
  }

  /** A variable of the scope, or a global of the engine; undefined if there is none. */
  variable(name: string): Runtime | undefined {
    const { session } = this;
    if (this.sealed) return session.engine.global(name, this);
    const copied = this.copies?.get(name);
    if (copied !== undefined) return copied;
    const raw = session.scope.lookup(name);
    if (raw === undefined) return session.engine.global(name, this);
    const value = session.resolve(raw, name);
    if (!this.copies) return value;
    const copy = session.copy(value, name);
    this.copies.set(name, copy);
    return copy;
  }

  /** The value with all templates inside it rendered. */
  force(value: Runtime): Runtime {
    return typeof value === 'object' && value !== null ? this.session.force(value, this.#name()) : value;
  }

  /** An element of a container, rendered if it is a template. */
  resolve(value: Runtime): Runtime {
    return this.session.resolve(value, this.#name());
  }

  /** `value.name`, for filters. */
  attribute(value: Runtime, name: string): Runtime {
    return attributeOf(value, name, name, this.at, this);
  }

  /** `value[key]`, for filters. */
  item(value: Runtime, key: Runtime): Runtime {
    return itemOf(value, key, `[${repr(key)}]`, this.at, this);
  }

  #name(): string {
    return this.source.text.slice(this.at.start, this.at.end);
  }

  /** Runs something in this evaluation and gives its faults the place that was being worked on. */
  guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof Fault) throw mistake(error.message, this.source.locate(this.at), error.hint);
      throw error;
    }
  }

  /** Calls a filter by its name, as `map('upper')` does. */
  filter(name: string, value: Runtime, args: CallArguments): Runtime {
    return this.session.engine.filter(name)(value, args, this);
  }

  /** Calls a test by its name. */
  test(name: string, value: Runtime, args: CallArguments): boolean {
    return this.session.engine.test(name)(value, args, this);
  }

  /** The undefined value that a missing name is. */
  missingName(name: string, span: Span): Undefined {
    const { source, session, sealed } = this;
    return new Undefined(name, {
      explain: path =>
        path === name ? `"${name}" is undefined` : `"${path}" is undefined: there is no "${name}"`,
      hint: () =>
        sealed
          ? 'an imported template sees variables only when it is imported "with context"'
          : didYouMean(name, session.scope.names?.() ?? []),
      location: () => source.locate(span),
    });
  }

  /** The undefined value that a missing attribute or element is. */
  missingItem(container: Runtime, key: string, path: string, span: Span): Undefined {
    const { source } = this;
    return new Undefined(path, {
      explain: whole => `"${whole}" is undefined: ${describe(container)} has no ${key}`,
      hint: () => hintFor(container, key),
      location: () => source.locate(span),
    });
  }
}

const describe = (container: Runtime): string => {
  if (container === null) return 'None';
  if (Array.isArray(container)) return `the list of ${container.length}`;
  if (container instanceof Map) return 'the dict';
  return typeof container === 'string' ? 'the text' : 'the value';
};

const hintFor = (container: Runtime, key: string): string | undefined => {
  if (!(container instanceof Map)) return undefined;
  const names = [...container.keys()].filter(name => typeof name === 'string');
  const found = didYouMean(key.replace(/^"|"$/g, ''), names);
  if (found !== undefined || names.length === 0 || names.length > 12) return found;
  return `it has ${names.map(name => `"${name}"`).join(', ')}`;
};

/** The names inside a piece of a template: loop variables, what `set` made. */
export class Frame {
  readonly evaluation: Evaluation;
  readonly parent: Frame | undefined;
  names: Map<string, Runtime> | undefined;
  /** The template's blocks by name, each from the outermost child to the base, for `extends`. */
  readonly blocks: Blocks;
  /** The template that this one extends, once it has said so. */
  extended: LoadedTemplate | undefined;

  constructor(
    evaluation: Evaluation,
    parent: Frame | undefined,
    blocks: Blocks = parent?.blocks ?? new Map(),
  ) {
    this.evaluation = evaluation;
    this.parent = parent;
    this.blocks = blocks;
    this.names = undefined;
  }

  set(name: string, value: Runtime): void {
    this.names ??= new Map();
    this.names.set(name, value);
  }

  /** A name of this frame or one around it. */
  get(name: string): Runtime | undefined {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      const value = frame.names?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All names of this frame and those around it, as they are now. */
  snapshot(): Frame {
    const copy = new Frame(this.evaluation, undefined, this.blocks);
    const frames: Frame[] = [];
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) frames.unshift(frame);
    for (const { names } of frames) for (const [name, value] of names ?? []) copy.set(name, value);
    return copy;
  }
}

/** Bodies of blocks by name, nearest first. */
export type Blocks = Map<string, ((frame: Frame) => string)[]>;
