import type { Evaluate } from './compile-expression.js';
import type { LoadedTemplate } from './engine.js';
import { Frame } from './evaluation.js';
import { type CallArguments, Callable, Fault, LIMITS, type Runtime, Special, tupleOf } from './runtime.js';

/** What an imported template offers: its macros and what it set. */
export class Module extends Special {
  override readonly typeName = 'Module';
  readonly exports: ReadonlyMap<string, Runtime>;

  constructor(exports: ReadonlyMap<string, Runtime>) {
    super();
    this.exports = exports;
  }

  override attribute(name: string): Runtime | undefined {
    return this.exports.get(name);
  }
}

/** The variable `self`: the template's blocks as functions. */
export class Self extends Special {
  override readonly typeName = 'TemplateReference';
  readonly #frame: Frame;

  constructor(frame: Frame) {
    super();
    this.#frame = frame;
  }

  override attribute(name: string): Runtime | undefined {
    if (!this.#frame.blocks.has(name)) return undefined;
    return new Callable(name, () => runBlock(this.#frame, name, 0));
  }
}

/** Runs a block: the nearest body of that name, or for `super()` one further out. */
export const runBlock = (frame: Frame, name: string, level: number): string => {
  const run = frame.blocks.get(name)?.[level];
  if (!run) throw new Fault(`block "${name}" has nothing above it for super()`);
  const inner = new Frame(frame.evaluation, frame);
  inner.set('super', new Callable('super', () => runBlock(frame, name, level + 1)));
  return nested(frame, () => run(inner));
};

/** Runs another template in a frame that was made for it. */
export const runTemplate = (program: LoadedTemplate, frame: Frame): string =>
  nested(frame, () => program.run(frame));

/** Runs something that may nest without end, such as a macro that calls itself, within the limit on depth. */
export const nested = <T>(frame: Frame, run: () => T): T => {
  const { evaluation } = frame;
  const { engine } = evaluation.session;
  if (++engine.depth > LIMITS.depth) {
    engine.depth--;
    throw new Fault('macros or templates are nested too deeply');
  }
  try {
    return evaluation.guard(run);
  } finally {
    engine.depth--;
  }
};

/** Gives a macro's parameters their values. Throws a Fault for arguments it doesn't take. */
export const bindMacro = (
  name: string,
  parameters: readonly { readonly name: string; readonly fallback: Evaluate | undefined }[],
  { positional, named }: CallArguments,
  frame: Frame,
  used: ReadonlySet<string>,
): void => {
  const rest = new Map(named);
  for (const [index, parameter] of parameters.entries()) {
    const value = index < positional.length ? positional[index] : rest.get(parameter.name);
    if (value !== undefined && index < positional.length && rest.has(parameter.name))
      throw new Fault(`macro "${name}" got its argument "${parameter.name}" twice`);
    rest.delete(parameter.name);
    if (value !== undefined) frame.set(parameter.name, value);
    else if (parameter.fallback) frame.set(parameter.name, parameter.fallback(frame));
    else frame.set(parameter.name, frame.evaluation.missingName(parameter.name, frame.evaluation.at));
  }
  const caller = rest.get('caller');
  if (caller !== undefined && used.has('caller')) frame.set('caller', caller);
  else if (caller !== undefined && !used.has('kwargs'))
    throw new Fault(`macro "${name}" never asks for its caller()`, 'call it without a "call" block');
  if (used.has('caller')) rest.delete('caller');
  const [unnamed] = positional.slice(parameters.length);
  if (unnamed !== undefined && !used.has('varargs'))
    throw new Fault(`macro "${name}" takes ${parameters.length} arguments, not ${positional.length}`);
  const [unknown] = rest.keys();
  if (unknown !== undefined && !used.has('kwargs'))
    throw new Fault(`macro "${name}" has no argument "${unknown}"`);
  frame.set('varargs', tupleOf(...positional.slice(parameters.length)));
  frame.set('kwargs', new Map<Runtime, Runtime>(rest));
};
