import type { Position } from './position.js';

/** `--step`: somebody is asked before each task. */
export class Step {
  readonly #ask: (task: string) => Promise<string>;
  readonly #answers = new Map<string, Promise<boolean>>();
  #isThrough = false;

  /** @param ask shows which task comes next and gives what is answered: yes, continue, or anything else for no */
  constructor(ask: (task: string) => Promise<string>) {
    this.#ask = ask;
  }

  /** Whether hosts need not wait for each other any more: the rest is to be run without a question. */
  get isThrough(): boolean {
    return this.#isThrough;
  }

  /** Whether a task is to be carried out; asked once for all hosts, when all have come to it. */
  takes(play: number, position: Position, task: string): Promise<boolean> {
    const key = `${play} ${position.join('.')}`;
    let answer = this.#answers.get(key);
    if (!answer) {
      answer = this.#answered(task);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  async #answered(task: string): Promise<boolean> {
    if (this.#isThrough) return true;
    const answer = (await this.#ask(task)).trim().toLowerCase();
    this.#isThrough = ['c', 'continue'].includes(answer);
    return this.#isThrough || ['y', 'yes'].includes(answer);
  }
}
