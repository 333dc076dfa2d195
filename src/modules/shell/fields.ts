/** Reads what the shell functions print: fields that end in NUL, and stretches of bytes whose size is said before. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Whether everything has been read. */
  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next field as text. Throws if the output ends before it does. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end === -1) throw new Error('the host answered with less than was asked');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  /** All that has not been read. */
  rest(): Buffer {
    const bytes = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    return bytes;
  }

  /** What the shell function `content` printed; undefined if it gave none. */
  content(): Buffer | undefined {
    const size = this.text();
    if (size === '') return undefined;
    const end = this.#at + Number(size);
    if (end > this.#bytes.length) throw new Error('the host answered with less than was asked');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}
