import { lazyPattern } from '../value/characters.js';
import { PYTHON_ESCAPES } from '../value/python-escapes.js';
import { SyntaxFault } from './syntax-fault.js';

export type TokenType =
  | 'data'
  | 'print-begin'
  | 'print-end'
  | 'block-begin'
  | 'block-end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

export interface Token {
  readonly type: TokenType;
  /** The text of data, the content of a string with its escapes resolved, or the token as written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A closing delimiter. */
export interface Closing {
  /** Sticky. */
  readonly pattern: RegExp;
  /** The characters that it can begin with; undefined if that can be any. */
  readonly first: string | undefined;
}

const FLOAT = /(?:\d+_)*\d+(?:\.(?:\d+_)*\d+(?:[eE][+-]?(?:\d+_)*\d+)?|[eE][+-]?(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const INTEGER_AFTER_DOT = /\d+/y;
const unicodeName = lazyPattern(() => /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy);

/** What a character is, or begins. */
const OTHER = 0;
const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const QUOTE = 4;
const OPERATOR = 5;

/** Of ASCII's characters. */
const SORTS = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\s/.test(character)) return SPACE;
  if (/[A-Za-z_]/.test(character)) return LETTER;
  if (/\d/.test(character)) return DIGIT;
  if (character === '"' || character === "'") return QUOTE;
  return /[-+*/%~<>=!.:|,;()[\]{}]/.test(character) ? OPERATOR : OTHER;
});

const sortAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code < SORTS.length) return SORTS[code]!;
  return /\s/.test(text[at] ?? '') ? SPACE : LETTER;
};

const LONG_OPERATORS = new Set(['//', '**', '==', '!=', '>=', '<=']);

const CLOSERS: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}', '{{': '}}' };

/** Cuts the inside of one expression or block into tokens, up to a closing delimiter that stands outside of brackets. */
export class ExpressionLexer {
  readonly text: string;
  readonly tokens: Token[];
  readonly #literalBackslashes: boolean;
  /** What a newline inside of a text becomes. */
  readonly #newline: string;

  constructor(text: string, tokens: Token[], literalBackslashes: boolean, newline = '\n') {
    this.text = text;
    this.tokens = tokens;
    this.#literalBackslashes = literalBackslashes;
    this.#newline = newline;
  }

  /** Reads tokens from an offset; returns the match of the closing delimiter, or null at the end of the text. */
  read(from: number, closing: Closing | undefined): RegExpExecArray | null {
    const { text } = this;
    const open: string[] = [];
    let at = from;
    while (at < text.length) {
      if (closing && open.length === 0 && closing.first?.includes(text[at]!) !== false) {
        closing.pattern.lastIndex = at;
        const end = closing.pattern.exec(text);
        if (end) return end;
      }
      at = this.#token(at, open, closing === undefined);
    }
    if (open.length > 0 && !closing) throw new SyntaxFault(`"${open.at(-1)}" is never closed`, from, at);
    return null;
  }

