import { readFileSync } from 'node:fs';
import { quote, type ShellFunction, shellFunction } from './protocol.js';

/** The function by which scripts copy a piece of their payload; every script has it. */
export const TAKE: ShellFunction = shellFunction(import.meta.url, 'take');

/** The shell that an agent is. One word or several: `busybox sh`. */
export const SHELL = '/bin/sh';

/** What a shell is told on its command line, and what it then reads. */
export interface Start {
  /** Sh without quotes, backslashes or exclamation marks: inside single quotes every login shell passes it on as it is. */
  readonly command: string;
  /** The agent's text: exactly as many bytes as the command makes the shell read. */
  readonly text: Buffer;
}

/**
 * How to start an agent. The command reads the text with one dd that stops exactly behind it, so that messages can follow
 * without waiting; a dd that can't read whole blocks goes byte by byte.
 * @param nonce begins the agent's answers
 * @param shell what runs an apply
 * @param announcement printed on the error stream before anything is read
 */
export const agentStart = (nonce: string, shell: string = SHELL, announcement?: string): Start => {
  const text = Buffer.from(`agent_nonce=${nonce}\nagent_shell=${quote(shell)}\n${agentText()}`);
  const announce = announcement === undefined ? '' : `echo ${announcement} >&2; `;
  const whole = `dd count=1 iflag=fullblock bs=${text.length} 2>/dev/null`;
  const bytes = `dd bs=1 count=${text.length} 2>/dev/null`;
  return {
    command: `${announce}eval "$(${whole} || { echo agent_bytewise=1; ${bytes}; })"`,
    text,
  };
};

let stripped: string | undefined;

const agentText = (): string => {
  stripped ??= withoutComments(readFileSync(new URL('./agent.sh', import.meta.url), 'utf8'));
  return stripped;
};

/** A shell text without its comment lines and indentation; for texts of our own, which have no here-documents. */
export const withoutComments = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n');
