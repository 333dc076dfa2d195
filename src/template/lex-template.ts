import { ExpressionLexer, type Token } from './lexer.js';
import { type Delimiters, delimitersOf, type Kind, type Syntax } from './syntax.js';
import { SyntaxFault } from './syntax-fault.js';

/** The tokens of a template; its newlines must be `\n`. Throws a SyntaxFault. */
export const tokenizeTemplate = (text: string, syntax: Syntax): Token[] =>
  new TemplateLexer(text, syntax).read();

/** What goes of the white space before a tag. */
type Stripped = 'all' | 'line' | 'none';

class TemplateLexer {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #tokens: Token[] = [];
  readonly #inPrint: ExpressionLexer;
  readonly #inBlock: ExpressionLexer;

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
    this.#inPrint = new ExpressionLexer(text, this.#tokens, syntax.literalBackslashes, syntax.newline);
    this.#inBlock = new ExpressionLexer(text, this.#tokens, false, syntax.newline);
  }

  read(): Token[] {
    const text = this.#text;
    const { open: pattern, kinds } = delimitersOf(this.#syntax);
    let at = 0;
    while (at < text.length) {
      pattern.lastIndex = at;
      const open = pattern.exec(text);
      if (!open) break;
      const { kind, sign } = kindOf(open, kinds);
      this.#data(
        at,
        open.index,
        this.#stripped(sign, kind === 'block' || kind === 'comment' || kind === 'raw'),
      );
      at = this.#tag(kind, open);
    }
    this.#data(at, text.length, 'none');
    this.#tokens.push({ type: 'end', value: '', start: text.length, end: text.length });
    return this.#tokens;
  }

  #stripped(sign: string | undefined, mayBeginLine: boolean): Stripped {
    if (sign === '-') return 'all';
    return sign !== '+' && mayBeginLine && this.#syntax.lstripBlocks ? 'line' : 'none';
  }

  /** Reads what an opening delimiter begins; returns the offset behind it. */
  #tag(kind: Kind, open: RegExpExecArray): number {
    const delimiters = delimitersOf(this.#syntax);
    const inside = open.index + open[0].length;
    switch (kind) {
      case 'comment':
        return endOf(this.#find(delimiters.commentEnd, inside, open.index, 'comment'));
      case 'line-comment': {
        const end = this.#text.indexOf('\n', inside);
        return end === -1 ? this.#text.length : end;
      }
      case 'raw': {
        const end = this.#find(delimiters.rawEnd, inside, open.index, 'raw block');
        this.#data(inside, end.index, this.#stripped(end[1], true));
        return endOf(end);
      }
    }
    const tokens = this.#tokens;
    const [type, lexer, closing, expected] =
      kind === 'print'
        ? (['print', this.#inPrint, delimiters.printEnd, this.#syntax.variableEnd] as const)
        : kind === 'block'
          ? (['block', this.#inBlock, delimiters.blockEnd, this.#syntax.blockEnd] as const)
          : (['block', this.#inBlock, delimiters.lineEnd, 'the end of the line'] as const);
    tokens.push({ type: `${type}-begin`, value: open[0], start: open.index, end: inside });
    const end = lexer.read(inside, closing);
    if (end) {
      tokens.push({ type: `${type}-end`, value: end[0], start: end.index, end: endOf(end) });
      return endOf(end);
    }
    if (kind !== 'line')
      throw new SyntaxFault(`"${open[0]}" is never closed with "${expected}"`, open.index, inside);
    // A statement in the last line needs no newline.
    const { length } = this.#text;
    tokens.push({ type: 'block-end', value: '', start: length, end: length });
    return length;
  }

  #data(start: number, end: number, stripped: Stripped): void {
    const text = this.#text;
    let value = text.slice(start, end);
    if (stripped === 'all') value = value.trimEnd();
    else if (stripped === 'line') {
      const lineStart = value.lastIndexOf('\n') + 1;
      const beginsLine = lineStart > 0 || start === 0 || text[start - 1] === '\n';
      if (beginsLine && /^\s*$/.test(value.slice(lineStart))) value = value.slice(0, lineStart);
    }
    const { newline } = this.#syntax;
    if (newline !== '\n') value = value.replaceAll('\n', newline);
    if (value !== '') this.#tokens.push({ type: 'data', value, start, end });
  }

  #find(pattern: RegExp, from: number, opened: number, what: string): RegExpExecArray {
    pattern.lastIndex = from;
    const match = pattern.exec(this.#text);
    if (!match) throw new SyntaxFault(`a ${what} is never closed`, opened, from);
    return match;
  }
}

const endOf = (match: RegExpExecArray): number => match.index + match[0].length;

const kindOf = (
  open: RegExpExecArray,
  kinds: Delimiters['kinds'],
): { kind: Kind; sign: string | undefined } => {
  const [written, raw, rawSign] = open;
  if (raw !== undefined) return { kind: 'raw', sign: rawSign };
  const kind = kinds.find((_, index) => open[index + 3] !== undefined)!;
  // Where a whole line is a statement or a comment, the white space before it is a part of that.
  const hasSign = kind !== 'line' && kind !== 'line-comment' && /[-+]$/.test(written);
  return { kind, sign: hasSign ? written.at(-1) : undefined };
};
