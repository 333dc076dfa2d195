import type { Expression, Parameter, Statement, Target } from './ast.js';
import { tokenizeTemplate } from './lex-template.js';
import { type Token, tokenizeExpression } from './lexer.js';
import { ExpressionParser } from './parse-expression.js';
import { LIMITS } from './runtime.js';
import { PLAYBOOK_SYNTAX, type Syntax } from './syntax.js';
import { SyntaxFault } from './syntax-fault.js';

/** Parses a template whose newlines are `\n`. Throws a SyntaxFault. */
export const parseTemplate = (text: string, syntax: Syntax): readonly Statement[] =>
  new StatementParser(tokenizeTemplate(text, syntax), syntax).template();

/** Parses a bare expression, as in `when:`. Throws a SyntaxFault. */
export const parseExpression = (text: string): Expression => {
  const parser = new ExpressionParser(tokenizeExpression(text), (inner, start) =>
    new StatementParser(shiftedTokens(inner, start), PLAYBOOK_SYNTAX).template(),
  );
  const expression = parser.expression();
  parser.end();
  return expression;
};

/** The tokens of a template that stands inside another text, with their places in that text. */
const shiftedTokens = (inner: string, offset: number): Token[] => {
  try {
    return tokenizeTemplate(inner, PLAYBOOK_SYNTAX).map(token => ({
      ...token,
      start: token.start + offset,
      end: token.end + offset,
    }));
  } catch (error) {
    if (error instanceof SyntaxFault)
      throw new SyntaxFault(error.message, error.start + offset, error.end + offset, error.hint);
    throw error;
  }
};

const EXTENSIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    do: '"do" needs an extension that Ansible leaves off: write {% set _ = ... %}, or set jinja2_extensions',
    break: '"break" needs an extension that Ansible leaves off: filter the list, or set jinja2_extensions',
    continue:
      '"continue" needs an extension that Ansible leaves off: write {% if %} around the rest, or set jinja2_extensions',
    trans: 'translations need an extension that Ansible leaves off',
    debug: '"debug" needs an extension that Ansible leaves off',
  }),
);

class StatementParser extends ExpressionParser {
  readonly #syntax: Syntax;
  readonly #blocks = new Set<string>();
  #loops = 0;
  /** The tags that are open, innermost last, with where they began. */
  readonly #open: { readonly name: string; readonly start: number; readonly end: number }[] = [];

  constructor(tokens: readonly Token[], syntax: Syntax) {
    super(tokens);
    this.#syntax = syntax;
  }

  template(): readonly Statement[] {
    return this.#body([]);
  }

