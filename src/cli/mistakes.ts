import { ConfigurationError } from '../configuration/configuration.js';
import { type Diagnostic, DiagnosticError, formatDiagnostic } from '../source/diagnostic.js';
import type { Secrets } from '../value/secrets.js';

/** Ansible's code for a command line that makes no sense. */
const BAD_USAGE = 2;
/** Ansible's code for what can't be used although the command line names it: no such file, a limit without hosts. */
const BAD_INPUT = 1;
/** Ansible's code for what can't be parsed. */
export const BAD_SYNTAX = 4;
/** Ansible's code for a configuration that makes no sense. */
const BAD_CONFIGURATION = 5;
/** Ansible's code for a fault of the program itself. */
const BUG = 250;

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Prints diagnostics as they may be shown. */
export const printDiagnostics = (diagnostics: readonly Diagnostic[], secrets: Secrets): void => {
  for (const diagnostic of diagnostics)
    process.stderr.write(`${secrets.redact(formatDiagnostic(diagnostic))}\n`);
};

/**
 * Prints what ended the program before its time, secrets left out.
 * @returns the exit code: that of bad syntax for what has a place in a text, files and roles that are not there aside
 */
export const reportError = (error: unknown, secrets: Secrets): number => {
  if (error instanceof DiagnosticError) {
    printDiagnostics(error.diagnostics, secrets);
    if (error instanceof ConfigurationError) return BAD_CONFIGURATION;
    return error.diagnostics.every(({ location, isAbsent }) => isAbsent || !location)
      ? BAD_INPUT
      : BAD_SYNTAX;
  }
  if (error instanceof UsageError) {
    const hint = error.hint === undefined ? '' : `  hint: ${error.hint}\n`;
    process.stderr.write(`error: ${secrets.redact(error.message)}\n${hint}See trueup --help\n`);
    return BAD_USAGE;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${secrets.redact(`error: trueup itself has failed\n${trace}`)}\n`);
  return BUG;
};
