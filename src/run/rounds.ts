import type { Barrier } from './barrier.js';
import { type Position, positionBehind } from './position.js';

/** What a task's end means for the way of a host through the play. */
export type Fate = 'goes on' | 'failed' | 'unreachable';

/** What the hosts of a batch are to each other. */
export interface RoundsSetting {
  /** All hosts of the batch, those that earlier plays have lost included: shares are of all. */
  readonly batch: readonly string[];
  readonly barrier: Barrier;
  /** The share of failed hosts above which the play ends. */
  readonly maxFailPercentage: number | undefined;
  /** Whether a host is cut off. */
  isUnreachable(host: string): boolean;
  /** Whether a host is, or comes next, in a rescue or always section: the failures of others do not fail it. */
  isSheltered(host: string): boolean;
  /** Is told that no host is left. */
  onNoneLeft(): void;
  /** Ends the play for all hosts of the batch. */
  end(): void;
}

interface Round {
  /** Hosts that are in the play when the round is judged. */
  readonly left: readonly string[];
  lost: boolean;
  fatal: boolean;
  isJudged: boolean;
}

/**
 * What the failure of one host means for the others: `any_errors_fatal`, `run_once` and `max_fail_percentage`. Where it may mean
 * something, all hosts wait behind a task until each has finished it. By the rules of Ansible's linear strategy.
 */
export class Rounds {
  readonly #setting: RoundsSetting;
  readonly #rounds = new Map<string, Round>();
  /** Hosts that have failed in this play for good, and those that were given up since others have. */
  readonly failed = new Set<string>();
  /** Failures of some were those of all: no play follows. */
  broken = false;

  constructor(setting: RoundsSetting) {
    this.#setting = setting;
  }

  /**
   * Takes note of how a host has finished what stands at a position.
   * @param counts whether it has failed so that others may be given up, even if it goes on in an always section
   * @param isFatal whether a failure is one of all hosts
   */
  async finish(
    host: string,
    position: Position,
    { fate, counts, isFatal }: { readonly fate: Fate; readonly counts: boolean; readonly isFatal: boolean },
  ): Promise<void> {
    const { barrier, maxFailPercentage } = this.#setting;
    if (fate === 'failed') this.failed.add(host);
    if (!isFatal && maxFailPercentage === undefined && !this.broken) return;
    const round = this.#round(position);
    if (isFatal) round.fatal = true;
    if (counts || fate !== 'goes on') round.lost = true;
    const behind = positionBehind(position);
    barrier.arrive(host, behind);
    await barrier.all(behind);
    if (round.isJudged) return;
    round.isJudged = true;
    this.#judge(round);
  }

  #round(position: Position): Round {
    const key = position.join('.');
    let round = this.#rounds.get(key);
    if (!round) {
      const { batch, isUnreachable } = this.#setting;
      round = {
        left: batch.filter(host => !isUnreachable(host)),
        lost: false,
        fatal: false,
        isJudged: false,
      };
      this.#rounds.set(key, round);
    }
    return round;
  }

  #judge({ left, lost, fatal }: Round): void {
    const { batch, maxFailPercentage, isSheltered, onNoneLeft, end } = this.#setting;
    if (fatal && lost)
      for (const host of left) {
        if (isSheltered(host)) continue;
        this.failed.add(host);
        this.broken = true;
      }
    if (maxFailPercentage !== undefined && this.failed.size / batch.length > maxFailPercentage / 100) {
      for (const host of left) this.failed.add(host);
      this.broken = true;
      onNoneLeft();
    }
    if (!this.broken || this.failed.size < left.length) return;
    onNoneLeft();
    end();
  }
}
