import type { Evaluation } from '../evaluation.js';
import type { Runtime } from '../runtime.js';

/** A lookup: terms and options as they were written, and what it found. Throws a Fault if it can't. */
export type Lookup = (
  terms: readonly Runtime[],
  options: ReadonlyMap<string, Runtime>,
  evaluation: Evaluation,
) => Runtime[];
