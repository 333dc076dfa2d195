import { Float } from '../value/value.js';
import type { Arguments, BinaryOperator, ComparisonOperator, Expression, Statement } from './ast.js';
import type { Token } from './lexer.js';
import { LIMITS, type Runtime } from './runtime.js';
import { SyntaxFault } from './syntax-fault.js';
import { TokenReader } from './token-reader.js';
import { integer } from './values/numbers.js';

const CONSTANTS: ReadonlyMap<string, Runtime> = new Map<string, Runtime>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const NO_ARGUMENTS: Arguments = { positional: [], named: [], spread: undefined, spreadNamed: undefined };
/** How tightly operators bind, from the loosest on. */
const TIGHTNESS: ReadonlyMap<string, number> = new Map([
  ['+', 0],
  ['-', 0],
  ['~', 1],
  ['*', 2],
  ['/', 2],
  ['//', 2],
  ['%', 2],
  ['**', 3],
]);
const COMPARISONS = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);

/** Reads expressions from a stream of tokens, by Jinja's grammar and precedence. Throws SyntaxFaults. */
export class ExpressionParser extends TokenReader {
  #depth = 0;
  /** Parses a text that holds `{{ }}` inside of a condition; without it such a text is just text. */
  readonly #nested: ((text: string, start: number) => readonly Statement[]) | undefined;

  constructor(tokens: readonly Token[], nested?: (text: string, start: number) => readonly Statement[]) {
    super(tokens);
    this.#nested = nested;
  }

  /** A whole expression, conditional ones included. */
  expression(withCondition = true): Expression {
    if (++this.#depth > LIMITS.nesting)
      throw new SyntaxFault('an expression is nested too deeply', this.current.start, this.current.end);
    let result = this.#or();
    while (withCondition && this.skip('if', 'name')) {
      const test = this.#or();
      const otherwise = this.skip('else', 'name') ? this.expression() : undefined;
      result = {
        kind: 'condition',
        test,
        yes: result,
        otherwise,
        start: result.start,
        end: (otherwise ?? test).end,
      };
    }
    this.#depth--;
    return result;
  }

  /** An expression, or several with commas between, which make a tuple. */
  protected tuple(withCondition = true): Expression {
    const first = this.expression(withCondition);
    if (!this.is(',')) return first;
    const items = [first];
    while (this.skip(',')) {
      if (this.#endsTuple()) break;
      items.push(this.expression(withCondition));
    }
    return { kind: 'tuple', items, start: first.start, end: items.at(-1)!.end };
  }

  #endsTuple(): boolean {
    const { type, value } = this.current;
    return type === 'end' || type === 'block-end' || type === 'print-end' || value === ')' || value === ']';
  }

  #or(): Expression {
    let left = this.#and();
    while (this.skip('or', 'name')) {
      const right = this.#and();
      left = { kind: 'or', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.skip('and', 'name')) {
      const right = this.#not();
      left = { kind: 'and', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #not(): Expression {
    if (!this.is('not', 'name')) return this.#comparison();
    const { start } = this.next();
    const operand = this.#not();
    return { kind: 'not', operand, start, end: operand.end };
  }

  #comparison(): Expression {
    const first = this.#operation(0);
    let operator = this.#comparisonOperator();
    if (!operator) return first;
    const rest: [ComparisonOperator, Expression][] = [];
    for (; operator; operator = this.#comparisonOperator()) rest.push([operator, this.#operation(0)]);
    return { kind: 'comparison', first, rest, start: first.start, end: rest.at(-1)![1].end };
  }

  #comparisonOperator(): ComparisonOperator | undefined {
    const { type, value } = this.current;
    if (type === 'operator') {
      if (!COMPARISONS.has(value)) return undefined;
      this.at++;
      return value as ComparisonOperator;
    }
    if (type !== 'name') return undefined;
    if (this.skip('in', 'name')) return 'in';
    if (value === 'not' && this.is('in', 'name', 1)) {
      this.at += 2;
      return 'not in';
    }
    return undefined;
  }

  /** Operands with operators between them that bind at least so tightly. */
  #operation(least: number): Expression {
    let left = this.#unary(true);
    /** What `~` has joined so far. */
    let joined: Expression[] | undefined;
    for (;;) {
      const { type, value } = this.current;
      const tightness = type === 'operator' ? TIGHTNESS.get(value) : undefined;
      if (tightness === undefined || tightness < least) return left;
      this.at++;
      const right = this.#operation(tightness + 1);
      const { start } = left;
      const { end } = right;
      if (value === '~') {
        joined = [...(joined ?? [left]), right];
        left = { kind: 'concat', items: joined, start, end };
      } else {
        joined = undefined;
        left = { kind: 'binary', operator: value as BinaryOperator, left, right, start, end };
      }
    }
  }

  #unary(withFilter: boolean): Expression {
    const { start } = this.current;
    let node: Expression;
    if (this.current.type === 'operator' && (this.is('-') || this.is('+'))) {
      if (++this.#depth > LIMITS.nesting)
        throw new SyntaxFault('an expression is nested too deeply', start, start + 1);
      const kind = this.next().value === '-' ? 'negate' : 'affirm';
      const operand = this.#unary(false);
      this.#depth--;
      node = { kind, operand, start, end: operand.end };
    } else node = this.#primary();
    node = this.#postfix(node);
    return withFilter ? this.#filtersAndTests(node) : node;
  }

  #primary(): Expression {
    const token = this.current;
    const { start, end } = token;
    switch (token.type) {
      case 'name': {
        this.at++;
        const constant = CONSTANTS.get(token.value);
        if (constant !== undefined) return { kind: 'literal', value: constant, start, end };
        return { kind: 'name', name: token.value, start, end };
      }
      case 'string':
        return this.#string();
      case 'integer':
        this.at++;
        return { kind: 'literal', value: integer(BigInt(token.value.replaceAll('_', ''))), start, end };
      case 'float':
        this.at++;
        return { kind: 'literal', value: new Float(Number(token.value.replaceAll('_', ''))), start, end };
      case 'operator':
        if (token.value === '(') return this.#parenthesis();
        if (token.value === '[') return this.#list();
        if (token.value === '{') return this.#dict();
    }
    return this.fail('expected a value');
  }

