import type { Filter } from '../define.js';
import { addressFilters } from './addresses.js';
import { communityFilters } from './community.js';
import { coreFilters } from './core.js';
import { dataFilters } from './data.js';
import { dateFilters } from './dates.js';
import { dictFilters } from './dicts.js';
import { hashFilters } from './hashes.js';
import { listFilters } from './lists.js';
import { numberFilters } from './numbers.js';
import { pathFilters } from './paths.js';
import { randomFilters } from './random.js';
import { regexFilters } from './regex.js';
import { selectFilters } from './select.js';
import { setFilters } from './sets.js';
import { shellFilters } from './shell.js';
import { stringFilters } from './strings.js';
import { urlFilters } from './urls.js';
import { vaultFilters } from './vault.js';

/** All filters by their short names. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...addressFilters,
  ...communityFilters,
  ...coreFilters,
  ...dataFilters,
  ...dateFilters,
  ...dictFilters,
  ...hashFilters,
  ...listFilters,
  ...numberFilters,
  ...pathFilters,
  ...randomFilters,
  ...regexFilters,
  ...selectFilters,
  ...setFilters,
  ...shellFilters,
  ...stringFilters,
  ...urlFilters,
  ...vaultFilters,
]);
