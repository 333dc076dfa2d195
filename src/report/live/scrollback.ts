import type { TaskInfo, TaskOutcome } from '../../run/events.js';
import type { Secrets } from '../../value/secrets.js';
import { diffLines } from '../diff.js';
import { reasonOf } from '../failure.js';
import { hostGroup } from '../host-names.js';
import { resultJson } from '../json.js';
import type { TaskEvent, TaskListener } from '../order.js';
import { UNKNOWN, wordOf } from '../outcome-text.js';
import { type Line, line } from '../style.js';
import { firstLine } from '../text.js';
import { cut } from '../width.js';

/** What the names of hosts may take of a line, in columns, and those of a loop's items. */
const WIDEST_HOSTS = 40;
const WIDEST_ITEMS = 60;

/** Tells of a task, when all hosts have finished it, what is worth keeping: changes, failures, and what was to be printed. */
export class Scrollback implements TaskListener {
  readonly #print: (lines: readonly Line[]) => void;
  readonly #secrets: Secrets;
  readonly #diff: boolean;
  readonly #outcomes = new Map<number, Map<string, TaskOutcome>>();
  /** The items of each task's loop, by host. */
  readonly #items = new Map<number, Map<string, TaskOutcome[]>>();

  constructor(print: (lines: readonly Line[]) => void, secrets: Secrets, diff: boolean) {
    this.#print = print;
    this.#secrets = secrets;
    this.#diff = diff;
  }

  event(event: TaskEvent): void {
    const { kind, task } = event;
    if (kind === 'result') byHost(this.#outcomes, task).set(event.host, event.outcome);
    if (kind !== 'item' || task.noLog) return;
    const items = byHost(this.#items, task);
    items.set(event.host, [...(items.get(event.host) ?? []), event.outcome]);
  }

  complete(task: TaskInfo): void {
    const same = new Map<
      string,
      {
        readonly hosts: string[];
        readonly outcome: TaskOutcome;
        readonly items: string;
        readonly details: readonly Line[];
      }
    >();
    for (const [host, outcome] of this.#outcomes.get(task.id) ?? []) {
      const details = this.#details(task, outcome);
      if (details === undefined) continue;
      const { status, ignored, delegate } = outcome;
      const items = itemNames(this.#items.get(task.id)?.get(host) ?? [], outcome);
      const key = JSON.stringify([status, ignored, delegate, titleEnd(task, outcome), items, details]);
      const group = same.get(key);
      if (group) group.hosts.push(host);
      else same.set(key, { hosts: [host], outcome, items, details });
    }
    this.#outcomes.delete(task.id);
    this.#items.delete(task.id);
    for (const { hosts, outcome, items, details } of same.values())
      this.#print([
        [
          {
            text: `${titleWord(outcome)}: ${cut(hostGroup(hosts, outcome.delegate), WIDEST_HOSTS)}  `,
            style: wordOf(outcome).style,
          },
          { text: `${task.name}${titleEnd(task, outcome)}` },
          ...(items === '' ? [] : [{ text: `  (${items})`, style: 'dim' as const }]),
        ],
        ...details,
      ]);
  }

  /** What follows the title; undefined for outcomes that are not worth a line. */
  #details(task: TaskInfo, outcome: TaskOutcome): readonly Line[] | undefined {
    switch (outcome.status) {
      case 'changed':
        return (this.#diff || outcome.result.has('diff')) && !task.noLog
          ? diffLines(outcome.differences, this.#secrets)
          : [];
      case 'ok':
        return task.action === 'debug' && !task.noLog ? debugLines(outcome, this.#secrets) : undefined;
      case 'skipped':
        return undefined;
      default:
        return [];
    }
  }
}

const byHost = <Kept>(all: Map<number, Map<string, Kept>>, { id }: TaskInfo): Map<string, Kept> => {
  let ofTask = all.get(id);
  if (!ofTask) {
    ofTask = new Map();
    all.set(id, ofTask);
  }
  return ofTask;
};

/** The items of a loop that the outcome of the whole is about: those that were changed, or failed. */
const itemNames = (items: readonly TaskOutcome[], { status }: TaskOutcome): string => {
  if (status === 'ok') return '';
  const names = items.filter(item => item.status === status && !item.ignored).map(({ item }) => item ?? '');
  return cut(names.map(firstLine).join(', '), WIDEST_ITEMS);
};

const titleWord = (outcome: TaskOutcome): string => {
  if (outcome.ignored) return 'failed, ignored';
  return outcome.status;
};

const titleEnd = (task: TaskInfo, outcome: TaskOutcome): string => {
  if (outcome.status === 'unknown') return `: ${UNKNOWN}`;
  return outcome.status === 'failed' || outcome.status === 'unreachable'
    ? `: ${firstLine(reasonOf(task, outcome))}`
    : '';
};

const HIDDEN = ['changed', 'failed', 'skipped', 'ansible_loop_var'];

/** What a debug task prints, of each item if it has a loop. */
const debugLines = (outcome: TaskOutcome, secrets: Secrets): readonly Line[] => {
  const results = outcome.result.get('results');
  const all = Array.isArray(results) ? results : [outcome.result];
  return all.flatMap(result => {
    if (!(result instanceof Map) || result.get('skipped') === true) return [];
    const loopVariable = result.get('ansible_loop_var');
    const shown = result.has('msg')
      ? result.get('msg')!
      : new Map([...result].filter(([key]) => !HIDDEN.includes(String(key)) && key !== loopVariable));
    const text = typeof shown === 'string' ? shown : resultJson(shown, secrets, 4);
    return text.split('\n').map(part => line(`    ${part}`));
  });
};