  #string(): Expression {
    const { start } = this.current;
    const from = this.at;
    let value = '';
    while (this.current.type === 'string') value += this.next().value;
    const { end } = this.tokens[this.at - 1]!;
    if (this.#nested && this.at === from + 1 && /\{\{[-+]?\s*[\w('"[]/.test(value))
      return { kind: 'text', body: this.#nested(value, start + 1), start, end };
    return { kind: 'literal', value, start, end };
  }

  #parenthesis(): Expression {
    const { start, end } = this.next();
    if (this.is(')')) return { kind: 'tuple', items: [], start, end: this.next().end };
    const inner = this.tuple();
    const close = this.expect(')');
    return { ...inner, start, end: Math.max(end, close.end) };
  }

  #list(): Expression {
    const { start } = this.next();
    const items: Expression[] = [];
    while (!this.is(']')) {
      items.push(this.expression());
      if (!this.skip(',') && !this.is(']')) this.fail('expected "," or "]"');
    }
    return { kind: 'list', items, start, end: this.next().end };
  }

  #dict(): Expression {
    const { start } = this.next();
    const entries: [Expression, Expression][] = [];
    while (!this.is('}')) {
      const key = this.expression();
      this.expect(':');
      entries.push([key, this.expression()]);
      if (!this.skip(',') && !this.is('}')) this.fail('expected "," or "}"');
    }
    return { kind: 'dict', entries, start, end: this.next().end };
  }

  #postfix(primary: Expression): Expression {
    let node = primary;
    while (this.current.type === 'operator') {
      if (this.skip('.')) node = this.#member(node);
      else if (this.skip('[')) node = this.#subscript(node);
      else if (this.is('(')) node = this.#call(node);
      else break;
    }
    return node;
  }

  #call(target: Expression): Expression {
    const args = this.arguments();
    return { kind: 'call', target, args, start: target.start, end: this.tokens[this.at - 1]!.end };
  }

  #member(target: Expression): Expression {
    const { type, value, start, end } = this.current;
    if (type === 'name') {
      this.at++;
      return { kind: 'attribute', target, name: value, start: target.start, end };
    }
    if (type !== 'integer') this.fail('expected a name or a number after "."');
    this.at++;
    const key: Expression = { kind: 'literal', value: Number(value), start, end };
    return { kind: 'item', target, key, start: target.start, end };
  }

  #subscript(target: Expression): Expression {
    const { start } = target;
    const part = (): Expression | undefined => (this.is(':') || this.is(']') ? undefined : this.tuple());
    const from = part();
    if (!this.skip(':')) {
      if (!from) this.fail('expected an index');
      return { kind: 'item', target, key: from, start, end: this.expect(']').end };
    }
    const to = part();
    const step = this.skip(':') ? part() : undefined;
    return { kind: 'slice', target, from, to, step, start, end: this.expect(']').end };
  }

  /** Arguments in parentheses. */
  protected arguments(): Arguments {
    this.expect('(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let spread: Expression | undefined;
    let spreadNamed: Expression | undefined;
    while (!this.is(')')) {
      if (this.skip('**')) spreadNamed = this.expression();
      else if (this.skip('*')) spread = this.expression();
      else if (this.current.type === 'name' && this.is('=', 'operator', 1)) {
        const { value } = this.next();
        this.at++;
        named.push([value, this.expression()]);
      } else {
        if (named.length > 0 || spreadNamed) this.fail('a positional argument stands before the named ones');
        positional.push(this.expression());
      }
      if (!this.skip(',') && !this.is(')')) this.fail('expected "," or ")"');
    }
    this.at++;
    return { positional, named, spread, spreadNamed };
  }

  #filtersAndTests(operand: Expression): Expression {
    let node = operand;
    for (;;) {
      if (this.is('|')) node = this.filters(node);
      else if (this.is('is', 'name')) node = this.#test(node);
      else if (this.is('(')) node = this.#call(node);
      else return node;
    }
  }

  /** A chain of filters; `startsInline` where the first stands without a bar, as in `{% filter upper %}`. */
  protected filters(target: Expression | undefined, startsInline = false): Expression {
    let node = target;
    let bare = startsInline;
    while (bare || this.skip('|')) {
      const { start } = this.current;
      const name = this.#dottedName('the name of a filter');
      const args = this.is('(') ? this.arguments() : NO_ARGUMENTS;
      node = {
        kind: 'filter',
        target: node,
        name,
        args,
        start: node?.start ?? start,
        end: this.tokens[this.at - 1]!.end,
      };
      bare = false;
    }
    return node!;
  }

  #dottedName(what: string): string {
    let name = this.expectName(what).value;
    while (this.skip('.')) name += `.${this.expectName(what).value}`;
    return name;
  }

  #test(target: Expression): Expression {
    this.at++;
    const negated = this.skip('not', 'name');
    const name = this.#dottedName('the name of a test');
    let args = NO_ARGUMENTS;
    if (this.is('(')) args = this.arguments();
    else if (this.#startsArgument()) args = { ...NO_ARGUMENTS, positional: [this.#postfix(this.#primary())] };
    const { start } = target;
    const { end } = this.tokens[this.at - 1]!;
    const test: Expression = { kind: 'test', target, name, args, start, end };
    return negated ? { kind: 'not', operand: test, start, end } : test;
  }

  #startsArgument(): boolean {
    const { type, value } = this.current;
    if (type === 'name') {
      if (value === 'is') this.fail('tests can\'t be chained: write "and" between them');
      return !['else', 'or', 'and', 'if', 'in', 'not', 'recursive', 'ignore', 'with', 'without'].includes(
        value,
      );
    }
    if (type === 'operator') return value === '[' || value === '{';
    return type === 'string' || type === 'integer' || type === 'float';
  }
}
