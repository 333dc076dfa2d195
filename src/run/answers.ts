import type { Output, Script } from '../agent/protocol.js';

/**
 * What a host's probes answered, or will. Looking ahead fills it; a task takes its answer by the very text of its probe, so a
 * wrong guess costs a message and nothing else. Each answer is used once, and all are dropped when the host is changed.
 */
export class Answers {
  #answers = new Map<string, Promise<Output>[]>();

  /** Keeps an answer that is on its way. */
  put(key: string, answer: Promise<Output>): void {
    // Nobody may ever ask for it, and then its failure is nobody's concern.
    answer.catch(() => {});
    const known = this.#answers.get(key);
    if (known) known.push(answer);
    else this.#answers.set(key, [answer]);
  }

  /** The oldest answer to a probe, or undefined if it was not asked. */
  take(key: string): Promise<Output> | undefined {
    return this.#answers.get(key)?.shift();
  }

  /** How many answers to a probe wait to be taken. */
  count(key: string): number {
    return this.#answers.get(key)?.length ?? 0;
  }

  clear(): void {
    this.#answers = new Map();
  }
}

/** What tells one probe from another: the account, its environment, the sh and its standard input. */
export const probeKey = (
  account: string,
  environment: Readonly<Record<string, string>>,
  script: Script,
): string =>
  JSON.stringify([
    account,
    environment,
    script.text,
    script.uses?.map(used => used.name) ?? [],
    script.payload?.map(piece => (Buffer.isBuffer(piece) ? piece.toString('base64') : piece)) ?? [],
  ]);
