import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { shellWords } from './execution.js';
import { streamReturns, texts } from './output.js';

const options = {
  free_form: { type: 'str', required: true, description: 'The command, as a shell reads it.' },
  executable: { type: 'path', default: '/bin/sh', description: 'The shell, by its absolute path.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Runs a command as it is. Here it differs from `shell` only in what it returns: no module of ours needs more than a shell. */
export const raw = defineModule<Args, Args, undefined>({
  name: 'raw',
  collection: 'ansible.builtin',
  description: 'Runs a command through a shell and returns its output as it is.',
  options,
  freeForm: 'free_form',
  returns: streamReturns,
  examples: `- name: Install Python
  raw: apt-get install -y python3`,
  prepare: (args, services) => {
    if (args.free_form.trim() === '') throw mistake('no command given', services.locate('free_form'));
    return args;
  },
  parse: () => undefined,
  plan: args => ({
    kind: 'action',
    apply: { text: `${shellWords(args.free_form, args.executable)}\nexec "$@"\n` },
    conclude: (output): Conclusion => {
      const result = { rc: output.code, ...texts(output, false) };
      if (output.code === 0) return { kind: 'changed', result };
      return { kind: 'failed', message: 'non-zero return code', result: { ...result, changed: true } };
    },
  }),
});
