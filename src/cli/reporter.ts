import type { Configuration } from '../configuration/configuration.js';
import { createReporter } from '../report/index.js';
import type { Reporter } from '../run/events.js';
import type { Secrets } from '../value/secrets.js';
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
  return createReporter({
    stream: process.stdout,
    errors: process.stderr,
    secrets,
    verbosity,
    checkMode,
    diff,
    command,
    ...(asks && { form: 'plain' }),
    ...(color !== undefined && { color }),
    customStatistics: configuration.get('show_custom_stats'),
    shows: {
      hides: new Set([
        ...(configuration.get('display_ok_hosts') ? [] : ['ok' as const]),
        ...(configuration.get('display_skipped_hosts') ? [] : ['skipped' as const]),
      ]),
      failuresApart: configuration.get('display_failed_stderr'),
      failurePlaces: configuration.get('show_task_path_on_failure'),
    },
  });
};

/** Whether there are colours, where somebody says so. */
const colorOf = ({ get }: Configuration): boolean | undefined => {
  if (get('force_color')) return true;
  return get('nocolor') ? false : undefined;
};
