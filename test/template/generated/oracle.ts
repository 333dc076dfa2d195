import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { FILES, VARIABLES_JSON } from './variables.js';

/** What Ansible made of a source: its text, or the reason that it refuses, or that there is nothing to compare. */
export interface Answer {
  readonly ok?: string;
  readonly error?: string;
  readonly unknown?: string;
}

export type QuestionKind = 'expression' | 'string' | 'template';

const PYTHON = process.env.TRUEUP_ANSIBLE_PYTHON ?? '/usr/bin/python3';

/** Ansible's own templar in a process that stays, asked one source after another. */
export class Oracle {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #complaints = '';

  constructor() {
    this.#process = spawn(PYTHON, ['test/template/generated/oracle.py'], {
      env: {
        ...process.env,
        PYTHONHASHSEED: '0',
        TZ: 'UTC',
        HOME: '/root',
        ANSIBLE_LOCALHOST_WARNING: 'false',
      },
    });
    this.#process.stderr.on('data', chunk => {
      this.#complaints = `${this.#complaints}${chunk}`.slice(-2000);
    });
    createInterface({ input: this.#process.stdout }).on('line', line => {
      this.#waiting.shift()?.(JSON.parse(line) as Answer);
    });
    this.#process.stdin.write(
      `{"variables": ${VARIABLES_JSON.replaceAll('\n', ' ')}, "files": ${JSON.stringify(FILES)}}\n`,
    );
  }

  /** Ansible's answer to one source. */
  ask(kind: QuestionKind, source: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#process.exitCode !== null)
        reject(new Error(`Ansible's templar has ended: ${this.#complaints}`));
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${JSON.stringify({ kind, source })}\n`);
    });
  }

  close(): void {
    this.#process.stdin.end();
  }
}
