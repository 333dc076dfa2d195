import type { Diagnostic } from '../source/diagnostic.js';

/** More are not kept. */
const MOST_TEXTS = 20_000;

const NONE: readonly Diagnostic[] = [];

/** Texts of which nothing was wrong. The tasks of a playbook have many again and again: `{{ item.name }}`, a role's one condition. */
export class SoundTexts {
  readonly #texts = new Set<string>();
  readonly #plugins: { readonly filesSeen: number } | undefined;
  #filesSeen = 0;

  /** @param plugins what makes another thing of a name once there is one more */
  constructor(plugins: { readonly filesSeen: number } | undefined) {
    this.#plugins = plugins;
  }

  /** What is wrong with a text. It is only looked for if nothing was found before. */
  unless(text: string, look: () => readonly Diagnostic[]): readonly Diagnostic[] {
    const { filesSeen = 0 } = this.#plugins ?? {};
    if (filesSeen !== this.#filesSeen || this.#texts.size >= MOST_TEXTS) {
      this.#texts.clear();
      this.#filesSeen = filesSeen;
    }
    if (this.#texts.has(text)) return NONE;
    const found = look();
    if (found.length === 0) this.#texts.add(text);
    return found;
  }
}
