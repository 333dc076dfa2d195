import { performance } from 'node:perf_hooks';
import pc from 'picocolors';
import { Disappointment } from './own-lab.js';

interface Time {
  readonly what: string;
  readonly seconds: number;
}

/** What the demo says between the programs that it shows, and the time that each step took. */
export class Stage {
  readonly #times: Time[] = [];
  readonly #begin = performance.now();
  #scenes = 0;

  /** Begins a part of the story. */
  scene(title: string): void {
    const text = `${++this.#scenes}. ${title} `;
    this.#write(`\n${pc.bold(text.padEnd(this.#columns, '─'))}`);
  }

  /** Says something, a paragraph to a line, broken where the terminal is narrow. */
  say(text: string): void {
    for (const line of wrap(text, this.#columns)) this.#write(line);
  }

  /** Shows something as it is, apart from what is said. */
  quote(text: string): void {
    if (text.trim() === '') return;
    for (const line of text.trimEnd().split('\n')) this.#write(pc.dim(`  ${line}`));
  }

  /** Shows a command line as a user types it, and above it what it is about. */
  command(prompt: string, line: string, about?: string): void {
    const comment = about === undefined ? '' : `${pc.dim(`# ${about}`)}\n`;
    this.#write(`\n${comment}${pc.green(prompt)} ${pc.bold(line)}`);
  }

  /** Does a step and says how long it took. */
  async step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const begin = performance.now();
    const result = await work();
    const seconds = (performance.now() - begin) / 1000;
    this.#times.push({ what, seconds });
    this.#write(`${pc.green('✓')} ${what} ${pc.dim(`· ${format(seconds)}`)}`);
    return result;
  }

  /** Says that something is so, or throws if it isn't. */
  expect(statement: string, actual: unknown, expected: unknown): void {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Disappointment(
        `${statement}: expected ${JSON.stringify(expected)}, and it is ${JSON.stringify(actual)}`,
      );
    }
    this.#write(`${pc.green('✓')} ${statement}`);
  }

  fail(text: string): void {
    this.#write(`\n${pc.red('✗')} ${text}`);
  }

  /** The table of times. */
  summary(): void {
    this.scene('How long it took');
    const total = { what: 'all of it', seconds: (performance.now() - this.#begin) / 1000 };
    const width = Math.max(...this.#times.map(({ what }) => what.length), total.what.length);
    for (const { what, seconds } of [...this.#times, total]) {
      this.#write(`${what.padEnd(width)} ${format(seconds).padStart(9)}`);
    }
  }

  get #columns(): number {
    return Math.min(process.stdout.columns || 80, 100);
  }

  #write(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}

const format = (seconds: number): string => `${seconds.toFixed(1)} s`;

const wrap = (text: string, columns: number): string[] =>
  text.split('\n').flatMap(paragraph => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const last = lines.at(-1)!;
      if (last !== '' && last.length + 1 + word.length > columns) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return lines;
  });
