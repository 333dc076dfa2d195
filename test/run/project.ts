import type { ExecutionContext } from 'ava';
import { type Files, localInventory, playOf, runIn } from '../cli/project.js';
import type { Outcome } from '../e2e/rig/command.js';
import { type Line, outcomesIn } from '../e2e/rig/play-output.js';

export { playOf };

export interface Ran extends Outcome {
  readonly folder: string;
  /** `task host status`, in the order of the output; items with their label. */
  readonly lines: readonly string[];
  /** How many messages went to hosts. */
  readonly messages: number;
}

const lineText = ({ task, host, status, item }: Line): string =>
  [task, host, status, ...(item === undefined ? [] : [item])].join(' ');

/** Applies a playbook to hosts that are all this machine; its tasks find the folder of its files as `playbook_dir`. */
export const play = async (
  site: string,
  options: {
    readonly hosts?: readonly string[];
    readonly args?: readonly string[];
    readonly files?: Files;
    readonly verb?: 'apply' | 'check';
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<Ran> => {
  const { hosts = ['a'], args = [], files = {}, verb = 'apply', env } = options;
  const outcome = await runIn(
    { 'hosts.json': localInventory(...hosts), 'site.yml': site, ...files },
    [verb, 'site.yml', '-i', 'hosts.json', '-vvv', ...args],
    env,
  );
  const messages = Number(/^(\d+) messages/m.exec(outcome.stdout)?.[1]);
  return { ...outcome, messages, lines: outcomesIn(outcome.stdout).map(lineText) };
};

/** Lines with the hosts of each task in order: which of them comes first is left to chance. */
export const inOrder = (lines: readonly string[]): readonly string[] => {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const task = line.replace(/ [a-z] (?:ok|changed|fatal|failed|skipping)\b.*/, '');
    groups.set(task, [...(groups.get(task) ?? []), line]);
  }
  return [...groups.values()].flatMap(group => group.sort());
};

/** Asserts how a run went and ended. */
export const went = (t: ExecutionContext, ran: Ran, lines: readonly string[], code = 0): void => {
  t.deepEqual(ran.lines, lines, ran.stdout + ran.stderr);
  t.is(ran.code, code, ran.stdout + ran.stderr);
};
