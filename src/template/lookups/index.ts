import { csvFile } from './csvfile.js';
import { fileLookups } from './files.js';
import { firstFound } from './first-found.js';
import { ini } from './ini.js';
import { listLookups } from './lists.js';
import type { Lookup } from './lookup.js';
import { runnerLookups } from './runner.js';
import { template } from './template.js';

export { FOLDER } from './first-found.js';
export type { Lookup } from './lookup.js';

/** All lookups that need only the runner, by their short names. */
export const LOOKUPS: ReadonlyMap<string, Lookup> = new Map([
  ...fileLookups,
  ...listLookups,
  ...runnerLookups,
  ['csvfile', csvFile],
  ['first_found', firstFound],
  ['ini', ini],
  ['template', template],
]);
