/** Behind an agent's nonce: ` STEP STATUS` and a line's end. */
const REST = /^ (\d{1,10}) (\d{1,3})\n/;
const LONGEST_REST = 16;

/** What a stream of an agent is made of. */
export interface AnswerHandler {
  /** Output of the step that is running, or before the first answer what is none of the agent's. */
  output(chunk: Buffer): void;
  /** The end of a step's output. */
  end(step: number, status: number): void;
  /** The stream holds what an agent can't have written; nothing more is read. */
  broken(): void;
}

/**
 * Takes one of an agent's two output streams apart. Output is handed on at once, but for bytes that may be the start of an
 * answer; nothing of it is kept.
 */
export class AnswerReader {
  readonly #nonce: Buffer;
  readonly #handler: AnswerHandler;
  #held: Buffer | undefined;
  #broken = false;

  constructor(nonce: string, handler: AnswerHandler) {
    this.#nonce = Buffer.from(nonce, 'latin1');
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    let rest = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = undefined;
    while (!this.#broken && rest.length > 0) {
      const at = rest.indexOf(this.#nonce);
      const outputEnd = at === -1 ? rest.length - this.#startOfNonceAtEnd(rest) : at;
      if (outputEnd > 0) this.#handler.output(rest.subarray(0, outputEnd));
      rest = rest.subarray(outputEnd);
      if (at === -1) {
        this.#hold(rest);
        return;
      }
      const tail = rest.toString('latin1', this.#nonce.length, this.#nonce.length + LONGEST_REST);
      const match = REST.exec(tail);
      if (match) {
        rest = rest.subarray(this.#nonce.length + match[0].length);
        this.#handler.end(Number(match[1]), Number(match[2]));
      } else if (tail.includes('\n') || tail.length === LONGEST_REST) {
        this.#broken = true;
        this.#handler.broken();
      } else {
        this.#hold(rest);
        return;
      }
    }
  }

  #hold(rest: Buffer): void {
    // A copy: a few bytes must not keep a whole chunk in memory.
    if (rest.length > 0) this.#held = Buffer.from(rest);
  }

  /** How many of the last bytes are the first ones of the nonce. */
  #startOfNonceAtEnd(bytes: Buffer): number {
    for (let length = Math.min(this.#nonce.length - 1, bytes.length); length > 0; length--)
      if (bytes.subarray(bytes.length - length).equals(this.#nonce.subarray(0, length))) return length;
    return 0;
  }
}
