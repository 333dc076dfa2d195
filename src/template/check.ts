import { didYouMean } from '../source/suggest.js';
import type { Arguments, Expression, Parameter, Statement, Target } from './ast.js';
import type { Problem } from './source.js';

export type NameKind = 'filter' | 'test' | 'lookup';

/** What names mean something to the engine. */
export interface Known {
  has(kind: NameKind, name: string): boolean;
  /** All of them, for hints. */
  names(kind: NameKind): Iterable<string>;
  /** Why one of the user's own can't be used. */
  refusal(kind: NameKind, name: string): { readonly message: string; readonly hint: string } | undefined;
}

/** Filters whose first argument names another filter, or a test. */
const NAMED_IN_ARGUMENT: ReadonlyMap<string, readonly [NameKind, index: number]> = new Map(
  Object.entries({
    map: ['filter', 0],
    select: ['test', 0],
    reject: ['test', 0],
    selectattr: ['test', 1],
    rejectattr: ['test', 1],
  } as const),
);

const LOOKUP_FUNCTIONS = new Set(['lookup', 'query', 'q']);

/** Everything in a template that a walk over it meets, in order. */
interface Visitor {
  expression?(node: Expression): void;
  name?(name: string, scope: ReadonlySet<string>): void;
}

/** The unknown filters, tests and lookups of a template. */
export const unknownIn = (statements: readonly Statement[], known: Known): Problem[] => {
  const problems: Problem[] = [];
  const demand = (kind: NameKind, name: string, span: Expression): void => {
    const refusal = known.refusal(kind, name);
    if (refusal) problems.push({ ...refusal, span });
    else if (!known.has(kind, name)) {
      const hint = didYouMean(name, known.names(kind));
      const message = `unknown ${kind} "${name}"`;
      problems.push({ message, span, hint, ...(hint === undefined && { isForeign: true }) });
    }
  };
  walk(statements, {
    expression: node => {
      if (node.kind === 'filter') {
        demand('filter', node.name, node);
        const [kind, index] = NAMED_IN_ARGUMENT.get(node.name) ?? [];
        const argument = index === undefined ? undefined : node.args.positional[index];
        if (kind && argument?.kind === 'literal' && typeof argument.value === 'string')
          demand(kind, argument.value, argument);
      } else if (node.kind === 'test') demand('test', node.name, node);
      else if (
        node.kind === 'call' &&
        node.target.kind === 'name' &&
        LOOKUP_FUNCTIONS.has(node.target.name)
      ) {
        const [name] = node.args.positional;
        if (name?.kind === 'literal' && typeof name.value === 'string') demand('lookup', name.value, name);
      }
    },
  });
  return problems;
};

/** The names that a template takes from outside, without those that it defines itself and the engine's own. */
export const namesIn = (
  statements: readonly Statement[],
  globals: ReadonlyMap<string, unknown>,
): Set<string> => {
  const names = new Set<string>();
  walk(statements, {
    name: (name, scope) => {
      if (!scope.has(name) && !globals.has(name)) names.add(name);
    },
  });
  return names;
};

/** Every name that is read somewhere in statements, whoever may define it. */
export const mentioned = (statements: readonly Statement[]): Set<string> => {
  const names = new Set<string>();
  walk(statements, { name: name => names.add(name) });
  return names;
};

const walk = (statements: readonly Statement[], visitor: Visitor): void => {
  new Walker(visitor).body(statements, new Set());
};

class Walker {
  readonly #visitor: Visitor;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** Walks statements in a scope, which takes the names that they set. */
  body(statements: readonly Statement[] | undefined, scope: Set<string>): void {
    for (const statement of statements ?? []) this.#statement(statement, scope);
  }

  #statement(node: Statement, scope: Set<string>): void {
    switch (node.kind) {
      case 'data':
      case 'leave':
        return;
      case 'do':
      case 'print':
        this.expression(node.expression, scope);
        return;
      case 'if':
        for (const [condition, body] of node.branches) {
          this.expression(condition, scope);
          this.body(body, scope);
        }
        this.body(node.otherwise, scope);
        return;
      case 'for': {
        this.expression(node.list, scope);
        const inner = new Set([...scope, 'loop', ...targetNames(node.target)]);
        this.expression(node.filter, inner);
        this.body(node.body, inner);
        this.body(node.otherwise, new Set(scope));
        return;
      }
      case 'set':
        this.expression(node.value, scope);
        this.#bind(node.target, scope);
        return;
      case 'set-block':
        this.expression(node.filter, scope);
        this.body(node.body, new Set(scope));
        this.#bind(node.target, scope);
        return;
      case 'with': {
        const inner = new Set(scope);
        for (const [target, value] of node.bindings) {
          this.expression(value, scope);
          for (const name of targetNames(target)) inner.add(name);
        }
        this.body(node.body, inner);
        return;
      }
      case 'macro':
        scope.add(node.name);
        this.#macro(node.parameters, node.body, scope);
        return;
      case 'call-block':
        this.expression(node.call, scope);
        this.#macro(node.parameters, node.body, scope);
        return;
      case 'filter-block':
        this.expression(node.filter, scope);
        this.body(node.body, new Set(scope));
        return;
      case 'group':
        this.body(node.body, scope);
        return;
      case 'include':
      case 'extends':
        this.expression(node.template, scope);
        return;
      case 'import':
        this.expression(node.template, scope);
        scope.add(node.alias);
        return;
      case 'from-import':
        this.expression(node.template, scope);
        for (const [, alias] of node.names) scope.add(alias);
        return;
      case 'block':
        this.body(node.body, new Set([...scope, 'super', 'self']));
        return;
    }
  }

  #bind(target: Target, scope: Set<string>): void {
    for (const name of targetNames(target)) scope.add(name);
  }

  #macro(parameters: readonly Parameter[], body: readonly Statement[], scope: ReadonlySet<string>): void {
    const inner = new Set([...scope, 'varargs', 'kwargs', 'caller']);
    for (const { name, fallback } of parameters) {
      this.expression(fallback, inner);
      inner.add(name);
    }
    this.body(body, inner);
  }

  expression(node: Expression | undefined, scope: ReadonlySet<string>): void {
    if (!node) return;
    this.#visitor.expression?.(node);
    if (node.kind === 'literal') return;
    if (node.kind === 'name') this.#visitor.name?.(node.name, scope);
    else if (node.kind === 'text') this.body(node.body, new Set(scope));
    else for (const part of partsOf(node)) this.expression(part, scope);
  }
}

const targetNames = (target: Target): string[] => {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'tuple' ? target.items.flatMap(targetNames) : [];
};

const argumentParts = (args: Arguments): (Expression | undefined)[] => [
  ...args.positional,
  ...args.named.map(([, value]) => value),
  args.spread,
  args.spreadNamed,
];

/** The expressions directly inside another. */
const partsOf = (node: Expression): readonly (Expression | undefined)[] => {
  switch (node.kind) {
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items;
    case 'dict':
      return node.entries.flat();
    case 'attribute':
      return [node.target];
    case 'item':
      return [node.target, node.key];
    case 'slice':
      return [node.target, node.from, node.to, node.step];
    case 'call':
    case 'filter':
    case 'test':
      return [node.target, ...argumentParts(node.args)];
    case 'not':
    case 'negate':
    case 'affirm':
      return [node.operand];
    case 'and':
    case 'or':
    case 'binary':
      return [node.left, node.right];
    case 'comparison':
      return [node.first, ...node.rest.map(([, operand]) => operand)];
    case 'condition':
      return [node.test, node.yes, node.otherwise];
    default:
      return [];
  }
};
