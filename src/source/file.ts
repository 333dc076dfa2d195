import { readFileSync } from 'node:fs';
import { fromUtf8 } from '../value/utf8.js';

/** A text that the user wrote: a file, or a value from the command line under a name such as `-e`. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text was vaulted: a message may name a place in it, but shows nothing of it. */
  readonly secret: boolean;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string, secret = false) {
    this.path = path;
    this.text = text;
    this.secret = secret;
  }

  /** Reads a file as UTF-8, without a byte order mark; `fromUtf8` tells what becomes of bytes that are none. Throws what `fs` throws. */
  static read(path: string): SourceFile {
    return new SourceFile(path, fromUtf8(readFileSync(path)).replace(/^\uFEFF/, ''));
  }

  /** Line and column, both from 1, of an offset in UTF-16 units. */
  position(offset: number): { line: number; column: number } {
    this.#lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 };
  }

  /** The text of a line for show, counted from 1, without its end; '' past the end and in a secret file. */
  line(number: number): string {
    if (this.secret) return '';
    this.#lineStarts ??= lineStarts(this.text);
    const start = this.#lineStarts[number - 1];
    if (start === undefined) return '';
    const end = this.#lineStarts[number] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }
}

const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** A stretch of a user's file: where a value, a task or a mistake stands. */
export interface Location {
  readonly file: SourceFile;
  /** Offset of the first character. */
  readonly start: number;
  /** Offset behind the last character; equal to `start` for a point. */
  readonly end: number;
}
