import type { Output } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { obstacle } from '../shell/functions.js';

const options = {
  src: { type: 'path', required: true, aliases: ['path'], description: 'The file on the host.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** A file's content, or why there is none. */
interface Slurped {
  readonly path: string;
  readonly hindrance: string | undefined;
  readonly content: Buffer;
}

export const slurp = defineModule<Args, Args, Slurped>({
  name: 'slurp',
  collection: 'ansible.builtin',
  description: 'Fetches what a file on the host holds into a variable, in base64.',
  options,
  prepare: args => args,
  // The size isn't asked first: the files of /proc have none.
  probe: ({ src }) => {
    const { setup, words } = expand([src]);
    return {
      text: `${setup}src=${words[0]}
printf '%s\\0' "$src"; obstacle "$src"
if [ ! -e "$src" ]; then printf 'missing\\0'
elif [ -d "$src" ]; then printf 'directory\\0'
elif [ ! -r "$src" ]; then printf 'unreadable\\0'
else printf '\\0'; cat <"$src"; fi`,
      uses: [obstacle],
    };
  },
  parse: output => {
    const fields = new Fields(output.stdout);
    const [path, above, found] = [fields.text(), fields.text(), fields.text()];
    const hindrance = hindranceOf(path, above, found, output);
    return { path, hindrance, content: fields.rest() };
  },
  plan: (_, { path, hindrance, content }) =>
    hindrance === undefined
      ? { kind: 'same', result: { content: content.toString('base64'), source: path, encoding: 'base64' } }
      : { kind: 'failed', message: hindrance },
  returns: {
    content: { type: 'str', description: 'What the file holds, in base64.' },
    source: { type: 'str', description: 'Its path.' },
    encoding: { type: 'str', description: '`base64`.' },
  },
  examples: `- name: Which user the service runs as
  slurp:
    src: /run/app/user
  register: app_user

- debug:
    msg: "{{ app_user.content | b64decode }}"
`,
});

/** Why a file has no content to be had, as Ansible says it. */
const hindranceOf = (path: string, above: string, found: string, output: Output): string | undefined => {
  if (found === 'unreadable' || above === 'Permission denied') return `file is not readable: ${path}`;
  if (above !== '') return `unable to slurp file: [Errno 20] ${above}: '${path}'`;
  if (found === 'missing') return `file not found: ${path}`;
  if (found === 'directory') return `source is a directory and must be a file: ${path}`;
  return output.code === 0 ? undefined : `unable to slurp file: ${output.stderr.toString().trim()}`;
};
