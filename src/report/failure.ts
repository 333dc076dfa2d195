import type { TaskInfo, TaskOutcome } from '../run/events.js';
import type { Value } from '../value/value.js';
import type { Finding, Findings } from './findings.js';
import { hostGroup } from './host-names.js';
import { type Line, line } from './style.js';
import type { RunEnd } from './summary.js';
import { placeOf } from './task-text.js';

/** What is shown of a failed task's output: its end, in lines. */
const LAST_LINES = 10;

/** Why a task failed, as far as it may be told. */
export const reasonOf = (task: TaskInfo, outcome: TaskOutcome): string => {
  if (task.noLog) return 'the reason is hidden by no_log';
  const { message, result } = outcome;
  const said = result.get('msg');
  return message ?? (typeof said === 'string' ? said : outcome.status);
};

/** The results of the items that failed, or of the task if it has no loop. */
const failedResults = (outcome: TaskOutcome): readonly ReadonlyMap<Value, Value>[] => {
  const results = outcome.result.get('results');
  const failed = (Array.isArray(results) ? results : []).filter(
    (result): result is Map<Value, Value> => result instanceof Map && result.get('failed') === true,
  );
  return failed.length > 0 ? failed : [outcome.result];
};

const outputLines = (result: ReadonlyMap<Value, Value>, reason: string): readonly Line[] =>
  ['stdout', 'stderr'].flatMap(name => {
    const text = result.get(name);
    if (typeof text !== 'string' || text.trim() === '' || text.trim() === reason.trim()) return [];
    const all = text.trimEnd().split('\n');
    const shown = all.slice(-LAST_LINES);
    const left = all.length - shown.length;
    const note = left > 0 ? ` (the last ${LAST_LINES} of ${all.length} lines)` : '';
    return [line(`    ${name}:${note}`, 'dim'), ...shown.map(part => line(`      ${part}`))];
  });

/** A failed task in full: hosts, task and place, why, and the end of what was printed. Hosts with the same story share it. */
const failureLines = ({ task, hosts }: Pick<Finding, 'task' | 'hosts'>): readonly Line[] => {
  const same = new Map<
    string,
    { readonly names: string[]; readonly story: readonly Line[]; readonly word: string }
  >();
  for (const [host, outcome] of hosts) {
    const reason = reasonOf(task, outcome);
    const story = [
      ...reason
        .trim()
        .split('\n')
        .map(part => line(`    ${part}`)),
      ...(task.noLog ? [] : failedResults(outcome).flatMap(result => outputLines(result, reason))),
    ];
    const word = outcome.status === 'unreachable' ? 'unreachable' : 'failed';
    const key = JSON.stringify([word, story]);
    const group = same.get(key);
    if (group) group.names.push(host);
    else same.set(key, { names: [host], story, word });
  }
  return [...same.values()].flatMap(({ names, story, word }) => [
    line(''),
    [
      { text: `${word}: ${hostGroup(names)}  `, style: 'failed' as const },
      { text: `${task.name}${placeOf(task)}` },
    ],
    ...story,
  ]);
};

/** The failures that hosts were lost by, in full. A host's failures that were rescued came before, and are no news. */
export const failuresOf = (findings: Findings, end: RunEnd): readonly Line[] => {
  const rescued = new Map([...end.recap].map(([host, counts]) => [host, counts.rescued]));
  const isNews = (host: string): boolean => {
    const left = rescued.get(host) ?? 0;
    rescued.set(host, left - 1);
    const counts = end.recap.get(host);
    return left <= 0 && counts !== undefined && counts.failed + counts.unreachable > 0;
  };
  return [...findings.findings('failed'), ...findings.findings('unreachable')].flatMap(({ task, hosts }) =>
    failureLines({ task, hosts: new Map([...hosts].filter(([host]) => isNews(host))) }),
  );
};
