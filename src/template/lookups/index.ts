import { fileLookups } from './files.js';
import { listLookups } from './lists.js';
import type { Lookup } from './lookup.js';
import { runnerLookups } from './runner.js';

export type { Lookup } from './lookup.js';

/** All lookups that need only the runner, by their short names. */
export const LOOKUPS: ReadonlyMap<string, Lookup> = new Map([
  ...fileLookups,
  ...listLookups,
  ...runnerLookups,
]);
