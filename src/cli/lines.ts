import { createInterface, type Interface } from 'node:readline';
import { mistake } from '../source/diagnostic.js';

/** Asks for lines of standard input, one question after the other. */
export class Lines {
  #reader: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  /** What is answered. Throws a DiagnosticError where nothing more comes. */
  async ask(question: string): Promise<string> {
    const answer = await this.next(question);
    // On a terminal the line that is typed ends the one of the question.
    if (!process.stdin.isTTY) process.stdout.write('\n');
    if (answer === undefined) throw mistake(`nothing was answered to "${question.trim()}"`);
    return answer;
  }

  /** What is typed behind a prompt; undefined where nothing more comes. */
  async next(prompt: string): Promise<string | undefined> {
    process.stdout.write(prompt);
    this.#reader ??= createInterface({ input: process.stdin });
    this.#lines ??= this.#reader[Symbol.asyncIterator]();
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }

  close(): void {
    this.#reader?.close();
  }
}
