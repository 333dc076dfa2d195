import type { RunEvent } from '../run/events.js';
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

/** The recap alone, as Ansible has it. */
export class RecapSummary implements Summary {
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  observe(): void {}

  lines(end: RunEnd): readonly Line[] {
    return [...bannerLines('PLAY RECAP', this.#columns), ...recapLines(end.recap), line('')];
  }
}
