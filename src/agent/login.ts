import type { Exit } from '../ssh/transport.js';
import { SHELL } from './text.js';

/** What the runner may do while it talks to what comes before an agent. */
export interface Conversation {
  /** Lets the agent's text be sent. */
  admit(): void;
  /** Sends something ahead of it. */
  say(text: string): void;
  /** Gives up, with the reason in words for the user. */
  refuse(reason: string): void;
}

/** The way to an account's shell. */
export interface Login {
  /** What the shell prints on its error stream when it is there, where something else may talk before it. */
  readonly announcement?: string;
  /** It leads from the user who logged in to another account. */
  readonly becomes?: true;
  /** The command of the channel, for any login shell. `start` has no quotes, backslashes or exclamation marks. */
  command(start: string): string;
  /** Called once, when the channel is open. Answers what takes everything that the error stream has had so far. */
  listen(conversation: Conversation): (heard: string) => void;
  /** Why there is no agent, from what was printed. */
  explain(stderr: string, exit: Exit): string;
  /** Whether it failed as there is no such account. */
  lacksAccount?(stderr: string): boolean;
}

/** The shell of the user who logged in. */
export const direct = (shell: string = SHELL): Login => ({
  command: start => `exec ${shell} -c '${start}'`,
  listen: conversation => {
    conversation.admit();
    return () => undefined;
  },
  explain: (stderr, exit) => `no shell could be started${ending(stderr, exit)}`,
});

/** What is known of a failed start, behind a statement: `: last line of the error stream` or how it ended. */
export const ending = (stderr: string, exit: Exit): string => {
  const last = stderr.trim().split('\n').at(-1)?.trim();
  if (last) return `: ${last}`;
  if (exit.reason !== undefined) return `: ${exit.reason}`;
  if (exit.signal !== undefined) return `: it was ended by SIG${exit.signal}`;
  return exit.code === undefined ? '' : `: it ended with status ${exit.code}`;
};
