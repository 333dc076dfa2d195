import { readFileSync } from 'node:fs';
import type { Payload, ShellFunction, Step } from '../../src/agent/protocol.js';
import { TAKE } from '../../src/agent/text.js';

/** A step of a message as it was sent to a host. */
export interface RecordedStep {
  readonly kind: Step['kind'];
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Definitions of the functions that it uses, those that are called first. */
  readonly functions: readonly string[];
  readonly payload: string;
}

export const recordedStep = ({ kind, script, environment = {} }: Step): RecordedStep => ({
  kind,
  script: script.text,
  environment,
  functions: (script.uses ?? []).flatMap(definitions),
  payload: (script.payload ?? []).map(textOf).join(''),
});

const definitions = ({ text, uses = [] }: ShellFunction): string[] => [...uses.flatMap(definitions), text];

const textOf = (payload: Payload): string => {
  if (typeof payload === 'string') return payload;
  return (Buffer.isBuffer(payload) ? payload : readFileSync(payload.file)).toString();
};

/** What the agent sets up for the scripts: the lines of its text ahead of its functions, and the function that they all have. */
export const agentPreamble = (): string => {
  const agent = readFileSync(new URL('../../src/agent/agent.sh', import.meta.url), 'utf8');
  return `${agent.slice(0, agent.indexOf('# agent_define '))}\n${TAKE.text}`;
};

/**
 * What a shell without any tool around it would read to do the same: the steps one after another, each in a subshell, as the
 * agent has it.
 * @param preamble what the agent sets up for all steps
 */
export const plainScript = (messages: readonly (readonly RecordedStep[])[], preamble: string): string => {
  const steps = messages.flat();
  const functions = [...new Set(steps.flatMap(step => step.functions))];
  return [preamble, ...functions, ...steps.map(plainStep)].join('\n');
};

const plainStep = ({ script, environment, payload }: RecordedStep): string => {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const input = payload === '' ? ':' : `printf %s ${quoted(payload)}`;
  const body = `(\n${exports.join('')}${script}\n)`;
  return payload === '' ? `${body} </dev/null` : `${input} | ${body}`;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
