import type { Parameter, Statement, Target } from './ast.js';
import { mentioned } from './check.js';
import { type Evaluate, ExpressionCompiler, FILTERED } from './compile-expression.js';
import { Frame, NeedsCopies } from './evaluation.js';
import { Loop } from './loop.js';
import { bindMacro, Module, nested, runBlock, runTemplate, Self } from './macro.js';
import { Callable, Fault, LIMITS, Namespace, type Runtime, tupleOf } from './runtime.js';
import type { Syntax } from './syntax.js';
import { iterate } from './values/iterate.js';
import { printed, requireDefined, toText, typeName } from './values/text.js';
import { isTruthy } from './values/truth.js';

/** A compiled statement or body: what it prints. */
export type Run = (frame: Frame) => string;

/** A compiled template. */
export interface Program {
  /** Runs the template in its outermost frame. */
  readonly run: Run;
  /** The value of a template that is one `{{ }}` and nothing else, or only newlines behind it. */
  readonly value: Evaluate | undefined;
  readonly mutates: boolean;
}

/** Compiles a parsed template. */
export const compileTemplate = (statements: readonly Statement[], text: string, syntax: Syntax): Program => {
  const compiler = new StatementCompiler(text, syntax);
  const run = compiler.template(statements);
  const [only, rest] = statements;
  const isValue =
    only?.kind === 'print' &&
    (!rest || (statements.length === 2 && rest.kind === 'data' && /^\n+$/.test(rest.text)));
  return {
    run,
    value: isValue ? compiler.expression(only.expression) : undefined,
    mutates: compiler.mutates,
  };
};

/** Whether a statement is an `extends`, or an `if` that holds one. */
const extendsOther = (statement: Statement): boolean =>
  statement.kind === 'extends' ||
  (statement.kind === 'if' &&
    (statement.branches.some(([, body]) => body.some(extendsOther)) ||
      (statement.otherwise?.some(extendsOther) ?? false)));

/** Behind `extends` nothing but an `include` prints; and what is set and defined there counts. */
const silencedBehindExtends = ({ kind }: Statement, run: Run): Run => {
  if (kind === 'data' || kind === 'print' || kind === 'block')
    return frame => (frame.extended ? '' : run(frame));
  if (kind === 'include') return run;
  return frame => {
    const isSilent = frame.extended !== undefined;
    const output = run(frame);
    return isSilent ? '' : output;
  };
};

/** Compiles statements as well as the expressions in them. */
export class StatementCompiler extends ExpressionCompiler {
  readonly #blocks: Map<string, Run> = new Map();
  readonly #loopControls: boolean;

  constructor(text: string, { loopControls }: Syntax) {
    super(text);
    this.#loopControls = loopControls;
  }

  template(statements: readonly Statement[]): Run {
    const run = this.body(statements);
    return frame => {
      this.#register(frame);
      const output = run(frame);
      const { extended, evaluation } = frame;
      return extended
        ? output + runTemplate(extended, new Frame(extended.evaluation(evaluation), frame))
        : output;
    };
  }

  #register(frame: Frame): void {
    const { blocks, evaluation } = frame;
    if (this.#blocks.size > 0) frame.set('self', new Self(frame));
    for (const [name, run] of this.#blocks) {
      const known = blocks.get(name) ?? [];
      // Whoever runs the block, its mistakes stand in this template.
      known.push(frame => run(new Frame(evaluation, frame)));
      blocks.set(name, known);
    }
  }

