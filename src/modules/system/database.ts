import { shellFunction } from '../../agent/protocol.js';

/** Prints lines of the databases of accounts; see database.sh. */
export const database = shellFunction(import.meta.url, 'database');
