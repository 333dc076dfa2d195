import { quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { commonOptions } from '../files/common.js';
import { type FileQuery, type FileState, fileProbe, parseFile, planFile } from '../files/content.js';
import { materialOf } from '../files/material.js';
import type { Difference, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { BCRYPT_LONGEST, SCHEMES } from './password.js';
import { editUsers, type User, type UserChange } from './password-file.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest', 'destfile'], description: 'The password file.' },
  name: { type: 'str', aliases: ['username'], description: 'The user to add, change or remove.' },
  password: {
    type: 'str',
    noLog: true,
    description: "The user's password. Without it a user that exists keeps the one they have.",
  },
  users: {
    type: 'list',
    description: 'Several users at once, in place of `name` and `password`. Not known to community.general.',
    options: {
      name: { type: 'str', required: true, description: 'The user.' },
      password: { type: 'str', required: true, noLog: true, description: "The user's password." },
    },
  },
  exclusive: {
    type: 'bool',
    default: false,
    description: 'Removes all users that are not in `users`. Not known to community.general.',
  },
  hash_scheme: {
    type: 'str',
    choices: SCHEMES,
    default: 'bcrypt',
    aliases: ['crypt_scheme'],
    description:
      'How a password is kept that is new or changed. The default of community.general is apr_md5_crypt, which is broken within hours on one graphics card. An entry that matches is left as it is, whatever its scheme.',
  },
  bcrypt_cost: {
    type: 'int',
    default: 8,
    description:
      "bcrypt's cost, 4 to 17. Apache hashes the password at each request, and a docker push makes many: 8 takes it 15 ms, 10 takes 60; its own default is 5, which takes 2. Not known to community.general.",
  },
  state: {
    type: 'str',
    choices: ['present', 'absent'],
    default: 'present',
    description: 'Whether the users are to be in the file.',
  },
  create: {
    type: 'bool',
    default: true,
    description: 'Makes a file that does not exist, and its folder; otherwise the task fails.',
  },
  ...commonOptions,
} as const satisfies OptionSchema;

type HtpasswdArguments = OptionsOf<typeof options>;

interface Wanted {
  readonly args: HtpasswdArguments;
  readonly users: readonly User[];
  readonly query: FileQuery;
}

