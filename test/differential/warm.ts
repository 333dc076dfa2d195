import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome } from '../e2e/rig/command.js';
import { repositoryRoot } from '../e2e/rig/repository.js';

/** A run of one of Ansible's programs. */
export interface WarmRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input: string;
  /** Seconds that it may take. */
  readonly limit: number;
}

/**
 * Ansible's programs without the half a second that each needs to import Ansible: they are forked from a process that has done so and
 * nothing else. What that has read of the environment and of ansible.cfg holds for all of them.
 */
export class Warm {
  readonly #folder: string;
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (code: number) => void>();
  #last = 0;

  /**
   * @param folder for what the programs read and print
   * @param env the environment that Ansible is imported in
   */
  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#server = spawn('/usr/bin/python3', [join(repositoryRoot, 'test/differential/warm.py')], {
      cwd: folder,
      env,
      stdio: 'pipe',
    });
    this.#server.stderr.pipe(process.stderr);
    createInterface({ input: this.#server.stdout }).on('line', line => {
      const { id, code } = JSON.parse(line) as { readonly id: number; readonly code: number };
      this.#waiting.get(id)?.(code);
      this.#waiting.delete(id);
    });
  }

  async run({ input, ...run }: WarmRun): Promise<Outcome> {
    const id = ++this.#last;
    const folder = join(this.#folder, String(id));
    mkdirSync(folder);
    writeFileSync(join(folder, 'stdin'), input);
    const code = await new Promise<number>(resolve => {
      this.#waiting.set(id, resolve);
      this.#server.stdin.write(`${JSON.stringify({ ...run, id, folder })}\n`);
    });
    const text = (stream: string): string => readFileSync(join(folder, stream), 'utf8');
    const outcome = { code, signal: null, stdout: text('stdout'), stderr: text('stderr') };
    rmSync(folder, { recursive: true });
    return outcome;
  }

  /** To be called when no run is left: until then this process waits for more. */
  close(): void {
    this.#server.stdin.end();
  }
}
