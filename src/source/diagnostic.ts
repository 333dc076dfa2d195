import type { Location } from './file.js';

/** What is wrong with something that the user wrote, or that a host turned out to be. The one type for such mistakes. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** One sentence without a full stop, naming the thing: `unknown module "atp"`. */
  readonly message: string;
  readonly location?: Location;
  /** What to try: `did you mean "apt"?` */
  readonly hint?: string;
  /** It names what trueup has not and that is near nothing it has: other versions or hosts may. */
  readonly isForeign?: true;
  /** A file or a role that is not there. */
  readonly isAbsent?: true;
  /** Where it stands, outermost last: `in task "Install Apache"`, `on host web1`. */
  readonly context?: readonly string[];
}

/** Carries diagnostics through code that has no better way to answer. Caught in the CLI and in the run of a task. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(...diagnostics: Diagnostic[]) {
    super(diagnostics.map(diagnostic => diagnostic.message).join('; '));
    this.diagnostics = diagnostics;
  }
}

/** An error about one place, ready to throw. */
export const mistake = (message: string, location?: Location, hint?: string): DiagnosticError =>
  new DiagnosticError({
    severity: 'error',
    message,
    ...(location && { location }),
    ...(hint !== undefined && { hint }),
  });

/** The same error with one more line of context, outermost last. */
export const within = (error: DiagnosticError, context: string): DiagnosticError =>
  new DiagnosticError(
    ...error.diagnostics.map(diagnostic => ({
      ...diagnostic,
      context: [...(diagnostic.context ?? []), context],
    })),
  );

/** The same error with a place for what has none. */
export const placed = (error: DiagnosticError, location: Location): DiagnosticError =>
  new DiagnosticError(...error.diagnostics.map(diagnostic => ({ location, ...diagnostic })));

/** Formats a diagnostic as it is shown: place, message, the line with the spot marked, context and hint. */
export const formatDiagnostic = (diagnostic: Diagnostic): string => {
  const lines: string[] = [];
  const { location } = diagnostic;
  if (location) {
    const { line, column } = location.file.position(location.start);
    lines.push(`${location.file.path}:${line}:${column}: ${diagnostic.severity}: ${diagnostic.message}`);
    const text = location.file.line(line);
    if (text.trim() !== '') {
      const width = Math.max(1, Math.min(location.end - location.start, text.length - column + 1));
      const gutter = String(line);
      const lead = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
      lines.push(`  ${gutter} | ${text}`, `  ${' '.repeat(gutter.length)} | ${lead}${'^'.repeat(width)}`);
    }
  } else {
    lines.push(`${diagnostic.severity}: ${diagnostic.message}`);
  }
  for (const context of diagnostic.context ?? []) lines.push(`  ${context}`);
  if (diagnostic.hint !== undefined) lines.push(`  hint: ${diagnostic.hint}`);
  return lines.join('\n');
};
