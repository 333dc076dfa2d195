import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** How a program ended, and all that it wrote. `code` is null when a signal ended it. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment; without it the program gets that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads on standard input, which is empty otherwise. */
  readonly input?: string | Buffer;
}

/** A program that runs. */
export class Command {
  readonly outcome: Promise<Outcome>;
  readonly #child: ChildProcessWithoutNullStreams;
  #stdout = '';
  #stderr = '';
  readonly #watchers = new Set<() => void>();
  #ended = false;

  constructor(file: string, args: readonly string[], options: CommandOptions = {}) {
    const { cwd, env, input = '' } = options;
    this.#child = spawn(file, args, { cwd, env, stdio: 'pipe' });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#tell();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#tell();
    });
    // A program may end without reading its input.
    this.#child.stdin.on('error', () => {});
    this.#child.stdin.end(input);
    this.outcome = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        this.#ended = true;
        this.#tell();
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the program did not start');
    return pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until standard output holds the pattern. Throws with all that was written if the program ends without it. */
  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#stdout)) {
      if (this.#ended) throw new Error(`ended without printing ${pattern}:\n${this.#stdout}${this.#stderr}`);
      await new Promise<void>(resolve => this.#watchers.add(resolve));
    }
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** Runs a program to its end. */
export function run(file: string, args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return new Command(file, args, options).outcome;
}

/** What a program writes on standard output. Throws with what it wrote unless it ends with 0. */
export async function outputOf(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, signal, stdout, stderr } = await run(file, args, options);
  if (code === 0) return stdout;
  throw new Error(`${[file, ...args].join(' ')} ended with ${code ?? signal}:\n${stdout}${stderr}`);
}
