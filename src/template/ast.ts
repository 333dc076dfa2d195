import type { Runtime } from './runtime.js';

/** Offsets of a node in its template's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Arguments as written at a call, a filter or a test. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [name: string, value: Expression])[];
  /** `*list` */
  readonly spread: Expression | undefined;
  /** `**dict` */
  readonly spreadNamed: Expression | undefined;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly value: Runtime }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'dict'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
    | { readonly kind: 'attribute'; readonly target: Expression; readonly name: string }
    | { readonly kind: 'item'; readonly target: Expression; readonly key: Expression }
    | {
        readonly kind: 'slice';
        readonly target: Expression;
        readonly from: Expression | undefined;
        readonly to: Expression | undefined;
        readonly step: Expression | undefined;
      }
    | { readonly kind: 'call'; readonly target: Expression; readonly args: Arguments }
    | {
        readonly kind: 'filter';
        /** Undefined in `{% filter %}`, where the rendered body is filtered. */
        readonly target: Expression | undefined;
        readonly name: string;
        readonly args: Arguments;
      }
    | {
        readonly kind: 'test';
        readonly target: Expression;
        readonly name: string;
        readonly args: Arguments;
      }
    | { readonly kind: 'not' | 'negate' | 'affirm'; readonly operand: Expression }
    | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'concat'; readonly items: readonly Expression[] }
    | {
        readonly kind: 'comparison';
        readonly first: Expression;
        readonly rest: readonly (readonly [operator: ComparisonOperator, operand: Expression])[];
      }
    | {
        readonly kind: 'condition';
        readonly test: Expression;
        readonly yes: Expression;
        readonly otherwise: Expression | undefined;
      }
    /** A text in a condition that itself holds `{{ }}`: old playbooks write `when: x == "{{ y }}"`. */
    | { readonly kind: 'text'; readonly body: readonly Statement[] }
  );

/** What `set` and `for` assign to: a name, several, or an attribute of a namespace. */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] };

/** A macro's parameter. */
export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | undefined;
}

export type Statement = Span &
  (
    | { readonly kind: 'data'; readonly text: string }
    | { readonly kind: 'print'; readonly expression: Expression }
    | {
        readonly kind: 'if';
        readonly branches: readonly (readonly [condition: Expression, body: readonly Statement[]])[];
        readonly otherwise: readonly Statement[] | undefined;
      }
    | {
        readonly kind: 'for';
        readonly target: Target;
        readonly list: Expression;
        readonly filter: Expression | undefined;
        readonly recursive: boolean;
        readonly body: readonly Statement[];
        readonly otherwise: readonly Statement[] | undefined;
      }
    | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
    | {
        readonly kind: 'set-block';
        readonly target: Target;
        /** A chain of filters without a target at its start. */
        readonly filter: Expression | undefined;
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'with';
        readonly bindings: readonly (readonly [target: Target, value: Expression])[];
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'macro';
        readonly name: string;
        readonly parameters: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'call-block';
        readonly parameters: readonly Parameter[];
        readonly call: Expression & { readonly kind: 'call' };
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: readonly Statement[] }
    | { readonly kind: 'group'; readonly body: readonly Statement[] }
    | {
        readonly kind: 'include';
        readonly template: Expression;
        readonly ignoreMissing: boolean;
        readonly withContext: boolean;
      }
    | {
        readonly kind: 'import';
        readonly template: Expression;
        readonly alias: string;
        readonly withContext: boolean;
      }
    | {
        readonly kind: 'from-import';
        readonly template: Expression;
        readonly names: readonly (readonly [name: string, alias: string])[];
        readonly withContext: boolean;
      }
    | { readonly kind: 'do'; readonly expression: Expression }
    | { readonly kind: 'leave'; readonly how: 'break' | 'continue' }
    | { readonly kind: 'extends'; readonly template: Expression }
    | {
        readonly kind: 'block';
        readonly name: string;
        readonly scoped: boolean;
        readonly required: boolean;
        readonly body: readonly Statement[];
      }
  );
