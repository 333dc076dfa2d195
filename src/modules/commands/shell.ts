import { mistake } from '../../source/diagnostic.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { defineExecution, executionOptions, shellWords } from './execution.js';

const options = {
  cmd: { type: 'str', required: true, description: 'The command, as a shell reads it.' },
  executable: { type: 'path', default: '/bin/sh', description: 'The shell, by its absolute path.' },
  ...executionOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Runs a command through a shell. */
export const shell = defineExecution<Args>({
  name: 'shell',
  description: 'Runs a command through a shell.',
  options,
  examples: `- name: Collect what the script prints, unless that was done
  shell: somescript.sh >> somelog.txt
  args:
    chdir: somedir/
    creates: somelog.txt`,
  prepare: (args, services) => {
    if (args.cmd.trim() === '') throw mistake('no command given', services.locate('cmd'));
    return {
      program: args.executable,
      shown: args.cmd,
      setup: '',
      words: shellWords(args.cmd, args.executable),
      args,
    };
  },
});
