import { attributeOf, itemOf, methodOf, sliceOf } from './access.js';
import type { Arguments, BinaryOperator, ComparisonOperator, Expression, Statement } from './ast.js';
import type { Frame } from './evaluation.js';
import { MUTATORS } from './methods/list.js';
import { type CallArguments, Callable, Fault, NOTHING, type Runtime, tupleOf, Undefined } from './runtime.js';
import * as arithmetic from './values/arithmetic.js';
import { compare, contains } from './values/compare.js';
import { isEqual, requireHashable, setItem } from './values/equality.js';
import { iterate } from './values/iterate.js';
import { printed, requireDefined, toText, typeName } from './values/text.js';
import { isTruthy } from './values/truth.js';

/** A compiled expression. What it gives is never a template, but a container may still hold some inside. */
export type Evaluate = (frame: Frame) => Runtime;

type EvaluateArguments = (frame: Frame) => CallArguments;

const BINARY: { readonly [operator in BinaryOperator]: (a: Runtime, b: Runtime) => Runtime } = {
  '+': arithmetic.add,
  '-': arithmetic.subtract,
  '*': arithmetic.multiply,
  '/': arithmetic.divide,
  '//': arithmetic.floorDivide,
  '%': arithmetic.modulo,
  '**': arithmetic.power,
};

const COMPARISON: { readonly [operator in ComparisonOperator]: (a: Runtime, b: Runtime) => boolean } = {
  '==': (a, b) => isEqual(a, b),
  '!=': (a, b) => !isEqual(a, b),
  '<': (a, b) => compare(a, b, '<') < 0,
  '<=': (a, b) => compare(a, b, '<=') <= 0,
  '>': (a, b) => compare(a, b, '>') > 0,
  '>=': (a, b) => compare(a, b, '>=') >= 0,
  in: (a, b) => contains(b, a),
  'not in': (a, b) => !contains(b, a),
};

const NO_NAMES: ReadonlyMap<string, Runtime> = new Map();
const NO_ARGUMENTS: CallArguments = { positional: [], named: NO_NAMES };

/** Turns syntax trees into functions, once per text. */
export class ExpressionCompiler {
  readonly text: string;
  /** Whether a list or dict may be changed in place. */
  mutates = false;

  constructor(text: string) {
    this.text = text;
  }

  expression(node: Expression): Evaluate {
    switch (node.kind) {
      case 'literal': {
        const { value } = node;
        return () => value;
      }
      case 'name':
        return this.#name(node);
      case 'list': {
        const items = node.items.map(item => this.expression(item));
        return frame => items.map(item => item(frame));
      }
      case 'tuple': {
        const items = node.items.map(item => this.expression(item));
        return frame => tupleOf(...items.map(item => item(frame)));
      }
      case 'dict':
        return this.#dict(node);
      case 'attribute': {
        const target = this.expression(node.target);
        const { name } = node;
        const path = this.text.slice(node.start, node.end);
        return frame => attributeOf(target(frame), name, path, node, frame.evaluation);
      }
      case 'item': {
        const target = this.expression(node.target);
        const key = this.expression(node.key);
        const path = this.text.slice(node.start, node.end);
        return frame => itemOf(target(frame), key(frame), path, node, frame.evaluation);
      }
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#call(node);
      case 'filter':
        return this.#filter(node);
      case 'test':
        return this.#test(node);
      case 'not': {
        const operand = this.expression(node.operand);
        return frame => !isTruthy(operand(frame));
      }
      case 'negate':
      case 'affirm': {
        const operand = this.expression(node.operand);
        const apply = node.kind === 'negate' ? arithmetic.negate : arithmetic.affirm;
        return frame => {
          const value = operand(frame);
          frame.evaluation.at = node;
          return apply(value);
        };
      }
      case 'and': {
        const [left, right] = [this.expression(node.left), this.expression(node.right)];
        return frame => {
          const value = left(frame);
          return isTruthy(value) ? right(frame) : value;
        };
      }
      case 'or': {
        const [left, right] = [this.expression(node.left), this.expression(node.right)];
        return frame => {
          const value = left(frame);
          return isTruthy(value) ? value : right(frame);
        };
      }
      case 'binary': {
        const [left, right] = [this.expression(node.left), this.expression(node.right)];
        const apply = BINARY[node.operator];
        return frame => {
          const { evaluation } = frame;
          const a = evaluation.force(left(frame));
          const b = evaluation.force(right(frame));
          evaluation.at = node;
          return apply(a, b);
        };
      }
      case 'concat': {
        const items = node.items.map(item => this.expression(item));
        return frame => items.map(item => toText(frame.evaluation.force(item(frame)))).join('');
      }
      case 'comparison':
        return this.#comparison(node);
      case 'condition': {
        const [test, yes] = [this.expression(node.test), this.expression(node.yes)];
        const otherwise = node.otherwise ? this.expression(node.otherwise) : () => NOTHING;
        return frame => (isTruthy(test(frame)) ? yes(frame) : otherwise(frame));
      }
      case 'text':
        return this.body(node.body);
    }
  }

  /** Compiles statements to a function that gives their output; only the compiler of statements knows how. */
  protected body(_statements: readonly Statement[]): (frame: Frame) => string {
    throw new Fault('a text in an expression holds a template');
  }

