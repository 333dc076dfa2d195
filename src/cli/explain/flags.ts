import { type FlagTable, READING_FLAGS } from '../flags.js';

/** Flags of `trueup explain`. */
export const EXPLAIN_FLAGS: FlagTable = {
  playbook: {
    alias: 'p',
    describe: 'Playbook whose plays, roles and tasks are looked at, too; may be given again',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Hosts and variables:',
  },
  ...READING_FLAGS,
};
