import type { RunEvent, TaskInfo, TaskOutcome } from '../run/events.js';
import { comparePositions } from '../run/position.js';
import type { Value } from '../value/value.js';

/** A task and the hosts that something of it was found on. */
export interface Finding {
  readonly task: TaskInfo;
  /** Which play of the run the task belongs to. */
  readonly play: number;
  readonly hosts: Map<string, TaskOutcome>;
}

/** `following`: handlers that run because of what has drifted, or was mended before and not followed up. */
type Kind = 'drifted' | 'following' | 'unknown' | 'unchecked' | 'failed' | 'unreachable';

/** What the run says of actions without a state to observe, which check mode leaves out. */
const NOT_CHECKED = 'Command would have run if not in check mode';

/** What a run has found, task by task: drift, failures, and what could not be told. */
export class Findings {
  readonly hosts = new Set<string>();
  readonly #findings: { readonly [kind in Kind]: Map<number, Finding> } = {
    drifted: new Map(),
    following: new Map(),
    unknown: new Map(),
    unchecked: new Map(),
    failed: new Map(),
    unreachable: new Map(),
  };
  #play = 0;

  observe(event: RunEvent): void {
    if (event.kind === 'play-start') {
      this.#play++;
      for (const host of event.hosts) this.hosts.add(host);
    }
    if (event.kind === 'item' && event.outcome.status === 'unknown') this.#add('unknown', event);
    if (event.kind !== 'result') return;
    const { outcome } = event;
    if (outcome.internal && outcome.status === 'changed') return;
    if (
      event.task.handler &&
      (outcome.status === 'changed' || outcome.status === 'unknown' || isUnchecked(outcome))
    ) {
      this.#add('following', event);
      return;
    }
    if (outcome.status === 'changed') this.#add('drifted', event);
    if (outcome.status === 'unknown') this.#add('unknown', event);
    if (outcome.status === 'failed' && !outcome.ignored) this.#add('failed', event);
    if (outcome.status === 'unreachable') this.#add('unreachable', event);
    if (isUnchecked(outcome)) this.#add('unchecked', event);
  }

  /** The tasks of which something was found, in the order of the plays. */
  findings(kind: Kind): readonly Finding[] {
    return [...this.#findings[kind].values()].sort(
      (a, b) =>
        a.play - b.play || comparePositions(a.task.position, b.task.position) || a.task.id - b.task.id,
    );
  }

  /** On how many tasks something was found for a host. */
  count(kind: Kind, host: string): number {
    let count = 0;
    for (const finding of this.#findings[kind].values()) if (finding.hosts.has(host)) count++;
    return count;
  }

  #add(kind: Kind, { task, host, outcome }: { task: TaskInfo; host: string; outcome: TaskOutcome }): void {
    let finding = this.#findings[kind].get(task.id);
    if (!finding) {
      finding = { task, play: this.#play, hosts: new Map() };
      this.#findings[kind].set(task.id, finding);
    }
    finding.hosts.set(host, outcome);
  }
}

const isUnchecked = (outcome: TaskOutcome): boolean => {
  const results = outcome.result.get('results');
  const all: readonly Value[] = Array.isArray(results) ? results : [];
  return [outcome.result, ...all].some(
    result => result instanceof Map && result.get('skipped') === true && result.get('msg') === NOT_CHECKED,
  );
};