  #name(node: Expression & { readonly kind: 'name' }): Evaluate {
    const { name } = node;
    return frame => {
      const { evaluation } = frame;
      const local = frame.get(name);
      if (local !== undefined) return local;
      evaluation.at = node;
      const value = evaluation.variable(name);
      return value === undefined ? evaluation.missingName(name, node) : value;
    };
  }

  #dict(node: Expression & { readonly kind: 'dict' }): Evaluate {
    const entries = node.entries.map(
      ([key, value]) => [this.expression(key), this.expression(value)] as const,
    );
    return frame => {
      const dict = new Map<Runtime, Runtime>();
      for (const [key, value] of entries) {
        const name = key(frame);
        frame.evaluation.at = node;
        requireHashable(name);
        setItem(dict, name, value(frame));
      }
      return dict;
    };
  }

  #slice(node: Expression & { readonly kind: 'slice' }): Evaluate {
    const target = this.expression(node.target);
    const [from, to, step] = [node.from, node.to, node.step].map(part =>
      part ? this.expression(part) : () => null,
    );
    return frame => {
      const value = target(frame);
      const bounds = [from!(frame), to!(frame), step!(frame)] as const;
      frame.evaluation.at = node;
      return sliceOf(value, ...bounds);
    };
  }

  #comparison(node: Expression & { readonly kind: 'comparison' }): Evaluate {
    const first = this.expression(node.first);
    const rest = node.rest.map(
      ([operator, operand]) => [COMPARISON[operator], this.expression(operand)] as const,
    );
    return frame => {
      const { evaluation } = frame;
      let left = evaluation.force(first(frame));
      for (const [holds, operand] of rest) {
        const right = evaluation.force(operand(frame));
        evaluation.at = node;
        if (!holds(left, right)) return false;
        left = right;
      }
      return true;
    };
  }

  /** Arguments, with templates inside of them rendered. Undefined ones pass: who is called decides about them. */
  protected arguments(args: Arguments): EvaluateArguments {
    const positional = args.positional.map(argument => this.expression(argument));
    const named = args.named.map(([name, value]) => [name, this.expression(value)] as const);
    const spread = args.spread && this.expression(args.spread);
    const spreadNamed = args.spreadNamed && this.expression(args.spreadNamed);
    if (positional.length + named.length === 0 && !spread && !spreadNamed) return () => NO_ARGUMENTS;
    return frame => {
      const { evaluation } = frame;
      const values: Runtime[] = [];
      for (const argument of positional) values.push(evaluation.force(argument(frame)));
      if (spread) for (const item of iterate(evaluation.force(spread(frame)))) values.push(item);
      if (named.length === 0 && !spreadNamed) return { positional: values, named: NO_NAMES };
      const names = new Map<string, Runtime>();
      for (const [name, value] of named) names.set(name, evaluation.force(value(frame)));
      if (spreadNamed) spreadInto(names, evaluation.force(spreadNamed(frame)));
      return { positional: values, named: names };
    };
  }

  #call(node: Expression & { readonly kind: 'call' }): Evaluate {
    const args = this.arguments(node.args);
    const { target } = node;
    const callee = this.expression(target);
    const written = this.text.slice(target.start, target.end);
    const callValue = (frame: Frame, value: Runtime): Runtime => {
      frame.evaluation.at = target;
      if (value instanceof Undefined) throw value.error();
      if (!(value instanceof Callable))
        throw new Fault(`"${written}" is ${typeName(value)}, which can't be called`);
      const given = args(frame);
      frame.evaluation.at = node;
      return value.call(given);
    };
    if (target.kind !== 'attribute') return frame => callValue(frame, callee(frame));
    // The usual case, a method, without making something callable first.
    if (MUTATORS.has(target.name)) this.mutates = true;
    const receiver = this.expression(target.target);
    const { name } = target;
    return frame => {
      const { evaluation } = frame;
      const value = receiver(frame);
      const method = methodOf(value, name);
      if (!method) return callValue(frame, attributeOf(value, name, written, target, evaluation));
      const forced = evaluation.force(value);
      const given = args(frame);
      evaluation.at = node;
      return method(forced, given, evaluation);
    };
  }

  #filter(node: Expression & { readonly kind: 'filter' }): Evaluate {
    const target = node.target && this.expression(node.target);
    const args = this.arguments(node.args);
    const { name } = node;
    return frame => {
      const { evaluation } = frame;
      const value = target ? target(frame) : frame.get(FILTERED)!;
      const given = args(frame);
      const forced = evaluation.force(value);
      evaluation.at = node;
      return evaluation.filter(name, forced, given);
    };
  }

  #test(node: Expression & { readonly kind: 'test' }): Evaluate {
    const target = this.expression(node.target);
    const { name } = node;
    // These two need not render what they look at.
    if (name === 'defined') return frame => !isMissing(target(frame));
    if (name === 'undefined') return frame => isMissing(target(frame));
    const args = this.arguments(node.args);
    return frame => {
      const { evaluation } = frame;
      const value = evaluation.force(target(frame));
      const given = args(frame);
      evaluation.at = node;
      return evaluation.test(name, value, given);
    };
  }
}

const isMissing = (value: Runtime): boolean => value instanceof Undefined || value === NOTHING;

/** The name that the body of `{% filter %}` has for its filters; no template can write it. */
export const FILTERED = ' filtered';

const spreadInto = (names: Map<string, Runtime>, value: Runtime): void => {
  requireDefined(value);
  if (!(value instanceof Map)) throw new Fault(`"**" needs a dict, not ${typeName(value)}`);
  for (const [name, entry] of value) names.set(printed(name), entry);
};
