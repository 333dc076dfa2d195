import { DiagnosticError, formatDiagnostic } from '../source/diagnostic.js';
import { readCommandLine } from './options.js';

/** Reads the command line, carries out its verb and sets the exit code. Only what the verb needs is loaded. */
const main = async (): Promise<number> => {
  const request = await readCommandLine(process.argv.slice(2));
  if (request === undefined) return 0;
  switch (request.verb) {
    case 'apply':
    case 'check': {
      const { run } = await import('./run.js');
      return run(request.verb, request.options);
    }
    case 'hosts': {
      const { hosts } = await import('./hosts.js');
      return hosts(request.options);
    }
  }
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DiagnosticError)) throw error;
  for (const diagnostic of error.diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  // Ansible's code for mistakes that are found before anything is run.
  process.exitCode = 4;
}