const prepare = (args: HtpasswdArguments, services: Services): Wanted => {
  const users: readonly User[] = args.users ?? [{ name: args.name ?? '', password: args.password }];
  const argument = args.users ? 'users' : 'name';
  const refuse = (message: string, name: string): never => {
    throw mistake(`${message} (htpasswd module)`, services.locate(name));
  };
  for (const { name, password } of users) {
    if (password !== undefined) services.secrets.add(password);
    if (!/^[^:#\s\0][^:\r\n\0]*$/.test(name) || Buffer.byteLength(name) > 255)
      refuse(`${JSON.stringify(name)} can't be a user's name in a password file`, argument);
    if (password === undefined || args.state === 'absent') continue;
    const where = args.users ? 'users' : 'password';
    if (password === '') refuse(`the password of ${name} is empty`, where);
    if (args.hash_scheme === 'bcrypt' && Buffer.byteLength(password) > BCRYPT_LONGEST)
      refuse(
        `the password of ${name} is longer than the ${BCRYPT_LONGEST} bytes that bcrypt looks at`,
        where,
      );
    if (/[\r\n\0]/.test(password)) refuse(`the password of ${name} has several lines`, where);
  }
  const twice = users.find((user, index) => users.findIndex(other => other.name === user.name) !== index);
  if (twice) refuse(`user ${twice.name} is listed twice`, 'users');
  if (args.exclusive && (!args.users || args.state === 'absent'))
    refuse('exclusive needs users, and state present', 'exclusive');
  if (args.bcrypt_cost < 4 || args.bcrypt_cost > 17) refuse('bcrypt_cost must be 4 to 17', 'bcrypt_cost');
  return { args, users, query: { path: args.path, follow: 'always', common: args, content: 'always' } };
};

const DIFFERENCE: Readonly<Record<UserChange['kind'], readonly [string, string]>> = {
  add: ['absent', 'present'],
  change: ['another password', 'the password'],
  remove: ['present', 'absent'],
};

const difference = (path: string, { user, kind }: UserChange): Difference => {
  const [before, after] = DIFFERENCE[kind];
  return { kind: 'attribute', subject: path, name: `user ${user}`, before, after };
};

const message = (wanted: Wanted, isNew: boolean, changes: readonly UserChange[]): string => {
  const { args, users } = wanted;
  const names = (list: readonly { readonly user: string }[]) => list.map(({ user }) => user).join(', ');
  const all = users.map(({ name }) => name).join(', ');
  if (changes.length === 0) return args.state === 'present' ? `${all} already present` : `${all} not present`;
  const set = changes.filter(({ kind }) => kind !== 'remove');
  const removed = changes.filter(({ kind }) => kind === 'remove');
  return [
    ...(set.length > 0
      ? [isNew ? `Created ${args.path} and added ${names(set)}` : `Add/update ${names(set)}`]
      : []),
    ...(removed.length > 0 ? [`Remove ${names(removed)}`] : []),
  ].join(', ');
};

/** Manages the users in a password file for basic authentication. */
export const htpasswd = defineModule<HtpasswdArguments, Wanted, FileState>({
  name: 'htpasswd',
  collection: 'community.general',
  description:
    'Adds and removes users in a password file as Apache and nginx read it. Passwords are hashed on the runner: the host needs neither htpasswd nor passlib. A password that matches its hash is not hashed again.',
  options,
  constraints: {
    requiredOneOf: [['name', 'users']],
    mutuallyExclusive: [
      ['name', 'users'],
      ['password', 'users'],
    ],
  },
  returns: { msg: { type: 'str', description: 'What was done.' } },
  examples: `- name: Users of the registry, and nobody else
  community.general.htpasswd:
    path: /etc/apache2/registry.htpasswd
    users: "{{ registry_users }}"
    exclusive: true
    owner: root
    group: www-data
    mode: '0640'
`,
  prepare,
  probe: ({ query }) => fileProbe(query),
  parse: (output, { query }) => parseFile(output, query),
  plan: (wanted, state, context) => {
    const { args, users } = wanted;
    const isNew = state.status === undefined;
    if (isNew && args.state === 'absent')
      return { kind: 'same', result: { msg: message(wanted, isNew, []) } };
    if (isNew && !args.create) return { kind: 'failed', message: `Destination ${args.path} does not exist` };
    const edited = editUsers(state.content?.toString() ?? '', users, args);
    if ('unknown' in edited)
      return { kind: 'failed', message: `user ${edited.unknown} does not exist and no password was given` };
    const plan = planFile(
      {
        // Ansible makes the folder, too.
        state: { ...state, folder: state.folder === 'missing' ? 'good' : state.folder },
        material: materialOf(edited.text),
        common: args,
        result: { msg: message(wanted, isNew, edited.changes) },
      },
      context,
    );
    if (plan.kind !== 'change') return plan;
    const attributes = plan.differences.filter(
      other => other.kind === 'attribute' && other.name !== 'content',
    );
    const folder = state.path.slice(0, state.path.lastIndexOf('/'));
    const make = state.folder === 'missing' ? `mkdir -p -- ${quote(folder)} || exit\n` : '';
    const file = {
      kind: 'attribute',
      subject: state.path,
      name: 'state',
      before: 'absent',
      after: 'file',
    } as const;
    return {
      ...plan,
      // The hashes are no one's business.
      differences: [
        ...(isNew ? [file] : []),
        ...edited.changes.map(change => difference(state.path, change)),
        ...attributes,
      ],
      apply: { ...plan.apply, text: make + plan.apply.text },
    };
  },
});
