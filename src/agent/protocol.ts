import { readFileSync } from 'node:fs';

/** A shell function that scripts share: sent to an agent once, before the first script that uses it. */
export interface ShellFunction {
  /** The function's name in sh. */
  readonly name: string;
  /** Its definition, POSIX sh. */
  readonly text: string;
  /** Functions that it calls. */
  readonly uses?: readonly ShellFunction[];
}

/** A piece of a script's standard input: bytes, text, or a file on the runner that is streamed. */
export type Payload = Buffer | string | { readonly file: string; readonly size: number };

/**
 * What a host is asked to run: POSIX sh that works under dash, bash and busybox. It runs in a subshell of the account's
 * agent, so it may `exit`; its working directory is where the login began (the home of an account that may not look
 * there), its umask 022. Its text and payload travel inside the message: they may hold secrets, as long as the script
 * passes them on by builtins and standard input only.
 */
export interface Script {
  readonly text: string;
  readonly uses?: readonly ShellFunction[];
  /** The script's standard input, the pieces one after another; empty when absent. `take SIZE` copies one piece. */
  readonly payload?: readonly Payload[];
}

/** What a script printed and how it ended. */
export interface Output {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** The exit status; 128 + signal for a script that was killed. */
  readonly code: number;
  /** How many bytes were left out in the middle because there were too many; absent if none. */
  readonly dropped?: number;
}

/**
 * One script of a message. A probe only reads: it may run early, again, or be cut off at any time. An apply changes the host:
 * it runs in its own process group and is watched over if the connection goes away.
 */
export interface Step {
  readonly kind: 'probe' | 'apply';
  readonly script: Script;
  /** Variables of the script's environment, from the task's `environment`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds after which it is ended, counted from when it begins: its answer rejects with a TimedOut. */
  readonly timeLimit?: number;
  /** Called with output as it comes, before the step has ended. */
  readonly onOutput?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
  /** Called with standard output as it comes, however much it is; it is kept nowhere else. */
  readonly receive?: (chunk: Buffer) => void;
}

/** A shell of one account on one host, which answers messages in order. */
export interface Agent {
  /**
   * Sends the steps in one message. The answers come one after another, each as its step ends; a step that fails does not stop
   * those after it. All of them reject with a ConnectionLost if the connection goes away before their answer.
   */
  run(steps: readonly Step[]): Promise<Output>[];
  /** Ends the step that is running: TERM, then KILL to its process group. Its answer has the code that follows. */
  cancel(): void;
}

/** Why an answer never came: the host or the account can't be reached (any more). */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A step was ended as its time was up. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`the step did not end within ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** A step has not begun, as the agent ended with one before it: it can be given to another. */
export class NotBegun extends ConnectionLost {}

/** The host is there, but does not let the user become the account. */
export class BecomeRefused extends ConnectionLost {
  /** There is no such account, yet: it may be made in the course of the run. */
  readonly lacksAccount: boolean;

  constructor(message: string, lacksAccount = false) {
    super(message);
    this.lacksAccount = lacksAccount;
  }
}

/** Text as one word of POSIX sh. NUL can't stand in a word and is refused. */
export const quote = (text: string): string => {
  if (text.includes('\0')) throw new Error('a shell word cannot hold a NUL character');
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

/** Reads a shell function from the file of its name, `NAME.sh`, that stands beside the module at `url` (import.meta.url). */
export const shellFunction = (
  url: string,
  name: string,
  uses: readonly ShellFunction[] = [],
): ShellFunction => ({
  name,
  uses,
  get text() {
    const text = readFileSync(new URL(`./${name}.sh`, url), 'utf8');
    Object.defineProperty(this, 'text', { value: text });
    return text;
  },
});
