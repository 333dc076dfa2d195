import { type FlagTable, READING_FLAGS } from '../flags.js';

const GROUP = 'What is told:';

/** Flags of `trueup hosts`: those of ansible-inventory. */
export const HOSTS_FLAGS: FlagTable = {
  list: { describe: 'All groups, hosts and variables, as programs tell them', type: 'boolean', group: GROUP },
  host: { describe: 'The variables of one host', type: 'string', group: GROUP },
  graph: { describe: 'A tree of groups and hosts; the pattern is a group', type: 'boolean', group: GROUP },
  vars: { describe: 'With --graph: variables, too', type: 'boolean', group: GROUP },
  export: {
    describe: 'With --list: variables where they are set, for use as an inventory',
    type: 'boolean',
    group: GROUP,
  },
  yaml: { alias: 'y', describe: 'YAML in place of JSON', type: 'boolean', group: GROUP },
  output: { describe: 'Write to this file', type: 'string', group: GROUP },
  'playbook-dir': {
    describe: 'Folder of the playbook, for its group_vars and host_vars',
    type: 'string',
    group: GROUP,
  },
  ...READING_FLAGS,
};