  protected override body(statements: readonly Statement[]): Run {
    const extending = statements.some(extendsOther);
    const runs = statements.map(statement =>
      extending ? silencedBehindExtends(statement, this.statement(statement)) : this.statement(statement),
    );
    if (runs.length === 0) return () => '';
    if (runs.length === 1) return runs[0]!;
    if (this.#loopControls)
      return frame => {
        let output = '';
        for (const run of runs) {
          output += run(frame);
          if (frame.evaluation.leaving) break;
        }
        return output;
      };
    return frame => {
      let output = '';
      for (const run of runs) output += run(frame);
      return output;
    };
  }

  statement(node: Statement): Run {
    switch (node.kind) {
      case 'data': {
        const { text } = node;
        return () => text;
      }
      case 'print': {
        const expression = this.expression(node.expression);
        return frame => {
          const value = expression(frame);
          if (typeof value === 'string') return value;
          const forced = frame.evaluation.force(value);
          frame.evaluation.at = node.expression;
          return printed(forced);
        };
      }
      case 'if':
        return this.#if(node);
      case 'for':
        return this.#for(node);
      case 'set': {
        const value = this.expression(node.value);
        const assign = this.#assign(node.target);
        return frame => {
          assign(frame, value(frame));
          return '';
        };
      }
      case 'set-block': {
        const body = this.#filtered(node.body, node.filter && this.expression(node.filter));
        const assign = this.#assign(node.target);
        return frame => {
          assign(frame, body(frame));
          return '';
        };
      }
      case 'with': {
        const bindings = node.bindings.map(
          ([target, value]) => [this.#assign(target), this.expression(value)] as const,
        );
        const body = this.body(node.body);
        return frame => {
          const inner = new Frame(frame.evaluation, frame);
          for (const [assign, value] of bindings) assign(inner, value(frame));
          return body(inner);
        };
      }
      case 'macro': {
        const make = this.#macro(node.name, node.parameters, node.body);
        return frame => {
          frame.set(node.name, make(frame));
          return '';
        };
      }
      case 'call-block':
        return this.#callBlock(node);
      case 'filter-block': {
        const body = this.#filtered(node.body, this.expression(node.filter));
        return frame => printed(body(frame));
      }
      case 'group':
        return this.body(node.body);
      case 'do': {
        const expression = this.expression(node.expression);
        return frame => {
          expression(frame);
          return '';
        };
      }
      case 'leave':
        return frame => {
          frame.evaluation.leaving = node.how;
          return '';
        };
      case 'include':
        return this.#include(node);
      case 'import':
      case 'from-import':
        return this.#import(node);
      case 'extends': {
        const template = this.expression(node.template);
        return frame => {
          const { evaluation } = frame;
          const name = evaluation.force(template(frame));
          evaluation.at = node;
          if (frame.extended) throw new Fault('the template extends a second one');
          frame.extended = evaluation.session.engine.load(name, frame);
          return '';
        };
      }
      case 'block':
        return this.#block(node);
    }
  }

  /** A body in a scope of its own, with filters applied to what it prints. */
  #filtered(statements: readonly Statement[], filter: Evaluate | undefined): Evaluate {
    const body = this.body(statements);
    return frame => {
      const text = body(new Frame(frame.evaluation, frame));
      if (!filter) return text;
      const inner = new Frame(frame.evaluation, frame);
      inner.set(FILTERED, text);
      return filter(inner);
    };
  }

  #assign(target: Target): (frame: Frame, value: Runtime) => void {
    if (target.kind === 'name') return (frame, value) => frame.set(target.name, value);
    if (target.kind === 'tuple') {
      const parts = target.items.map(item => this.#assign(item));
      return (frame, value) => {
        const items = iterate(value);
        if (items.length !== parts.length)
          throw new Fault(`${parts.length} names can't take a value with ${items.length} elements`);
        for (const [index, assign] of parts.entries()) assign(frame, frame.evaluation.resolve(items[index]!));
      };
    }
    return (frame, value) => {
      const holder = frame.get(target.name);
      if (!(holder instanceof Namespace))
        throw new Fault(
          `"${target.name}" is no namespace, so its attributes can't be set`,
          `{% set ${target.name} = namespace(${target.attribute}=...) %} makes one`,
        );
      holder.entries.set(target.attribute, value);
    };
  }

  #if(node: Statement & { readonly kind: 'if' }): Run {
    const branches = node.branches.map(
      ([condition, body]) => [this.expression(condition), this.body(body)] as const,
    );
    const otherwise = node.otherwise && this.body(node.otherwise);
    return frame => {
      for (const [condition, body] of branches) if (isTruthy(condition(frame))) return body(frame);
      return otherwise ? otherwise(frame) : '';
    };
  }

