import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { quote } from '../../src/agent/protocol.js';
import { program } from '../e2e/rig/repository.js';

/** The real program on a terminal: what it shows there can be waited for, and keys be pressed. */
export class Terminal {
  /** All that was shown so far. */
  text = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessWithoutNullStreams;
  #next: (() => void) | undefined;
  #isOver = false;

  /** @param input what comes in on standard input in place of the terminal's keys */
  constructor(
    args: readonly string[],
    options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string },
  ) {
    const { cwd, env, input } = options;
    const words = [process.execPath, program, ...args].map(quote).join(' ');
    const command = input === undefined ? words : `printf %s ${quote(input)} | ${words}`;
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, LANG: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh', ...env },
      stdio: 'pipe',
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.#next?.();
    });
    this.ended = new Promise(resolve => {
      this.#child.on('close', code => {
        this.#isOver = true;
        this.#next?.();
        resolve(code);
      });
    });
  }

  /** Waits until a text is shown; throws if the program ends without it. What was waited for is forgotten. */
  async shows(text: string): Promise<void> {
    for (;;) {
      const at = this.text.indexOf(text);
      if (at !== -1) {
        this.text = this.text.slice(at + text.length);
        return;
      }
      if (this.#isOver) throw new Error(`ended without showing ${JSON.stringify(text)}: ${this.text}`);
      await new Promise<void>(resolve => {
        this.#next = resolve;
      });
    }
  }

  press(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Ends the program as one whose terminal is closed. */
  close(): void {
    this.#child.kill('SIGTERM');
  }
}