  /** Reads a token, or white space. Returns the offset behind it. */
  #token(at: number, open: string[], bare: boolean): number {
    switch (sortAt(this.text, at)) {
      case SPACE:
        return this.#space(at);
      case LETTER:
        return this.#name(at);
      case OPERATOR:
        return this.#operator(at, open, bare);
      case QUOTE:
        return this.#string(at);
      case DIGIT:
        return this.#number(at);
      default:
        return this.#unexpected(at);
    }
  }

  #push(type: TokenType, start: number, end: number): number {
    this.tokens.push({ type, value: this.text.slice(start, end), start, end });
    return end;
  }

  #unexpected(at: number): never {
    const character = String.fromCodePoint(this.text.codePointAt(at)!);
    throw new SyntaxFault(`unexpected character "${character}"`, at, at + 1);
  }

  #space(at: number): number {
    let end = at + 1;
    while (end < this.text.length && sortAt(this.text, end) === SPACE) end++;
    return end;
  }

  #name(at: number): number {
    const { text } = this;
    let end = at;
    for (let code = text.charCodeAt(end); code < SORTS.length; code = text.charCodeAt(++end)) {
      const sort = SORTS[code];
      if (sort !== LETTER && sort !== DIGIT) break;
    }
    if (text.charCodeAt(end) >= SORTS.length) {
      const pattern = unicodeName();
      pattern.lastIndex = at;
      const name = pattern.exec(text);
      if (!name) return this.#unexpected(at);
      end = at + name[0].length;
    }
    return this.#push('name', at, end);
  }

  #operator(at: number, open: string[], bare: boolean): number {
    const { text } = this;
    const long = text.slice(at, at + 2);
    if (LONG_OPERATORS.has(long)) return this.#push('operator', at, at + 2);
    // Old playbooks write conditions with braces, `when: "{{ x }} == 1"`: there they are parentheses.
    if (bare && long === '{{') return this.#bracket('(', '{{', at, open);
    if (bare && long === '}}' && open.at(-1) === '{{') return this.#bracket(')', '}}', at, open);
    const value = text[at]!;
    if (value === '!') return this.#unexpected(at);
    if (value in CLOSERS) open.push(value);
    else if (')]}'.includes(value)) this.#close(value, at, open);
    return this.#push('operator', at, at + 1);
  }

  #string(at: number): number {
    const { text } = this;
    const quote = text[at];
    let end = at + 1;
    while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) throw new SyntaxFault('a text has no closing quote', at, text.length);
    this.tokens.push({
      type: 'string',
      value: this.#content(text.slice(at + 1, end)),
      start: at,
      end: end + 1,
    });
    return end + 1;
  }

  #number(at: number): number {
    const { text } = this;
    const last = this.tokens.at(-1);
    const float = lengthAt(FLOAT, text, at);
    if (float > 0) {
      // `list.0.1`
      const isIndex = last?.value === '.' && last.end === at;
      return isIndex
        ? this.#push('integer', at, at + lengthAt(INTEGER_AFTER_DOT, text, at))
        : this.#push('float', at, at + float);
    }
    const end = at + lengthAt(INTEGER, text, at);
    if (/\w|[^\0-\x7f]/.test(text[end] ?? '') && /[\p{L}\p{Nd}_]/u.test(text[end]!))
      throw new SyntaxFault(
        `"${/^[\p{L}\p{Nd}_]+/u.exec(text.slice(at))![0]}" is neither a number nor a name`,
        at,
        end + 1,
      );
    return this.#push('integer', at, end);
  }

  #bracket(value: string, written: string, at: number, open: string[]): number {
    if (written === '{{') open.push('{{');
    else open.pop();
    this.tokens.push({ type: 'operator', value, start: at, end: at + 2 });
    return at + 2;
  }

  #close(value: string, at: number, open: string[]): void {
    const expected = open.pop();
    if (expected === undefined) throw new SyntaxFault(`unexpected "${value}"`, at, at + 1);
    if (CLOSERS[expected] !== value)
      throw new SyntaxFault(`unexpected "${value}", expected "${CLOSERS[expected]}"`, at, at + 1);
  }

  #content(written: string): string {
    const text = this.#newline === '\n' ? written : written.replaceAll('\n', this.#newline);
    return this.#literalBackslashes || !text.includes('\\') ? text : resolveEscapes(text);
  }
}

/** How much of a text a sticky pattern matches at an offset. */
const lengthAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** Resolves the escapes of a Python text; unknown ones stay as they are. */
const resolveEscapes = (text: string): string =>
  text.replace(ESCAPE, (whole, hex2, hex4, hex8, octal, letter) => {
    const hex = hex2 ?? hex4 ?? hex8;
    if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return PYTHON_ESCAPES[letter] ?? whole;
  });

/** The tokens of a bare expression, as in `when:`. Throws a SyntaxFault. */
export const tokenizeExpression = (text: string): Token[] => {
  const tokens: Token[] = [];
  new ExpressionLexer(text, tokens, false).read(0, undefined);
  tokens.push({ type: 'end', value: '', start: text.length, end: text.length });
  return tokens;
};
