import type { Secrets } from '../value/secrets.js';
import type { FlagTable } from './flags.js';
import type { Flags } from './options.js';

/** A verb of the command line whose flags and work are in files of its own. */
export interface Verb {
  readonly usage: string;
  readonly describe: string;
  readonly epilogue: string;
  readonly flags: FlagTable;
  /** Verbs below this one, by what is typed for them and what they do. */
  readonly verbs?: ReadonlyMap<string, string>;
  /** Carries it out. Returns the exit code; throws UsageErrors and DiagnosticErrors. */
  run(flags: Flags, secrets: Secrets): Promise<number>;
}

/** What the overview of verbs tells of one, and where the rest of it is. */
export interface VerbEntry {
  readonly usage: string;
  readonly describe: string;
  /**
   * Loads the verb that the words behind its name ask for.
   * @returns the verb and the words that are left for it
   */
  load(words: readonly string[]): Promise<{ readonly verb: Verb; readonly words: readonly string[] }>;
}
