import type { HostCounts, TaskOutcome } from './events.js';

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
  count(host: string, outcome: TaskOutcome): void {
    const counts = this.of(host);
    if (outcome.status === 'skipped') counts.skipped++;
    else if (outcome.status === 'unreachable' && !outcome.ignored) counts.unreachable++;
    else if (outcome.status !== 'failed' || outcome.ignored) counts.ok++;
    if (outcome.ignored) counts.ignored++;
    if (outcome.status === 'changed' && !outcome.internal) this.drifted.add(host);
    if (outcome.status === 'changed' || (outcome.ignored && outcome.result.get('changed') === true))
      counts.changed++;
  }

  failed(host: string): void {
    this.of(host).failed++;
  }

  rescued(host: string): void {
    this.of(host).rescued++;
  }
}
