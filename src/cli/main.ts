import { Secrets } from '../value/secrets.js';
import { readCommandLine } from './command-line.js';
import { reportError } from './mistakes.js';

export { importBy } from '../plugins/import-file.js';

/** Carries out a command line's verb. Only what it needs is loaded. Returns the exit code. */
const carryOut = async (line: readonly string[], secrets: Secrets): Promise<number> => {
  const request = await readCommandLine(line);
  if (request === undefined) return 0;
  switch (request.verb) {
    case 'apply':
    case 'check': {
      const { run } = await import('./run.js');
      return run(request.verb, request.options, secrets);
    }
    case 'other':
      return request.run(secrets);
  }
};

/**
 * The program.
 * @param line the words of the command line behind the program's name
 * @returns the exit code; mistakes have been told
 */
export const main = async (line: readonly string[]): Promise<number> => {
  const secrets = new Secrets();
  try {
    return await carryOut(line, secrets);
  } catch (error) {
    return reportError(error, secrets);
  }
};
