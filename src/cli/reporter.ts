import type { Writable } from 'node:stream';
import type { Configuration } from '../configuration/configuration.js';
import { createReporter, type ReporterOptions } from '../report/index.js';
import { both, logStream } from '../report/log.js';
import type { Reporter } from '../run/events.js';
import { systemReason } from '../source/system-reason.js';
import type { Secrets } from '../value/secrets.js';
import { printDiagnostics } from './mistakes.js';
import type { RunCommandOptions } from './options.js';

/** Who tells of a run what the command line and the configuration want to be told. */
export const reporterOf = (
  options: RunCommandOptions,
  {
    secrets,
    command,
    checkMode,
    asks,
  }: {
    readonly secrets: Secrets;
    readonly command: 'apply' | 'check';
    readonly checkMode: boolean;
    /** Questions go between the lines. */
    readonly asks: boolean;
  },
): Reporter => {
  const { configuration, verbosity, diff } = options;
  const color = colorOf(configuration);
  const common: Omit<ReporterOptions, 'stream' | 'errors'> = {
    secrets,
    verbosity,
    checkMode,
    diff,
    command,
    customStatistics: configuration.get('show_custom_stats'),
    shows: {
      hides: new Set([
        ...(configuration.get('display_ok_hosts') ? [] : ['ok' as const]),
        ...(configuration.get('display_skipped_hosts') ? [] : ['skipped' as const]),
      ]),
      failuresApart: configuration.get('display_failed_stderr'),
      failurePlaces: configuration.get('show_task_path_on_failure'),
    },
  };
  const shown = createReporter({
    ...common,
    stream: process.stdout,
    errors: process.stderr,
    ...(asks && { form: 'plain' }),
    ...(color !== undefined && { color }),
  });
  const log = openLog(configuration, secrets);
  if (log === undefined) return shown;
  return both(shown, createReporter({ ...common, stream: log, errors: log, form: 'plain', color: false }));
};

const openLog = (configuration: Configuration, secrets: Secrets): Writable | undefined => {
  const path = configuration.get('log_path');
  if (path === undefined) return undefined;
  try {
    return logStream(path);
  } catch (error) {
    const message = `nothing is logged to ${path}: ${systemReason(error)}`;
    const place = configuration.placeOf('log_path');
    printDiagnostics([{ severity: 'warning', message, ...place }], secrets);
    return undefined;
  }
};

/** Whether there are colours, where somebody says so. */
const colorOf = ({ get }: Configuration): boolean | undefined => {
  if (get('force_color')) return true;
  return get('nocolor') ? false : undefined;
};
