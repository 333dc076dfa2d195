/** Shorter strings are not redacted: replacing every "1" would make output unreadable and hide nothing. */
const SHORTEST = 4;

export const MASK = '********';

/**
 * The strings that must not leave the program: from vault, prompts, `no_log` and password options. Whoever learns of one
 * adds it; every place where output leaves (screen, log, report, error) passes its text through `redact`.
 */
export class Secrets {
  readonly #values = new Set<string>();
  #pattern: RegExp | undefined;

  /** Remembers a secret, its lines if it has several, and its base64 and URL forms. */
  add(secret: string): void {
    const forms = [secret, ...secret.split(/\r?\n/)];
    for (const form of forms) {
      if (form.length < SHORTEST) continue;
      this.#values.add(form);
      this.#values.add(JSON.stringify(form).slice(1, -1));
      this.#values.add(encodeURIComponent(form));
      this.#values.add(Buffer.from(form).toString('base64').replace(/=+$/, ''));
      this.#values.add(Buffer.from(form).toString('base64url'));
    }
    this.#pattern = undefined;
  }

  /** The text with every known secret replaced by `********`. */
  redact(text: string): string {
    if (this.#values.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#values]
        .sort((a, b) => b.length - a.length)
        .map(value => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
        .join('|'),
      'g',
    );
    return text.replace(this.#pattern, MASK);
  }
}
