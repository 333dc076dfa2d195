import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  data: { type: 'str', default: 'pong', description: 'What to answer; `crash` fails.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Shows that a host can be reached and its account has a shell. */
export const ping = defineModule<Args, Args, boolean>({
  name: 'ping',
  collection: 'ansible.builtin',
  description: 'Shows that a host can be reached and that a shell answers there.',
  options,
  returns: { ping: { type: 'str', description: 'The value of `data`.' } },
  examples: '- name: Is it there?\n  ping:',
  prepare: args => args,
  probe: () => ({ text: 'echo pong\n' }),
  parse: output => output.stdout.toString() === 'pong\n',
  plan: ({ data }, answered) =>
    answered && data !== 'crash'
      ? { kind: 'same', result: { ping: data } }
      : { kind: 'failed', message: answered ? 'boom' : 'the host did not answer' },
});
