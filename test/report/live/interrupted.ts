import { createReporter } from '../../../src/report/index.js';
import { Secrets } from '../../../src/value/secrets.js';
import { play, runStart, task } from '../events.js';

/** A run that never ends, for tests that end it. */
const reporter = createReporter({
  form: 'tasks',
  stream: process.stdout,
  errors: process.stderr,
  secrets: new Secrets(),
  verbosity: 0,
  checkMode: false,
  diff: false,
  command: 'apply',
});
reporter.report(runStart);
reporter.report(play('Endless', 'h'));
reporter.report(task([0], 'wait').start('h'));
if (process.argv[2] === 'exit') process.stdin.once('data', () => process.exit(7));
