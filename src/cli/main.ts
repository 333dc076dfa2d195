import { Secrets } from '../value/secrets.js';
import { readCommandLine } from './command-line.js';
import { reportError } from './mistakes.js';

/** Reads the command line and carries out its verb. Only what the verb needs is loaded. Returns the exit code. */
const main = async (secrets: Secrets): Promise<number> => {
  const request = await readCommandLine(process.argv.slice(2));
  if (request === undefined) return 0;
  switch (request.verb) {
    case 'apply':
    case 'check': {
      const { run } = await import('./run.js');
      return run(request.verb, request.options, secrets);
    }
    case 'hosts': {
      const { hosts } = await import('./hosts.js');
      return hosts(request.options, secrets);
    }
  }
};

const secrets = new Secrets();
try {
  process.exitCode = await main(secrets);
} catch (error) {
  process.exitCode = reportError(error, secrets);
}