  /** Statements up to one of the given closing tags, whose name is then the current token; or up to the end. */
  #body(closing: readonly string[]): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      const { type, value, start, end } = this.current;
      if (type === 'data') {
        this.at++;
        body.push({ kind: 'data', text: value, start, end });
      } else if (type === 'print-begin') {
        this.at++;
        const expression = this.tuple();
        if (this.current.type !== 'print-end') this.fail('expected the end of the expression');
        body.push({ kind: 'print', expression, start, end: this.next().end });
      } else if (type === 'block-begin') {
        this.at++;
        const tag = this.expectName('a tag');
        if (closing.includes(tag.value)) {
          this.at--;
          return body;
        }
        body.push(this.#statement(tag.value, tag.start, tag.end));
      } else {
        const open = this.#open.at(-1);
        if (open && closing.length > 0)
          throw new SyntaxFault(
            `"${open.name}" is never closed with "${closing.at(-1)}"`,
            open.start,
            open.end,
          );
        return body;
      }
    }
  }

  #blockEnd(): number {
    if (this.current.type !== 'block-end') this.fail('expected the end of the block');
    return this.next().end;
  }

  /** The body of a tag that has just been read up to the end of its own block, with its closing tag. */
  #inside(tag: string, start: number, closing: readonly string[]): Statement[] {
    // As in Python a colon may stand there.
    this.skip(':');
    this.#blockEnd();
    this.#open.push({ name: tag, start, end: start + tag.length });
    if (this.#open.length > LIMITS.depth)
      throw new SyntaxFault('blocks are nested too deeply', start, start + tag.length);
    const body = this.#body(closing);
    this.#open.pop();
    return body;
  }

  #statement(tag: string, start: number, end: number): Statement {
    switch (tag) {
      case 'if':
        return this.#if(start);
      case 'for':
        return this.#for(start);
      case 'set':
        return this.#set(start);
      case 'with':
        return this.#with(start);
      case 'macro': {
        const name = this.expectName("the macro's name").value;
        const parameters = this.#parameters();
        const body = this.#inside(tag, start, ['endmacro']);
        this.at++;
        this.skip(name, 'name');
        return { kind: 'macro', name, parameters, body, start, end: this.#blockEnd() };
      }
      case 'call':
        return this.#callBlock(start);
      case 'filter': {
        const filter = this.filters(undefined, true);
        const body = this.#inside(tag, start, ['endfilter']);
        this.at++;
        return { kind: 'filter-block', filter, body, start, end: this.#blockEnd() };
      }
      case 'autoescape': {
        this.expression();
        const body = this.#inside(tag, start, ['endautoescape']);
        this.at++;
        return { kind: 'group', body, start, end: this.#blockEnd() };
      }
      case 'include': {
        const template = this.expression();
        const ignoreMissing = this.skip('ignore', 'name');
        if (ignoreMissing) this.expect('missing', 'name');
        const withContext = this.#context(true);
        return { kind: 'include', template, ignoreMissing, withContext, start, end: this.#blockEnd() };
      }
      case 'import': {
        const template = this.expression();
        this.expect('as', 'name');
        const alias = this.expectName('a name').value;
        const withContext = this.#context(false);
        return { kind: 'import', template, alias, withContext, start, end: this.#blockEnd() };
      }
      case 'from':
        return this.#fromImport(start);
      case 'extends': {
        if (this.#open.some(({ name }) => name !== 'if'))
          throw new SyntaxFault('"extends" stands inside of another block', start, end);
        const template = this.expression();
        return { kind: 'extends', template, start, end: this.#blockEnd() };
      }
      case 'block': {
        const name = this.expectName("the block's name").value;
        if (this.#blocks.has(name)) throw new SyntaxFault(`block "${name}" is defined twice`, start, end);
        this.#blocks.add(name);
        const scoped = this.skip('scoped', 'name');
        const required = this.skip('required', 'name');
        const body = this.#inside(tag, start, ['endblock']);
        const filled = body.find(part => part.kind !== 'data' || part.text.trim() !== '');
        if (required && filled)
          throw new SyntaxFault(
            `block "${name}" is required, so it holds nothing itself`,
            filled.start,
            filled.end,
            'a template that extends this one says what it holds',
          );
        this.at++;
        this.skip(name, 'name');
        return { kind: 'block', name, scoped, required, body, start, end: this.#blockEnd() };
      }
    }
    return this.#extension(tag, start, end) ?? this.#unknownTag(tag, start, end);
  }

  /** A statement that only an extension of Jinja knows. */
  #extension(tag: string, start: number, end: number): Statement | undefined {
    const { doStatements, loopControls } = this.#syntax;
    if (tag === 'do' && doStatements) {
      const expression = this.tuple();
      return { kind: 'do', expression, start, end: this.#blockEnd() };
    }
    if ((tag !== 'break' && tag !== 'continue') || !loopControls) return undefined;
    if (this.#loops === 0) throw new SyntaxFault(`"${tag}" stands outside of a loop`, start, end);
    return { kind: 'leave', how: tag, start, end: this.#blockEnd() };
  }

  #unknownTag(tag: string, start: number, end: number): never {
    const open = this.#open.at(-1);
    const hint = EXTENSIONS.get(tag) ?? (open ? `"${open.name}" is still open here` : undefined);
    throw new SyntaxFault(`unknown tag "${tag}"`, start, end, hint);
  }

  #if(start: number): Statement {
    const branches: [Expression, Statement[]][] = [];
    let otherwise: Statement[] | undefined;
    let condition = this.tuple(false);
    for (;;) {
      branches.push([condition, this.#inside('if', start, ['elif', 'else', 'endif'])]);
      const tag = this.next().value;
      if (tag === 'elif') {
        condition = this.tuple(false);
        continue;
      }
      if (tag === 'else') {
        otherwise = this.#inside('if', start, ['endif']);
        this.at++;
      }
      return { kind: 'if', branches, otherwise, start, end: this.#blockEnd() };
    }
  }

  #for(start: number): Statement {
    const target = this.#target();
    this.expect('in', 'name');
    const list = this.tuple(false);
    const filter = this.skip('if', 'name') ? this.expression() : undefined;
    const recursive = this.skip('recursive', 'name');
    this.#loops++;
    const body = this.#inside('for', start, ['else', 'endfor']);
    this.#loops--;
    let otherwise: Statement[] | undefined;
    if (this.next().value === 'else') {
      otherwise = this.#inside('for', start, ['endfor']);
      this.at++;
    }
    return { kind: 'for', target, list, filter, recursive, body, otherwise, start, end: this.#blockEnd() };
  }

  #set(start: number): Statement {
    const target = this.#target();
    if (this.skip('=')) {
      const value = this.tuple();
      return { kind: 'set', target, value, start, end: this.#blockEnd() };
    }
    const filter = this.is('|') ? this.filters(undefined) : undefined;
    const body = this.#inside('set', start, ['endset']);
    this.at++;
    return { kind: 'set-block', target, filter, body, start, end: this.#blockEnd() };
  }

  #with(start: number): Statement {
    const bindings: [Target, Expression][] = [];
    while (this.current.type !== 'block-end') {
      if (bindings.length > 0) this.expect(',');
      const target = this.#oneTarget();
      this.expect('=');
      bindings.push([target, this.expression()]);
    }
    const body = this.#inside('with', start, ['endwith']);
    this.at++;
    return { kind: 'with', bindings, body, start, end: this.#blockEnd() };
  }

  #callBlock(start: number): Statement {
    const parameters = this.is('(') ? this.#parameters() : [];
    const call = this.expression();
    if (call.kind !== 'call') throw new SyntaxFault('"call" needs the call of a macro', call.start, call.end);
    const body = this.#inside('call', start, ['endcall']);
    this.at++;
    return { kind: 'call-block', parameters, call, body, start, end: this.#blockEnd() };
  }

  #fromImport(start: number): Statement {
    const template = this.expression();
    this.expect('import', 'name');
    const names: [string, string][] = [];
    let withContext = false;
    for (;;) {
      if (this.current.type === 'block-end') break;
      if ((this.is('with', 'name') || this.is('without', 'name')) && this.is('context', 'name', 1)) {
        withContext = this.#context(false);
        break;
      }
      const { value: name, start: from, end } = this.expectName('a name');
      if (name.startsWith('_'))
        throw new SyntaxFault(`"${name}" begins with an underline, so it can't be imported`, from, end);
      names.push([name, this.skip('as', 'name') ? this.expectName('a name').value : name]);
      if (!this.skip(',')) {
        withContext = this.#context(false);
        break;
      }
    }
    if (names.length === 0) this.fail('expected the names to import');
    return { kind: 'from-import', template, names, withContext, start, end: this.#blockEnd() };
  }

  #context(fallback: boolean): boolean {
    for (const word of ['with', 'without'])
      if (this.is(word, 'name') && this.is('context', 'name', 1)) {
        this.at += 2;
        return word === 'with';
      }
    return fallback;
  }

  #target(): Target {
    const first = this.#oneTarget();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.skip(',')) {
      if (this.is('=') || this.is('in', 'name') || this.current.type === 'block-end') break;
      items.push(this.#oneTarget());
    }
    return { kind: 'tuple', items };
  }

  #oneTarget(): Target {
    if (this.skip('(')) {
      const inner = this.#target();
      this.expect(')');
      return inner;
    }
    const name = this.expectName('a name').value;
    if (!this.skip('.')) return { kind: 'name', name };
    return { kind: 'attribute', name, attribute: this.expectName('a name').value };
  }

  #parameters(): Parameter[] {
    this.expect('(');
    const parameters: Parameter[] = [];
    while (!this.is(')')) {
      const name = this.expectName("a parameter's name").value;
      const fallback = this.skip('=') ? this.expression() : undefined;
      if (!fallback && parameters.at(-1)?.fallback)
        this.fail('expected a default: the parameter before has one');
      parameters.push({ name, fallback });
      if (!this.skip(',') && !this.is(')')) this.fail('expected "," or ")"');
    }
    this.at++;
    return parameters;
  }
}
