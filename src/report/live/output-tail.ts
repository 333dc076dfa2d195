/** Longer lines are not kept: what has no line ends is not for people. */
const LONGEST = 65536;

/**
 * The last whole line of output that comes in pieces. A line that has not ended is not shown: what is a secret can only be told once
 * all of it is there.
 */
export class OutputTail {
  #last = '';
  #open = '';
  /** The line at hand was too long and its rest is dropped. */
  #dropping = false;

  push(text: string): void {
    const lines = `${this.#open}${text}`.split(/[\r\n]+/);
    this.#open = lines.pop() ?? '';
    if (this.#dropping && lines.length > 0) {
      lines.shift();
      this.#dropping = false;
    }
    this.#last = lines.findLast(line => line.trim() !== '') ?? this.#last;
    if (this.#open.length > LONGEST) {
      this.#open = '';
      this.#dropping = true;
    }
  }

  get last(): string {
    return this.#last;
  }
}
