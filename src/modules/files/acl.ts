import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Conclusion, Plan, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { failure } from './content.js';

const options = {
  path: { type: 'path', required: true, aliases: ['name'], description: 'The file or folder.' },
  state: {
    type: 'str',
    default: 'query',
    choices: ['absent', 'present', 'query'],
    description: 'Whether the entry is to be there; query only tells of what there is.',
  },
  entry: { type: 'str', description: 'The entry as one text: [default:]type:name[:permissions].' },
  etype: {
    type: 'str',
    choices: ['group', 'mask', 'other', 'user'],
    description: "The entry's type.",
  },
  entity: { type: 'str', default: '', description: 'The user or group that it is for.' },
  permissions: { type: 'str', description: 'Its permissions: some of r, w, x and X.' },
  default: { type: 'bool', default: false, description: 'It is for what is made in the folder.' },
  follow: { type: 'bool', default: true, description: 'If the path is a link, what it leads to is meant.' },
  recursive: {
    type: 'bool',
    default: false,
    aliases: ['recurse'],
    description: 'It is for all that is in the folder, too.',
  },
  recalculate_mask: {
    type: 'str',
    default: 'default',
    choices: ['default', 'mask', 'no_mask'],
    description: 'Whether the mask follows from the entries: in any case, or never.',
  },
  use_nfsv4_acls: { type: 'bool', default: false, description: 'Not supported: lists of NFSv4.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly isDefault: boolean;
  /** For setfacl; undefined for a query. */
  readonly entry: string | undefined;
}

/** Why nothing can be told, or what there is. */
type State = string | { readonly changes: boolean; readonly acl: readonly string[] };

/** Access control lists. */
export const acl = defineModule<Args, Prepared, State>({
  name: 'acl',
  collection: 'ansible.posix',
  description: 'Sets entries of access control lists, by setfacl and getfacl.',
  options,
  returns: { acl: { type: 'list', description: 'The entries that there are now.' } },
  examples: `- name: The web server may read
  acl:
    path: /srv/data
    etype: user
    entity: www-data
    permissions: rx
    state: present
`,
  prepare: (args, services) => prepare(args, services),
  probe: prepared => ({ text: probeText(prepared) }),
  parse: output => parse(output),
  plan: (prepared, state) => plan(prepared, state),
});

const TYPES = ['user', 'group', 'mask', 'other'] as const;

const prepare = (args: Args, services: Services): Prepared => {
  const { state, entry, entity, etype, permissions, recursive } = args;
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (args.use_nfsv4_acls) throw refuse('use_nfsv4_acls is not supported', 'use_nfsv4_acls');
  if (state === 'query' && recursive)
    throw refuse("'recursive' MUST NOT be set when 'state=query'.", 'recursive');
  if (state === 'query' && args.recalculate_mask !== 'default')
    throw refuse(
      "'recalculate_mask' MUST NOT be set to 'mask' or 'no_mask' when 'state=query'.",
      'recalculate_mask',
    );
  if (!entry) {
    if (state === 'absent' && permissions)
      throw refuse("'permissions' MUST NOT be set when 'state=absent'.", 'permissions');
    if (state === 'absent' && entity === '')
      throw refuse("'entity' MUST be set when 'state=absent'.", 'state');
    if (state !== 'query' && !etype) throw refuse(`'etype' MUST be set when 'state=${state}'.`, 'state');
    const built = `${etype}:${entity}${permissions ? `:${permissions}` : ''}`;
    return { args, isDefault: args.default, entry: state === 'query' ? undefined : built };
  }
  if (etype || entity || permissions)
    throw refuse("'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set.", 'entry');
  if (state === 'query') throw refuse("'entry' MUST NOT be set when 'state=query'.", 'entry');
  const parts = entry.split(':');
  const counts = state === 'present' ? [3, 4] : [2, 3];
  if (!counts.includes(parts.length))
    throw refuse(
      `'entry' MUST have ${counts.join(' or ')} sections divided by ':' when 'state=${state}'.`,
      'entry',
    );
  const isDefault = /^d/i.test(entry);
  const [type = '', name = '', rights] = isDefault ? parts.slice(1) : parts;
  const known = TYPES.find(each => each.startsWith(type.toLowerCase().slice(0, 1)) && type !== '');
  if (known === undefined) throw refuse(`this is no type of an entry: ${type}`, 'entry');
  return {
    args,
    isDefault: isDefault || args.default,
    entry: `${known}:${name}${state === 'present' && rights ? `:${rights}` : ''}`,
  };
};

/** What setfacl and getfacl have in common. */
const shared = ({ args }: Prepared): readonly string[] => [
  ...(args.recursive ? ['--recursive'] : []),
  ...(args.follow ? [] : ['--physical']),
];

const setfacl = (prepared: Prepared, test: boolean): string => {
  const { args, entry = '', isDefault } = prepared;
  const mask = { default: [], mask: ['--mask'], no_mask: ['--no-mask'] }[args.recalculate_mask];
  return [
    'setfacl',
    ...(test ? ['--test'] : []),
    ...(isDefault ? ['-d'] : []),
    args.state === 'present' ? '-m' : '-x',
    quote(entry),
    ...shared(prepared),
    ...mask,
    '-- "$path"',
  ].join(' ');
};

const getfacl = (prepared: Prepared): string =>
  `${[
    'getfacl',
    '--omit-header',
    '--absolute-names',
    ...(prepared.isDefault ? ['-d'] : []),
    ...shared(prepared),
  ].join(' ')} -- "$path"`;

const begin = ({ args }: Prepared): string => {
  const { setup, words } = expand([args.path]);
  return `${setup}path=${words[0]}\n`;
};

const probeText = (prepared: Prepared): string => `${begin(prepared)}export LC_ALL=C
for program in setfacl getfacl; do
  command -v "$program" >/dev/null || { echo "Failed to find required executable \\"$program\\" on the host" >&2; exit 1; }
done
[ -e "$path" ] || { echo 'Path not found or not accessible.' >&2; exit 1; }
${prepared.entry === undefined ? '' : `tested=$(${setfacl(prepared, true)}) || exit\nprintf '%s\\n' "$tested"\n`}printf '\\0'
${getfacl(prepared)}
`;

const linesOf = (text: string): readonly string[] => {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim());
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const parse = (output: Output): State => {
  if (output.code !== 0) return failure(output);
  const [tested = '', printed = ''] = output.stdout.toString().split('\0');
  return {
    changes: linesOf(tested).some(line => !line.endsWith('*,*')),
    acl: linesOf(printed),
  };
};

const plan = (prepared: Prepared, state: State): Plan => {
  if (typeof state === 'string') return { kind: 'failed', message: state };
  const { args, entry } = prepared;
  const msg = entry === undefined ? 'current acl' : `${entry} is ${args.state}`;
  const result = { msg, acl: [...state.acl] };
  if (entry === undefined || !state.changes) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: [
      {
        kind: 'attribute',
        subject: args.path,
        name: 'acl',
        before: args.state === 'present' ? null : entry,
        after: args.state === 'present' ? entry : null,
      },
    ],
    apply: {
      text: `${begin(prepared)}export LC_ALL=C\n${setfacl(prepared, false)} || exit\n${getfacl(prepared)}\n`,
    },
    conclude: (output): Conclusion =>
      output.code === 0
        ? { kind: 'changed', result: { msg, acl: [...linesOf(output.stdout.toString())] } }
        : { kind: 'failed', message: failure(output) },
  };
};
