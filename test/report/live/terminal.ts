import { textWidth } from '../../../src/report/width.js';

/**
 * A terminal that understands what the live report sends: lines, moving up, erasing, wrapping on and off, hiding the cursor. When
 * it gets narrower it wraps the lines that it shows, as most do.
 */
export class FakeTerminal {
  columns: number;
  readonly rows: number;
  /** What has been printed, line by line; the last `rows` of it are on the screen. */
  lines: string[] = [''];
  row = 0;
  isCursorShown = true;
  #wraps = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    for (const [part] of text.matchAll(/\x1b\[(\??)(\d*)([A-Za-z])|\n|\r|[^\x1b\n\r]+/g)) this.#take(part);
  }

  /** Changes the width and wraps what no longer fits. */
  narrow(columns: number): void {
    this.columns = columns;
    const wrapped: string[] = [];
    for (const [index, line] of this.lines.entries()) {
      const pieces = split(line, columns);
      wrapped.push(...pieces);
      if (index === this.row) this.row = wrapped.length - 1;
    }
    this.lines = wrapped;
  }

  get text(): string {
    return this.lines.join('\n').trimEnd();
  }

  #take(part: string): void {
    switch (part) {
      case '\n':
        this.row++;
        this.lines[this.row] ??= '';
        return;
      case '\r':
      case '\x1b[K':
        return;
      case '\x1b[J':
        this.lines.splice(this.row, this.lines.length, '');
        return;
      case '\x1b[?25l':
      case '\x1b[?25h':
        this.isCursorShown = part.endsWith('h');
        return;
      case '\x1b[?7l':
      case '\x1b[?7h':
        this.#wraps = part.endsWith('h');
        return;
      default:
    }
    const up = /^\x1b\[(\d+)A$/.exec(part);
    if (up) this.row = Math.max(this.row - Number(up[1]), this.lines.length - this.rows, 0);
    else if (part.startsWith('\x1b')) throw new Error(`unknown code ${JSON.stringify(part)}`);
    else this.#print(part);
  }

  /** The screen always writes whole lines from their beginning. */
  #print(text: string): void {
    const pieces = this.#wraps ? split(text, this.columns) : [text];
    if (!this.#wraps && textWidth(text) > this.columns) throw new Error(`too wide: ${text}`);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) this.row++;
      this.lines[this.row] = piece;
    }
  }
}

const split = (text: string, columns: number): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (const char of text) {
    if (textWidth(piece + char) > columns) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
};
