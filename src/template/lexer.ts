import { isAscii, lazyPattern } from '../value/characters.js';
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

/** A token, where a name begins with `first` and goes on with `next`. */
const tokenPattern = (first: string, next: string, flags: string): RegExp =>
  new RegExp(
    String.raw`(?<space>\s+)|(?<float>(?:\d+_)*\d+(?:\.(?:\d+_)*\d+(?:[eE][+-]?(?:\d+_)*\d+)?|[eE][+-]?(?:\d+_)*\d+))|(?<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)|(?<name>[${first}][${next}]*)|(?<string>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|(?<operator>\/\/|\*\*|==|!=|>=|<=|[-+*/%~<>=.:|,;()[\]{}])`,
    flags,
  );

const TOKEN = tokenPattern('A-Za-z_', '\\w', 'y');
const unicodeToken = lazyPattern(() =>
  tokenPattern('\\p{L}\\p{Nl}_', '\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}', 'uy'),
);
const INTEGER_AFTER_DOT = /\d+/y;

const CLOSERS: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}', '{{': '}}' };

/** Cuts the inside of one expression or block into tokens, up to a closing delimiter that stands outside of brackets. */
export class ExpressionLexer {
  readonly text: string;
  readonly tokens: Token[];
  readonly #literalBackslashes: boolean;
  /** What a newline inside of a text becomes. */
  readonly #newline: string;
  readonly #pattern: RegExp;

  constructor(text: string, tokens: Token[], literalBackslashes: boolean, newline = '\n') {
    this.text = text;
    this.#pattern = isAscii(text) ? TOKEN : unicodeToken();
    this.tokens = tokens;
    this.#literalBackslashes = literalBackslashes;
    this.#newline = newline;
  }

  /** Reads tokens from an offset; returns the match of the closing delimiter, or null at the end of the text. */
  read(from: number, closing: RegExp | undefined): RegExpExecArray | null {
    const open: string[] = [];
    let at = from;
    while (at < this.text.length) {
      if (closing && open.length === 0) {
        closing.lastIndex = at;
        const end = closing.exec(this.text);
        if (end) return end;
      }
      at = this.#token(at, open, closing === undefined);
    }
    if (open.length > 0 && !closing) throw new SyntaxFault(`"${open.at(-1)}" is never closed`, from, at);
    return null;
  }

  #token(at: number, open: string[], bare: boolean): number {
    const { text, tokens } = this;
    const last = tokens.at(-1);
    this.#pattern.lastIndex = at;
    const match = this.#pattern.exec(text);
    if (match?.groups?.float !== undefined && last?.value === '.' && last.end === at) {
      INTEGER_AFTER_DOT.lastIndex = at;
      const digits = INTEGER_AFTER_DOT.exec(text)![0];
      tokens.push({ type: 'integer', value: digits, start: at, end: at + digits.length });
      return at + digits.length;
    }
    if (!match) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      if (character === '"' || character === "'")
        throw new SyntaxFault('a text has no closing quote', at, text.length);
      throw new SyntaxFault(`unexpected character "${character}"`, at, at + 1);
    }
    const groups = match.groups!;
    let [value] = match;
    const end = at + value.length;
    if (groups.space !== undefined) return end;
    if (groups.operator !== undefined) {
      // Old playbooks write conditions with braces, `when: "{{ x }} == 1"`: there they are parentheses.
      if (bare && text.startsWith('{{', at)) return this.#bracket('(', '{{', at, open);
      if (bare && open.at(-1) === '{{' && text.startsWith('}}', at))
        return this.#bracket(')', '}}', at, open);
      if (value in CLOSERS) open.push(value);
      else if (')]}'.includes(value)) this.#close(value, at, open);
      tokens.push({ type: 'operator', value, start: at, end });
      return end;
    }
    const type =
      groups.name !== undefined
        ? 'name'
        : groups.string !== undefined
          ? 'string'
          : groups.float !== undefined
            ? 'float'
            : 'integer';
    if (type === 'integer' && /\w|[^\0-\x7f]/.test(text[end] ?? '') && /[\p{L}\p{Nd}_]/u.test(text[end]!))
      throw new SyntaxFault(
        `"${/^[\p{L}\p{Nd}_]+/u.exec(text.slice(at))![0]}" is neither a number nor a name`,
        at,
        end + 1,
      );
    if (type === 'string') value = this.#content(value.slice(1, -1));
    tokens.push({ type, value, start: at, end });
    return end;
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

const SIMPLE: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** Resolves the escapes of a Python text; unknown ones stay as they are. */
const resolveEscapes = (text: string): string =>
  text.replace(ESCAPE, (whole, hex2, hex4, hex8, octal, letter) => {
    const hex = hex2 ?? hex4 ?? hex8;
    if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return SIMPLE[letter] ?? whole;
  });

/** The tokens of a bare expression, as in `when:`. Throws a SyntaxFault. */
export const tokenizeExpression = (text: string): Token[] => {
  const tokens: Token[] = [];
  new ExpressionLexer(text, tokens, false).read(0, undefined);
  tokens.push({ type: 'end', value: '', start: text.length, end: text.length });
  return tokens;
};
