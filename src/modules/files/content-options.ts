import type { OptionSchema } from '../options.js';

/** The options of modules that write a whole file. */
export const backupOption = {
  backup: {
    type: 'bool',
    default: false,
    description: 'Keep the old file beside the new one, under a name with the date and time.',
  },
} as const satisfies OptionSchema;

export const validateOption = {
  validate: {
    type: 'str',
    description:
      'A command that checks the new file before it takes its place; %s stands for the file. If it fails, nothing is changed.',
  },
} as const satisfies OptionSchema;
