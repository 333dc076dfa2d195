import type { RunEvent } from '../run/events.js';
import type { Value } from '../value/value.js';
import { valueJson } from './json.js';
import { recapLines } from './recap.js';
import { type Line, line } from './style.js';
import { textWidth } from './width.js';

export type RunEnd = Extract<RunEvent, { kind: 'run-end' }>;

/** What is told when a run is over. */
export interface Summary {
  /** Is told of every event before the end. */
  observe(event: RunEvent): void;
  lines(end: RunEnd): readonly Line[];
}

/** Ansible's heading: an empty line, and stars up to a column. */
export const bannerLines = (text: string, columns: number): readonly Line[] => [
  line(''),
  line(`${text} ${'*'.repeat(Math.max(3, columns - textWidth(text)))}`),
];

/** Where the hosts are noted that are to be tried again. */
export const retryLines = (path: string): readonly Line[] => [
  line(`\tto retry, use: --limit @${path}`),
  line(''),
];

/** The recap alone, as Ansible has it. */
export class RecapSummary implements Summary {
  readonly #columns: number;
  readonly #customStatistics: boolean;

  /** @param customStatistics tell what set_stats has kept, too */
  constructor(columns: number, customStatistics = false) {
    this.#columns = columns;
    this.#customStatistics = customStatistics;
  }

  observe(): void {}

  lines(end: RunEnd): readonly Line[] {
    return [
      ...bannerLines('PLAY RECAP', this.#columns),
      ...recapLines(end.recap),
      line(''),
      ...(this.#customStatistics ? this.#statistics(end) : []),
    ];
  }

  #statistics({ statistics }: RunEnd): readonly Line[] {
    if (!statistics || statistics.hosts.size + statistics.run.size === 0) return [];
    const hosts = [...statistics.hosts].sort(([a], [b]) => (a < b ? -1 : 1));
    const ofRun = statistics.run.size === 0 ? [] : [line(''), line(`\tRUN: ${asJson(statistics.run)}`)];
    return [
      ...bannerLines('CUSTOM STATS:', this.#columns),
      ...hosts.map(([host, kept]) => line(`\t${host}: ${asJson(kept)}`)),
      ...ofRun,
      line(''),
    ];
  }
}

/** JSON on one line, with the blanks that Ansible leaves in it. */
const asJson = (kept: ReadonlyMap<Value, Value>): string => valueJson(new Map(kept), 1).replaceAll('\n', '');
