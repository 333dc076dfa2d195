import type { Token, TokenType } from './lexer.js';
import { SyntaxFault } from './syntax-fault.js';

/** A stream of tokens with a place in it, for parsers. */
export class TokenReader {
  protected readonly tokens: readonly Token[];
  protected at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected get current(): Token {
    return this.tokens[this.at]!;
  }

  protected next(): Token {
    return this.tokens[this.at++]!;
  }

  protected is(value: string, type: TokenType = 'operator', ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token?.type === type && token.value === value;
  }

  protected skip(value: string, type: TokenType = 'operator'): boolean {
    if (!this.is(value, type)) return false;
    this.at++;
    return true;
  }

  protected expect(value: string, type: TokenType = 'operator'): Token {
    if (!this.is(value, type)) this.fail(`expected "${value}"`);
    return this.next();
  }

  protected expectName(what: string): Token {
    if (this.current.type !== 'name') this.fail(`expected ${what}`);
    return this.next();
  }

  protected fail(expected: string): never {
    const { type, value, start, end } = this.current;
    const found = type === 'end' ? 'the end' : type === 'data' ? 'text' : `"${value.trim()}"`;
    throw new SyntaxFault(`unexpected ${found}, ${expected}`, start, Math.max(end, start + 1));
  }

  /** Fails unless everything has been read. */
  end(): void {
    if (this.current.type !== 'end') this.fail('expected the end of the expression');
  }
}
