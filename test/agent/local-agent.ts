import { existsSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { type AgentOptions, ShellAgent } from '../../src/agent/agent.js';
import { direct } from '../../src/agent/login.js';
import type { Output, Script, Step } from '../../src/agent/protocol.js';
import { LocalTransport } from '../../src/ssh/local.js';

/** The shells that an agent must run in. */
export const SHELLS = ['/bin/dash', '/bin/bash', '/bin/busybox sh'] as const;

/** An agent in a shell on this machine; it is closed when the test ends. */
export const startAgent = (
  t: ExecutionContext,
  shell: string,
  options: Partial<AgentOptions> = {},
): ShellAgent => {
  const transport = new LocalTransport();
  const agent = new ShellAgent({
    open: command => transport.open(command),
    login: () => direct(shell),
    shell,
    traffic: { messages: 0, steps: 0 },
    ...options,
  });
  t.teardown(async () => {
    agent.close();
    await transport.close();
  });
  return agent;
};

export const probe = (text: string, more: Partial<Script> = {}): Step => ({
  kind: 'probe',
  script: { text, ...more },
});

export const apply = (text: string, more: Partial<Script> = {}): Step => ({
  kind: 'apply',
  script: { text, ...more },
});

/** Runs one step. */
export const run = (agent: ShellAgent, step: Step): Promise<Output> => agent.run([step])[0]!;

/** Resolves when a condition holds; looks again after a short while until the test's own time limit. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 20));
};

/** Whether a process is there and has not ended. */
export const isRunning = (pid: number): boolean => {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The process group of an agent on this machine; applies are in others. */
export const groupOf = async (agent: ShellAgent): Promise<number> => {
  const output = await run(agent, probe('cat /proc/self/stat'));
  return groupIn(output.stdout.toString());
};

/** The process group that a line of /proc/PID/stat has. */
export const groupIn = (line: string): number => Number(line.replace(/^.*\) /, '').split(' ')[2]);

/** Whether anything of a process group still runs. */
export const groupExists = (group: number): boolean => {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

/** Resolves with a step's first line of output. */
export const firstLine = (
  agent: ShellAgent,
  step: Step,
): { line: Promise<string>; answers: Promise<Output>[] } => {
  let heard = '';
  let answers: Promise<Output>[] = [];
  const line = new Promise<string>(resolve => {
    const onOutput = (chunk: Buffer): void => {
      heard += chunk;
      if (heard.includes('\n')) resolve(heard.slice(0, heard.indexOf('\n')));
    };
    answers = agent.run([{ ...step, onOutput }, probe('echo not run'), apply('echo not run')]);
  });
  return { line, answers };
};
