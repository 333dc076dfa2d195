import { type Output, quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import { type CommonArguments, type CommonState, NO_ATTRIBUTES, ownerSpec } from '../files/common.js';
import { type FileQuery, type FileState, parseFields } from '../files/content-state.js';
import { folderOf } from '../files/folders.js';
import { statusResult } from '../files/status.js';
import { planText, textOf } from '../files/text-plan.js';
import type { Context, Plan, Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { folder, observe } from '../shell/functions.js';
import { checkKeys, editKeys, keysIn } from './authorized-keys.js';
import { database } from './database.js';

const options = {
  user: { type: 'str', required: true, description: 'The user who is let in.' },
  key: { type: 'str', required: true, description: 'The keys, one a line.' },
  path: {
    type: 'path',
    description: "Another file than the user's ~/.ssh/authorized_keys.",
  },
  manage_dir: {
    type: 'bool',
    default: true,
    description: "Make the file's folder, and give it to the user alone whenever the file is written.",
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the keys are to be there.',
  },
  key_options: { type: 'str', description: 'Options that stand in front of the keys.' },
  exclusive: { type: 'bool', default: false, description: 'Remove all other keys.' },
  validate_certs: {
    type: 'bool',
    default: true,
    description: 'Means nothing: keys are not fetched from elsewhere.',
  },
  comment: { type: 'str', description: 'The comment behind the keys, in place of their own.' },
  follow: { type: 'bool', default: false, description: 'If the file is a link, write where it leads to.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  /** The account; undefined if there is none. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
  /** The file, and whether its folder is there. */
  readonly file: FileState;
}

/** Keys that let somebody log in. */
export const authorizedKey = defineModule<Args, Args, State>({
  name: 'authorized_key',
  collection: 'ansible.posix',
  description: "Adds keys to a user's authorized_keys, or removes them.",
  options,
  prepare: (args, services) => {
    if (args.key.startsWith('http'))
      throw mistake(
        'keys are not fetched from a URL',
        services.locate('key'),
        "the lookup 'url' fetches them: key: \"{{ lookup('url', 'https://...', split_lines=false) }}\"",
      );
    try {
      checkKeys(keysIn(args.key));
    } catch (error) {
      throw mistake((error as Error).message, services.locate('key'));
    }
    return args;
  },
  probe: args => probe(args),
  parse: (output, args) => parse(output, args),
  plan: (args, state, context) => plan(args, state, context),
  returns: {
    keyfile: { type: 'str', description: 'The file.' },
    exclusive: { type: 'bool', description: 'Whether other keys were to be removed.' },
    key: { type: 'str', description: 'The keys.' },
  },
  examples: `- name: Let the administrators in
  authorized_key:
    user: deploy
    key: "{{ lookup('file', 'keys/alice.pub') }}"
`,
});

const queryOf = (args: Args): FileQuery => ({
  path: '',
  follow: args.follow ? 'always' : 'never',
  common: NO_ATTRIBUTES,
  content: 'always',
});

const probe = (args: Args): Script => {
  const { setup, words } = expand([args.path ?? '']);
  return {
    text: `only_local=
entry=$(database_lines passwd ${quote(args.user)} | head -n 1)
printf '%s\\0' "$entry"
rest=\${entry#*:*:*:*:*:}
home=\${rest%%:*}
${setup}file=${words[0]}
[ -n "$file" ] || file=\${home%/}/.ssh/authorized_keys
observe "$file" '' ${args.follow ? 'always' : "''"} '' ''
printf '\\0\\0'
`,
    uses: [database, observe],
  };
};

const parse = (output: Output, args: Args): State => {
  const fields = new Fields(output.stdout);
  const [, , uid, gid] = fields.text().split(':');
  return {
    account: gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) },
    file: parseFields(fields, queryOf(args)),
  };
};

const plan = (args: Args, { account, file }: State, context: Context): Plan => {
  if (!account && args.path === undefined && context.checkMode)
    return failed('Either user must exist or you must provide full path to key file in check mode');
  if (!account && !context.checkMode) return failed(`Failed to lookup user ${args.user}`);
  const { path } = file;
  const result: Result = {
    user: args.user,
    key: args.key,
    path: args.path === undefined ? null : path,
    manage_dir: args.manage_dir,
    state: args.state,
    key_options: args.key_options ?? null,
    exclusive: args.exclusive,
    comment: args.comment ?? null,
    follow: args.follow,
    validate_certs: args.validate_certs,
    keyfile: path,
  };
  const before = textOf(file);
  const after = editKeys(before, {
    keys: keysIn(args.key),
    present: args.state === 'present',
    exclusive: args.exclusive,
    options: args.key_options,
    comment: args.comment,
  });
  if (after === undefined)
    return { kind: 'same', result: { ...result, ...(args.path !== undefined && statusResult(file.status)) } };
  const planned = planText(
    {
      state: { ...file, common: owned(args, file.common, account) },
      before,
      after,
      common: attributesFor(account),
      folders: { mode: '', owned: false },
      result,
    },
    context,
  );
  if (planned.kind !== 'change') return planned;
  // Ansible tells of the file itself only where it was named.
  const told: Plan = {
    ...planned,
    conclude: output => {
      const concluded = planned.conclude!(output);
      return concluded.kind === 'changed' && args.path === undefined ? { ...concluded, result } : concluded;
    },
  };
  if (!args.manage_dir || !account) return told;
  const above = quote(folderOf(path));
  const owner = ownerSpec(account.uid, account.gid);
  return {
    ...told,
    apply: {
      ...planned.apply,
      text: `folder ${above} ${owner} 00700 || exit
chown ${owner} -- ${above} && chmod 00700 -- ${above} || exit
${planned.apply.text}`,
      uses: [folder, ...(planned.apply.uses ?? [])],
    },
  };
};

const failed = (message: string): Plan => ({ kind: 'failed', message });

/** The file is the user's, and nobody else may read it. */
const attributesFor = (account: State['account']): CommonArguments => ({
  ...NO_ATTRIBUTES,
  mode: '0600',
  ...(account && { owner: String(account.uid), group: String(account.gid) }),
});

const owned = ({ user }: Args, common: CommonState, account: State['account']): CommonState =>
  account
    ? {
        ...common,
        owner: { id: account.uid, name: user },
        group: { id: account.gid, name: String(account.gid) },
      }
    : common;
