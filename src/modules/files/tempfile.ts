import { type Output, quote, shellFunction } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Conclusion } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { describe } from '../shell/functions.js';
import { failure } from './content.js';
import { parseStatus, statusResult } from './status.js';

const tempfileFunction = shellFunction(import.meta.url, 'tempfile');

const options = {
  state: {
    type: 'str',
    default: 'file',
    choices: ['file', 'directory'],
    description: 'Whether to make a file or a folder.',
  },
  path: {
    type: 'path',
    description: "The folder to make it in; that of the host's temporary files if absent.",
  },
  prefix: { type: 'str', default: 'ansible.', description: 'What its name begins with.' },
  suffix: { type: 'str', default: '', description: 'What its name ends with.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Every run makes another one: there is no state to look at. */
export const tempfile = defineModule<Args, Args, undefined>({
  name: 'tempfile',
  collection: 'ansible.builtin',
  description:
    'Makes a temporary file or folder that only its owner can read. It stays until something removes it.',
  options,
  prepare: args => args,
  parse: () => undefined,
  plan: (args, _, { checkMode }) => {
    if (checkMode) return { kind: 'skipped', result: { msg: NO_CHECK_MODE } };
    const { setup, words } = expand([args.path ?? '']);
    return {
      kind: 'action',
      apply: {
        text: `${setup}tempfile ${args.state} ${words[0]} ${quote(args.prefix)} ${quote(args.suffix)} || exit
printf '%s\\0' "$tempfile_path"; describe "$tempfile_path"`,
        uses: [tempfileFunction, describe],
      },
      conclude,
    };
  },
  returns: {
    path: { type: 'str', description: 'Its path.' },
  },
  examples: `- name: Somewhere to unpack it
  tempfile:
    state: directory
    suffix: build
  register: build

- name: Away with it
  file:
    path: "{{ build.path }}"
    state: absent
  when: build.path is defined
`,
});

const NO_CHECK_MODE = 'remote module (ansible.builtin.tempfile) does not support check mode';

const conclude = (output: Output): Conclusion => {
  if (output.code !== 0) return { kind: 'failed', message: failure(output) };
  const fields = new Fields(output.stdout);
  const path = fields.text();
  return { kind: 'changed', result: { path, ...statusResult(parseStatus(fields)) } };
};
