import type { Writable } from 'node:stream';
import type { Secrets } from '../value/secrets.js';
import { type Line, line, paint, type Style, textOf } from './style.js';
import { clean } from './text.js';

/**
 * The one way out for all that reporters show. It writes whole lines, so that no secret can hide on the seam of two writes; what
 * it writes is redacted first, and what could act on a terminal is spelt out.
 */
export class Output {
  readonly #stream: Writable;
  readonly #secrets: Secrets;
  readonly #color: boolean;
  #broken = false;

  constructor(stream: Writable, secrets: Secrets, color: boolean) {
    this.#stream = stream;
    this.#secrets = secrets;
    this.#color = color;
    // Whoever reads may go away (`| head`): the run goes on, nobody looks.
    stream.on('error', this.#stop);
  }

  readonly #stop = (): void => {
    this.#broken = true;
  };

  /** Writes text, which may have several lines, in one style. */
  print(text: string, style?: Style): void {
    const shown = clean(text, this.#secrets);
    this.#write(shown.split('\n').map(part => line(part, style)));
  }

  /** Writes lines made of several styles. A secret that lies across two pieces of a line costs the line its styles. */
  printLines(lines: readonly Line[]): void {
    this.#write(lines.map(spans => this.safe(spans)));
  }

  /** A line as it may be shown. */
  safe(spans: Line): Line {
    const whole = clean(textOf(spans), this.#secrets);
    const pieces = spans.map(({ text, style }) => ({ text: clean(text, this.#secrets), style }));
    return textOf(pieces) === whole ? pieces : line(whole);
  }

  /** Safe lines with their styles, for a caller that draws. */
  painted(lines: readonly Line[]): readonly string[] {
    return lines.map(spans => (this.#color ? paint(spans) : textOf(spans)));
  }

  /** Sends what has been made of safe lines and the terminal's own codes, as it is. */
  send(text: string): void {
    if (!this.#broken) this.#stream.write(text);
  }

  /** Whoever reads does not keep up. */
  get isBehind(): boolean {
    return this.#stream.writableNeedDrain;
  }

  #write(lines: readonly Line[]): void {
    if (lines.length > 0) this.send(`${this.painted(lines).join('\n')}\n`);
  }

  /** Waits until all is written. */
  async close(): Promise<void> {
    if (!this.#broken) await new Promise<void>(resolve => this.#stream.write('', () => resolve()));
    this.#stream.off('error', this.#stop);
  }
}