  #for(node: Statement & { readonly kind: 'for' }): Run {
    const list = this.expression(node.list);
    const filter = node.filter && this.expression(node.filter);
    const assign = this.#assign(node.target);
    const body = this.body(node.body);
    const otherwise = node.otherwise && this.body(node.otherwise);
    const run = (frame: Frame, value: Runtime, depth: number): string => {
      const { evaluation } = frame;
      evaluation.at = node.list;
      if (depth > LIMITS.depth) throw new Fault('a recursive loop is nested too deeply');
      let items = iterate(value instanceof Map ? evaluation.force(value) : value).map(item =>
        evaluation.resolve(item),
      );
      if (filter) {
        items = items.filter(item => {
          const inner = new Frame(evaluation, frame);
          assign(inner, item);
          return isTruthy(filter(inner));
        });
      }
      if (items.length === 0) return otherwise ? otherwise(new Frame(evaluation, frame)) : '';
      const again = node.recursive ? (inner: Runtime): string => run(frame, inner, depth + 1) : undefined;
      const loop = new Loop(items, depth, again);
      let output = '';
      for (const item of items) {
        const inner = new Frame(evaluation, frame);
        evaluation.at = node;
        inner.set('loop', loop);
        assign(inner, item);
        output += body(inner);
        loop.index++;
        const { leaving } = evaluation;
        evaluation.leaving = undefined;
        if (leaving === 'break') break;
        if (output.length > LIMITS.characters) throw new Fault('the output of a template is too large');
      }
      return output;
    };
    return frame => run(frame, list(frame), 0);
  }

  #macro(
    name: string,
    parameters: readonly Parameter[],
    statements: readonly Statement[],
  ): (frame: Frame) => Callable {
    const body = this.body(statements);
    // Further arguments are taken only by a macro that looks at them.
    const used = mentioned(statements);
    const compiled = parameters.map(({ name, fallback }) => ({
      name,
      fallback: fallback && this.expression(fallback),
    }));
    return frame =>
      new Callable(
        name,
        args => {
          const inner = new Frame(frame.evaluation, frame);
          bindMacro(name, compiled, args, inner, used);
          return nested(frame, () => body(inner));
        },
        'macro',
        new Map<string, Runtime>([
          ['name', name],
          ['arguments', tupleOf(...parameters.map(parameter => parameter.name))],
        ]),
      );
  }

  #callBlock(node: Statement & { readonly kind: 'call-block' }): Run {
    const caller = this.#macro('caller', node.parameters, node.body);
    const target = this.expression(node.call.target);
    const args = this.arguments(node.call.args);
    return frame => {
      const macro = target(frame);
      requireDefined(macro);
      const given = args(frame);
      frame.evaluation.at = node.call;
      if (!(macro instanceof Callable)) throw new Fault(`${typeName(macro)} can't be called`);
      return printed(macro.call({ ...given, named: new Map([...given.named, ['caller', caller(frame)]]) }));
    };
  }

  #include(node: Statement & { readonly kind: 'include' }): Run {
    const template = this.expression(node.template);
    return frame => {
      const { evaluation } = frame;
      const name = evaluation.force(template(frame));
      evaluation.at = node;
      const program = evaluation.session.engine.load(name, frame, node.ignoreMissing);
      if (!program) return '';
      if (program.mutates && !evaluation.copies) throw new NeedsCopies();
      const inner = new Frame(
        program.evaluation(evaluation, !node.withContext),
        node.withContext ? frame : undefined,
        new Map(),
      );
      return runTemplate(program, inner);
    };
  }

  #import(node: Statement & { readonly kind: 'import' | 'from-import' }): Run {
    const template = this.expression(node.template);
    return frame => {
      const { evaluation } = frame;
      const name = evaluation.force(template(frame));
      evaluation.at = node;
      const program = evaluation.session.engine.load(name, frame);
      if (program.mutates && !evaluation.copies) throw new NeedsCopies();
      const inner = new Frame(
        program.evaluation(evaluation, !node.withContext),
        // What is set behind the import is not seen by what it has brought.
        node.withContext ? frame.snapshot() : undefined,
        new Map(),
      );
      runTemplate(program, inner);
      const exports = new Map([...(inner.names ?? [])].filter(([exported]) => !exported.startsWith('_')));
      if (node.kind === 'import') frame.set(node.alias, new Module(exports));
      else
        for (const [exported, alias] of node.names) {
          const value = exports.get(exported);
          if (value === undefined) throw new Fault(`the template "${toText(name)}" has no "${exported}"`);
          frame.set(alias, value);
        }
      return '';
    };
  }

  #block(node: Statement & { readonly kind: 'block' }): Run {
    const body = this.body(node.body);
    this.#blocks.set(node.name, body);
    return frame => {
      let outer = frame;
      // Unless it is "scoped", a block sees the template's own names and not those of a loop around it.
      if (!node.scoped)
        while (outer.parent && outer.parent.evaluation === frame.evaluation) outer = outer.parent;
      if (node.required && outer.blocks.get(node.name)?.length === 1)
        throw new Fault(
          `block "${node.name}" is required and nothing fills it`,
          `write {% block ${node.name} %} in the template that extends this one`,
        );
      return runBlock(outer, node.name, 0);
    };
  }
}
