import type { Options } from 'yargs';

/** Flags as yargs takes them, by their long names. */
export interface FlagTable {
  readonly [name: string]: Options;
}

/** Flags that say where vault passwords are. */
export const SECRET_FLAGS: FlagTable = {
  'vault-password-file': {
    alias: 'vault-pass-file',
    describe: 'File with the vault password, or a program that prints it',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Secrets:',
  },
  'vault-id': {
    describe: 'A vault password by its id: ID@FILE, or ID@prompt',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Secrets:',
  },
  'ask-vault-pass': {
    alias: ['J', 'ask-vault-password'],
    describe: 'Ask for the vault password',
    type: 'boolean',
    group: 'Secrets:',
  },
};

/** Flags that choose hosts and variables. */
export const COMMON_FLAGS: FlagTable = {
  inventory: {
    alias: ['i', 'inventory-file'],
    describe: 'Inventory file, folder, program, or a list of hosts with a comma; may be given again',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Hosts and variables:',
  },
  limit: {
    alias: 'l',
    describe: 'Only these hosts: a pattern, or @FILE',
    type: 'string',
    group: 'Hosts and variables:',
  },
  'extra-vars': {
    alias: 'e',
    describe: 'Variables that win over all others: name=value, YAML, JSON, or @FILE',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'Hosts and variables:',
  },
  ...SECRET_FLAGS,
  verbose: {
    alias: 'v',
    describe: 'Print results of tasks; -vvv: also where tasks stand, and how many messages were sent',
    type: 'count',
    group: 'Output:',
  },
};

/** The same for verbs that run nothing. */
export const READING_FLAGS: FlagTable = {
  ...COMMON_FLAGS,
  verbose: { ...COMMON_FLAGS.verbose, describe: 'Say which ansible.cfg is read, and what in it is not' },
};

/** Flags of apply and check. */
export const RUN_FLAGS: FlagTable = {
  tags: {
    alias: 't',
    describe: 'Only tasks with these tags',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'What is run:',
  },
  'skip-tags': {
    describe: 'No tasks with these tags',
    type: 'string',
    array: true,
    nargs: 1,
    group: 'What is run:',
  },
  check: {
    alias: 'C',
    describe: 'Change nothing, say what would be changed',
    type: 'boolean',
    group: 'What is run:',
  },
  diff: { alias: 'D', describe: 'Show what differs', type: 'boolean', group: 'Output:' },
  'force-handlers': {
    describe: 'Run notified handlers of hosts that fail, too',
    type: 'boolean',
    group: 'What is run:',
  },
  'start-at-task': {
    describe: 'Begin at the first task of this name, or that matches this pattern',
    type: 'string',
    group: 'What is run:',
  },
  step: {
    describe: 'Ask before each task: (N)o, (y)es or (c)ontinue',
    type: 'boolean',
    group: 'What is run:',
  },
  'fact-cache': {
    describe: 'Keep facts in this folder, one file for each host, for later runs',
    type: 'string',
    group: 'What is run:',
  },
  'flush-cache': {
    describe: 'Forget the facts that earlier runs have kept',
    type: 'boolean',
    group: 'What is run:',
  },
  'syntax-check': {
    describe: 'Read everything, connect to nothing',
    type: 'boolean',
    group: 'What is run:',
  },
  'list-hosts': { describe: 'List the hosts of each play', type: 'boolean', group: 'What is run:' },
  'list-tasks': { describe: 'List the tasks of each play', type: 'boolean', group: 'What is run:' },
  'list-tags': { describe: 'List the tags of each play', type: 'boolean', group: 'What is run:' },
  forks: {
    alias: 'f',
    describe: 'How many hosts are talked to at once; 50 if nothing is set',
    type: 'number',
    group: 'Connection:',
  },
  user: { alias: 'u', describe: 'Log in as this user', type: 'string', group: 'Connection:' },
  'private-key': {
    alias: 'key-file',
    describe: 'Log in with this key',
    type: 'string',
    group: 'Connection:',
  },
  'ask-pass': {
    alias: 'k',
    describe: 'Ask for the password to log in with',
    type: 'boolean',
    group: 'Connection:',
  },
  connection: {
    alias: 'c',
    describe: 'How hosts are reached: ssh or local',
    type: 'string',
    group: 'Connection:',
  },
  timeout: {
    alias: 'T',
    describe: 'Seconds until a connection must stand',
    type: 'number',
    group: 'Connection:',
  },
  'ssh-common-args': {
    describe: "Options as ssh takes them: --ssh-common-args='-o Compression=yes'",
    type: 'string',
    group: 'Connection:',
  },
  'ssh-extra-args': { describe: 'More of them', type: 'string', group: 'Connection:' },
  become: {
    alias: 'b',
    describe: 'Run tasks as another user, root if --become-user names no other',
    type: 'boolean',
    group: 'Connection:',
  },
  'become-method': {
    describe: 'How to become it: sudo or su; sudo if nothing is set',
    type: 'string',
    group: 'Connection:',
  },
  'become-user': {
    describe: 'Whom to become; root if nothing is set',
    type: 'string',
    group: 'Connection:',
  },
  'connection-password-file': {
    alias: 'conn-pass-file',
    describe: 'File with the password to log in with, or a program that prints it',
    type: 'string',
    group: 'Connection:',
  },
  'become-password-file': {
    alias: 'become-pass-file',
    describe: "File with sudo's password, or a program that prints it",
    type: 'string',
    group: 'Connection:',
  },
  'ask-become-pass': {
    alias: 'K',
    describe: "Ask for sudo's password, once for all hosts",
    type: 'boolean',
    group: 'Connection:',
  },
};
