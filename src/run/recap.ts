import type { HostCounts, TaskOutcome } from './events.js';

/** What counts of an outcome. */
type Counted = Pick<TaskOutcome, 'status' | 'ignored' | 'internal' | 'result'>;

/** Counts of outcomes per host, by the rules of Ansible's statistics. */
export class Recap {
  readonly counts = new Map<string, HostCounts>();

  /** Hosts on which something has changed, or would have. */
  readonly drifted = new Set<string>();

  /** The counts of a host, begun at zero. */
  of(host: string): HostCounts {
    let counts = this.counts.get(host);
    if (!counts) {
      counts = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
      this.counts.set(host, counts);
    }
    return counts;
  }

  /** Counts a task's outcome. A failure that is not ignored is counted when it is known whether it is rescued. */
  count(host: string, outcome: Counted): void {
    this.#add(host, outcome, 1);
    if (outcome.status === 'changed' && !outcome.internal) this.drifted.add(host);
  }

  /** A task is done again: its outcome so far does not count. */
  takeBack(host: string, outcome: Counted): void {
    this.#add(host, outcome, -1);
  }

  #add(host: string, { status, ignored, result }: Counted, one: 1 | -1): void {
    const counts = this.of(host);
    if (status === 'skipped') counts.skipped += one;
    else if (status === 'unreachable' && !ignored) counts.unreachable += one;
    else if (status !== 'failed' || ignored) counts.ok += one;
    if (ignored) counts.ignored += one;
    if (status === 'changed' || (ignored && result.get('changed') === true)) counts.changed += one;
  }

  failed(host: string): void {
    this.of(host).failed++;
  }

  rescued(host: string): void {
    this.of(host).rescued++;
  }
}
