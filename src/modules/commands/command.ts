import { mistake } from '../../source/diagnostic.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { defineExecution, executionOptions } from './execution.js';
import { expand, splitWords } from './words.js';

const options = {
  cmd: { type: 'str', description: 'The command line. It is split into words; no shell interprets it.' },
  argv: { type: 'list', elements: 'str', description: 'The command as a list of words.' },
  ...executionOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Runs a program without a shell: `$NAME` and `~` are expanded as Ansible does, nothing else means anything. */
export const command = defineExecution<Args>({
  name: 'command',
  description: 'Runs a program, without a shell in between.',
  options,
  examples: `- name: Make the database unless it is there
  command: /usr/bin/make_database.sh db_user db_name
  args:
    creates: /path/to/database`,
  prepare: (args, services) => {
    const { cmd, argv } = args;
    if (cmd !== undefined && argv !== undefined)
      throw mistake('only command or argv can be given, not both', services.locate('argv'));
    const split = cmd === undefined ? { words: argv ?? [] } : splitWords(cmd);
    if ('problem' in split)
      throw mistake(`the command can't be split into words: ${split.problem}`, services.locate('cmd'));
    if (split.words.length === 0) throw mistake('no command given', services.locate('cmd'));
    const { setup, words } = expand(split.words);
    return { program: split.words[0]!, shown: split.words, setup, words: `set -- ${words.join(' ')}`, args };
  },
});
