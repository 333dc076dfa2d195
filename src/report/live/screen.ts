import type { Output } from '../output.js';
import { cutLine, type Line, textOf } from '../style.js';
import { textWidth } from '../width.js';

/** The terminal that is drawn on. */
export interface Terminal {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

const HIDE = '\x1b[?25l';
const SHOW = '\x1b[?25h';
/** Lines that are too long for the terminal after all are cut by it, not wrapped. */
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
const TO_END_OF_LINE = '\x1b[K';
const TO_END_OF_SCREEN = '\x1b[J';

/** A picture below lines that scroll: it is drawn over the one before. */
export class Screen {
  readonly #output: Output;
  readonly #terminal: Terminal;
  /** The widths of the picture's lines as they stand on the terminal. */
  #drawn: readonly number[] = [];
  #pending: Line[] = [];
  #hidden = false;

  constructor(output: Output, terminal: Terminal) {
    this.#output = output;
    this.#terminal = terminal;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  /** Lines to scroll by above the next picture. */
  scroll(lines: readonly Line[]): void {
    this.#pending.push(...lines);
  }

  /** Draws a picture. If the terminal can't keep up, nothing is drawn; what scrolls waits. */
  draw(picture: readonly Line[]): void {
    if (this.#output.isBehind) return;
    const room = Math.max(1, (this.#terminal.columns || 80) - 1);
    const lines = picture.map(spans => cutLine(this.#output.safe(spans), room));
    const drawing = this.#output
      .painted(lines)
      .map(text => `${text}${TO_END_OF_LINE}\n`)
      .join('');
    const hide = this.#hidden ? '' : HIDE;
    this.#hidden = true;
    this.#output.send(`${hide}${this.#above()}${NO_WRAP}${drawing}${WRAP}${TO_END_OF_SCREEN}`);
    this.#drawn = lines.map(spans => textWidth(textOf(spans)));
  }

  /** Takes the picture away; what scrolls stays. */
  clear(): void {
    const text = `${this.#above()}${this.#drawn.length > 0 ? TO_END_OF_SCREEN : ''}${this.#hidden ? SHOW : ''}`;
    this.#drawn = [];
    this.#hidden = false;
    if (text !== '') this.#output.send(text);
  }

  /** Gives the cursor back and leaves the picture where it is. */
  restore(): void {
    if (this.#hidden) this.#output.send(SHOW);
    this.#hidden = false;
    this.#drawn = [];
  }

  /** Goes to where the picture begins and writes what is to scroll by. */
  #above(): string {
    const pending = this.#output
      .painted(this.#pending.map(spans => this.#output.safe(spans)))
      .map(text => `${text}${TO_END_OF_LINE}\n`)
      .join('');
    this.#pending = [];
    const height = this.#height();
    return `${height === 0 ? '' : `\x1b[${height}A\r`}${pending}`;
  }

  /** The rows that the picture takes now: a terminal that has become narrower has wrapped its lines. */
  #height(): number {
    const columns = this.#terminal.columns || 80;
    return this.#drawn.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0);
  }
}
