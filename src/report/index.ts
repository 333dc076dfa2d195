import type { Writable } from 'node:stream';
import type { Reporter } from '../run/events.js';
import type { Secrets } from '../value/secrets.js';
import { DriftSummary } from './drift-summary.js';
import { FailureSummary } from './failure-summary.js';
import { TasksReporter } from './live/tasks.js';
import { Output } from './output.js';
import { PlainReporter, type Shown } from './plain.js';
import { QuietReporter } from './quiet.js';
import { RecapSummary, type Summary } from './summary.js';

/** A stream that may be a terminal, as `process.stdout` is. */
export interface ReportStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** How a run is reported. */
export interface ReporterOptions {
  /** `auto`: the live task list on a terminal, plain text elsewhere. */
  readonly form?: 'auto' | 'plain' | 'tasks';
  readonly stream: ReportStream;
  /** Where diagnostics go. */
  readonly errors: ReportStream;
  readonly secrets: Secrets;
  readonly verbosity: number;
  readonly checkMode: boolean;
  readonly diff: boolean;
  /** Undefined: colours on a terminal, unless NO_COLOR is set. */
  readonly color?: boolean;
  readonly command: 'apply' | 'check';
  /** What set_stats has kept is told at the end. */
  readonly customStatistics?: boolean;
  /** What a plain report shows of tasks; all if nothing is said. */
  readonly shows?: Shown;
  /** `NO_COLOR`, `CI` and `TERM` are read from it. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** The reporter for a run. It takes events, shows them, and redacts all that it writes. */
export const createReporter = (options: ReporterOptions): Reporter => {
  const { stream, errors, secrets, verbosity, diff } = options;
  const environment = options.environment ?? process.env;
  const color = (of: ReportStream): boolean =>
    options.color ?? (of.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb');
  const output = new Output(stream, secrets, color(stream));
  const errorOutput = new Output(errors, secrets, color(errors));
  const columns = bannerWidth(stream);
  const isCheck = options.command === 'check';
  const isLive = options.form === 'tasks' || (options.form !== 'plain' && isWatched(options, environment));
  const summary: Summary = isCheck
    ? new DriftSummary({ secrets, diff, columns })
    : isLive
      ? new FailureSummary(columns, options.customStatistics === true)
      : new RecapSummary(columns, options.customStatistics === true);
  if (isLive)
    return new TasksReporter({
      terminal: stream,
      output,
      errors: errorOutput,
      secrets,
      diff,
      scrolls: !isCheck,
      summary,
    });
  if (isCheck && verbosity === 0) return new QuietReporter(output, errorOutput, summary);
  const shows = options.shows ?? { hides: new Set(), failuresApart: false, failurePlaces: false };
  return new PlainReporter({
    output,
    errors: errorOutput,
    secrets,
    verbosity,
    diff,
    shows,
    columns,
    summary,
  });
};

/** Someone looks at a terminal that can be drawn on, and has not asked for every result. */
const isWatched = ({ stream, verbosity }: ReporterOptions, environment: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && verbosity === 0 && !environment.CI && environment.TERM !== 'dumb';

/** Ansible's banners leave the last column free. */
const bannerWidth = (stream: ReportStream): number =>
  stream.isTTY && stream.columns ? stream.columns - 1 : 79;
