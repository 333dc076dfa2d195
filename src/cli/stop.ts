import type { RunContext } from '../run/context.js';

/** Ansible's code for a run that the user has interrupted. */
export const INTERRUPTED = 99;

/**
 * The first Ctrl-C (or TERM) lets each host finish the step that it is at, the second ends at once; what runs on hosts is then ended by
 * their agents. Returns what takes the handlers away again.
 */
export const stopOnSignal = (context: RunContext): (() => void) => {
  const onSignal = (): void => {
    if (context.stop.asked) {
      process.stderr.write('stopped: what runs on hosts is ended, package managers are let finish\n');
      void context.connections.close().finally(() => process.exit(INTERRUPTED));
      return;
    }
    context.stop.asked = true;
    context.emit({
      kind: 'diagnostic',
      diagnostic: {
        severity: 'warning',
        message: 'stopping: each host finishes the step that it is at',
        hint: 'press Ctrl-C again to stop at once; the same command goes on where this one ended',
      },
    });
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
};
