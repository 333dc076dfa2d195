import type { FlagTable } from '../flags.js';
import { SECRET_FLAGS } from '../flags.js';

const SECRETS = 'Vault passwords:';
const FILES = 'What is done:';

/** Flags of all actions. */
export const PASSWORD_FLAGS: FlagTable = {
  ...Object.fromEntries(
    Object.entries(SECRET_FLAGS).map(([name, flag]) => [name, { ...flag, group: SECRETS }]),
  ),
  // Taken for the sake of scripts that give it; there is nothing more to say.
  verbose: { alias: 'v', type: 'count', hidden: true },
};

export const ENCRYPT_ID: FlagTable = {
  'encrypt-vault-id': {
    describe: 'Which of several vault ids to encrypt with',
    type: 'string',
    group: SECRETS,
  },
};

export const OUTPUT: FlagTable = {
  output: {
    describe: 'Write here and leave the input as it is; - for standard output',
    type: 'string',
    group: FILES,
  },
};

export const NEW_PASSWORD: FlagTable = {
  'new-vault-password-file': {
    describe: 'File with the new password, or a program that prints it',
    type: 'string',
    group: SECRETS,
  },
  'new-vault-id': {
    describe: 'The new password by its id: ID@FILE, or ID@prompt',
    type: 'string',
    group: SECRETS,
  },
};

export const STRING_FLAGS: FlagTable = {
  name: {
    alias: 'n',
    describe: 'Variable that a string is for; may be given again, for one string after another',
    type: 'string',
    array: true,
    nargs: 1,
    group: FILES,
  },
  'stdin-name': {
    describe: 'Read a string on standard input, too; it is for this variable',
    type: 'string',
    group: FILES,
  },
  prompt: { alias: 'p', describe: 'Ask for the string', type: 'boolean', group: FILES },
  'show-input': { describe: 'Show it while it is typed', type: 'boolean', group: FILES },
};
