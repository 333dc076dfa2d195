import { createInterface, type Interface } from 'node:readline';
import { mistake } from '../source/diagnostic.js';

/** Asks for lines of standard input, one question after the other. */
export class Lines {
  #reader: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  /** What is answered. Throws a DiagnosticError where nothing more comes. */
  async ask(question: string): Promise<string> {
    process.stdout.write(question);
    this.#reader ??= createInterface({ input: process.stdin });
    this.#lines ??= this.#reader[Symbol.asyncIterator]();
    const { value, done } = await this.#lines.next();
    if (done) throw mistake(`nothing was answered to "${question.trim()}"`);
    // On a terminal the line that is typed ends the one of the question.
    if (!process.stdin.isTTY) process.stdout.write('\n');
    return value;
  }

  close(): void {
    this.#reader?.close();
  }
}
