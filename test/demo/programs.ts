import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why the demo ends early: somebody wants it to. */
export class Interrupted extends Error {
  /** What a shell would report for a program that the signal ended. */
  readonly code: number;

  constructor(code: number) {
    super('interrupted');
    this.code = code;
  }
}

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads on standard input. */
  readonly input?: string;
  /** Whether the signal that interrupts the demo is kept from it. */
  readonly uninterrupted?: boolean;
  /** Takes what it writes, as it comes. */
  readonly output?: (text: string) => void;
}

/** How a program ended, and all that it wrote to both streams. */
export interface Ended {
  readonly code: number;
  readonly text: string;
}

const INTERRUPTED = 130;
/** What trueup and ansible-playbook end with when Ctrl-C has stopped them. */
const STOPPED = 99;
/** A program that was killed may have left the cursor hidden, and long lines cut. */
const SHOW_CURSOR_AND_WRAP = '\x1b[?25h\x1b[?7h';

/** Runs programs, which end when the demo is interrupted; whoever waits for one then gets `Interrupted`. */
export class Programs {
  readonly #interruption: AbortSignal;

  /** @param interruption is aborted with `Interrupted` */
  constructor(interruption: AbortSignal) {
    this.#interruption = interruption;
  }

  /**
   * Runs a program without a terminal, in a session of its own: Ctrl-C reaches it through this class alone, which sends the
   * signal to all that the program has started, as the terminal would.
   */
  run(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
    return this.#run(file, args, options, 'captured');
  }

  /**
   * Runs a program on the user's terminal, if there is one, and takes down what it shows there.
   */
  async show(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      return this.#run(file, args, { env, output: text => process.stdout.write(text) }, 'captured');
    }
    const folder = mkdtempSync(join(tmpdir(), 'trueup-demo-'));
    try {
      const typescript = join(folder, 'typescript');
      const command = [file, ...args].map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      const { code } = await this.#run(
        'script',
        ['--quiet', '--flush', '--return', '--log-out', typescript, '--command', `exec ${command}`],
        { env },
        'terminal',
      );
      return { code, text: readFileSync(typescript, 'utf8') };
    } finally {
      process.stdout.write(SHOW_CURSOR_AND_WRAP);
      rmSync(folder, { recursive: true });
    }
  }

  #run(
    file: string,
    args: readonly string[],
    { env, input, uninterrupted, output }: ProgramOptions,
    streams: 'captured' | 'terminal',
  ): Promise<Ended> {
    const terminal = streams === 'terminal';
    const interruption = uninterrupted ? undefined : this.#interruption;
    interruption?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, {
        env: { ...process.env, ...env },
        stdio: terminal ? 'inherit' : 'pipe',
        detached: !terminal,
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          output?.(chunk);
        });
      }
      // A program may end without reading its input.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
      const stop = () => {
        if (child.pid === undefined) return;
        if (terminal) process.kill(child.pid, 'SIGTERM');
        else process.kill(-child.pid, 'SIGINT');
      };
      interruption?.addEventListener('abort', stop, { once: true });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        interruption?.removeEventListener('abort', stop);
        if (interruption?.aborted) reject(interruption.reason);
        // Ctrl-C on the program's terminal, of which only its status tells.
        else if (terminal && (code === STOPPED || code === INTERRUPTED || signal !== null))
          reject(new Interrupted(INTERRUPTED));
        else resolve({ code: code ?? INTERRUPTED, text });
      });
    });
  }
}
