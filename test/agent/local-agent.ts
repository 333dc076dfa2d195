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
