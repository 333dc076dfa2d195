/** Shorter chunks are put together, so that many tiny ones don't cost more memory than they hold. */
const SMALL = 4096;

/** Collects output up to a limit in bytes; of more, the first and the last half are kept, with a line between that says so. */
export class Capture {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headSize = 0;
  readonly #tail: Buffer[] = [];
  #tailSize = 0;
  #dropped = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  push(chunk: Buffer): void {
    const room = Math.min(this.#half - this.#headSize, chunk.length);
    if (room > 0) {
      append(this.#head, chunk.subarray(0, room));
      this.#headSize += room;
    }
    if (room === chunk.length) return;
    append(this.#tail, chunk.subarray(room));
    this.#tailSize += chunk.length - room;
    while (this.#tailSize - this.#tail[0]!.length >= this.#half) {
      const first = this.#tail.shift()!;
      this.#tailSize -= first.length;
      this.#dropped += first.length;
    }
  }

  /** How many bytes are left out. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#tailSize - this.#half);
  }

  /** What was collected. */
  bytes(): Buffer {
    const tail = Buffer.concat(this.#tail);
    const note = this.dropped > 0 ? [Buffer.from(`\n[... ${this.dropped} bytes left out ...]\n`)] : [];
    return Buffer.concat([...this.#head, ...note, tail.subarray(Math.max(0, tail.length - this.#half))]);
  }
}

const append = (chunks: Buffer[], chunk: Buffer): void => {
  const last = chunks.at(-1);
  if (last && last.length + chunk.length <= SMALL) chunks[chunks.length - 1] = Buffer.concat([last, chunk]);
  else chunks.push(chunk);
};
