import type { RunEvent } from '../run/events.js';
import { failuresOf } from './failure.js';
import { Findings } from './findings.js';
import { type Line, line } from './style.js';
import { RecapSummary, type RunEnd, type Summary } from './summary.js';

/** The end of a run that was watched live: failures in full, then the recap. */
export class FailureSummary implements Summary {
  readonly #findings = new Findings();
  readonly #recap: RecapSummary;

  constructor(columns: number, customStatistics = false) {
    this.#recap = new RecapSummary(columns, customStatistics);
  }

  observe(event: RunEvent): void {
    this.#findings.observe(event);
  }

  lines(end: RunEnd): readonly Line[] {
    return [
      ...failuresOf(this.#findings, end),
      ...this.#recap.lines(end),
      line(`in ${end.duration.toFixed(1)} s`, 'dim'),
    ];
  }
}
