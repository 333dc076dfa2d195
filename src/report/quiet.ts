import type { Reporter, RunEvent } from '../run/events.js';
import { formatDiagnostic } from '../source/diagnostic.js';
import type { Output } from './output.js';
import type { Summary } from './summary.js';

/** Tells nothing of a run but what is wrong, and its summary. */
export class QuietReporter implements Reporter {
  readonly #output: Output;
  readonly #errors: Output;
  readonly #summary: Summary;

  constructor(output: Output, errors: Output, summary: Summary) {
    this.#output = output;
    this.#errors = errors;
    this.#summary = summary;
  }

  report(event: RunEvent): void {
    this.#summary.observe(event);
    if (event.kind === 'diagnostic')
      this.#errors.print(formatDiagnostic(event.diagnostic), diagnosticStyle(event));
    if (event.kind === 'run-end') this.#output.printLines(this.#summary.lines(event));
  }

  async close(): Promise<void> {
    await this.#output.close();
    await this.#errors.close();
  }
}

/** How a diagnostic looks. */
export const diagnosticStyle = (event: Extract<RunEvent, { kind: 'diagnostic' }>): 'warning' | 'failed' =>
  event.diagnostic.severity === 'warning' ? 'warning' : 'failed';
