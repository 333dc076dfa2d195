import { quote, type ShellFunction } from '../../agent/protocol.js';
import type { Context, Difference } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import type { Fields } from '../shell/fields.js';
import { account } from '../shell/functions.js';
import { applyMode, NEW_DIRECTORY, NEW_FILE } from './mode.js';
import { modeText, type Status } from './status.js';

/** The options that every module has that makes files. */
export const commonOptions = {
  mode: {
    type: 'mode',
    description:
      "The permissions, as octal digits in quotes ('0644') or symbolic ('u=rw,g=r,o=r'). Without it a new file gets what the umask leaves, and an old one keeps its own.",
  },
  owner: { type: 'str', description: 'Name or number of the user who shall own the file.' },
  group: { type: 'str', description: 'Name or number of the group that shall own the file.' },
  attributes: {
    type: 'str',
    aliases: ['attr'],
    description:
      'Attributes of the file as lsattr shows them, such as i; with + or - in front to add or take away.',
  },
  seuser: {
    type: 'str',
    description: 'The user part of the SELinux context. Means nothing on a host without SELinux.',
  },
  serole: {
    type: 'str',
    description: 'The role part of the SELinux context. Means nothing on a host without SELinux.',
  },
  setype: {
    type: 'str',
    description: 'The type part of the SELinux context. Means nothing on a host without SELinux.',
  },
  selevel: {
    type: 'str',
    description: 'The level part of the SELinux context. Means nothing on a host without SELinux.',
  },
  unsafe_writes: {
    type: 'bool',
    default: false,
    variable: 'ANSIBLE_UNSAFE_WRITES',
    description: 'Write into a file that cannot be replaced in one step, such as one that is a mount point.',
  },
} as const satisfies OptionSchema;

export type CommonArguments = OptionsOf<typeof commonOptions>;

/** None of them is asked for. */
export const NO_ATTRIBUTES: CommonArguments = {
  mode: undefined,
  owner: undefined,
  group: undefined,
  attributes: undefined,
  seuser: undefined,
  serole: undefined,
  setype: undefined,
  selevel: undefined,
  unsafe_writes: false,
};

/** A user or a group of the host. */
export interface Account {
  readonly id: number;
  readonly name: string;
}

/** What a host says about the common arguments. */
export interface CommonState {
  /** The user and the group that are asked for; undefined if there are none or they don't exist. */
  readonly owner: Account | undefined;
  readonly group: Account | undefined;
  /** The file's attributes as lsattr has them, `-` left out; undefined if they are not asked for or not to be had. */
  readonly flags: string | undefined;
  /** SELinux is on, and a context is asked for. */
  readonly selinux: boolean;
}

const contextOf = (args: CommonArguments) => args.seuser ?? args.serole ?? args.setype ?? args.selevel;

/** The functions that `commonProbe` calls. */
export const commonUses: readonly ShellFunction[] = [account];

/**
 * sh that prints what `parseCommon` reads.
 * @param path the file as a word of sh
 */
export const commonProbe = (args: CommonArguments, path = '"$path"'): string => {
  const lines = [`account passwd ${quote(args.owner ?? '')}`, `account group ${quote(args.group ?? '')}`];
  if (args.attributes !== undefined) lines.push(`printf '%s\\0' "$(lsattr -d -- ${path} 2>/dev/null)"`);
  if (contextOf(args) !== undefined)
    lines.push(`[ ! -e /sys/fs/selinux/enforce ] || printf selinux`, `printf '\\0'`);
  return lines.join('\n');
};

/** Reads what `commonProbe` printed. */
export const parseCommon = (fields: Fields, args: CommonArguments): CommonState => {
  const owner = parseAccount(fields.text());
  const group = parseAccount(fields.text());
  const flags = args.attributes === undefined ? '' : fields.text();
  const selinux = contextOf(args) !== undefined && fields.text() !== '';
  return {
    owner,
    group,
    flags: flags === '' ? undefined : flags.slice(0, flags.indexOf(' ')).replaceAll('-', ''),
    selinux,
  };
};

const parseAccount = (field: string): Account | undefined => {
  const colon = field.indexOf(':');
  return colon === -1 ? undefined : { id: Number(field.slice(0, colon)), name: field.slice(colon + 1) };
};

/** What is to be done about a file's owner, group, mode and attributes. */
export interface AttributePlan {
  readonly differences: readonly Difference[];
  /** The mode that it shall have in the end. */
  readonly mode: number;
  /** The owner for `put`. */
  readonly chown: string;
  /** sh that makes it so on the file that is there, a word of sh; of a link, or of what it leads to. Empty if all is as it shall be. */
  readonly change: (path: string, links?: 'themselves' | 'followed') => string;
  /** The part of it that concerns lsattr's attributes, for a file that was made with its owner and mode. */
  readonly flag: (path: string) => string;
}

/**
 * Plans a file's attributes, or says why it can't be done.
 * @param subject the path, for differences
 * @param status the file that is there; undefined if it is to be made
 * @param isDirectory what it is or will be
 */
export const planAttributes = (
  args: CommonArguments,
  state: CommonState,
  subject: string,
  status: Status | undefined,
  isDirectory: boolean,
  context: Context,
): AttributePlan | string => {
  if (state.selinux) return 'setting an SELinux context (seuser, serole, setype, selevel) is not supported';
  // In check mode a missing account may be one that an earlier task would have made.
  if (args.owner !== undefined && !state.owner && !context.checkMode)
    return `chown failed: failed to look up user ${args.owner}`;
  if (args.group !== undefined && !state.group && !context.checkMode)
    return `chgrp failed: failed to look up group ${args.group}`;
  const differences: Difference[] = [];
  const differ = (name: string, before: string, after: string) =>
    differences.push({ kind: 'attribute', subject, name, before, after });
  const current = status?.mode ?? (isDirectory ? NEW_DIRECTORY : NEW_FILE);
  // A link has no mode of its own.
  const mode =
    args.mode === undefined || status?.type === 'link' ? current : applyMode(args.mode, current, isDirectory);
  const uid = state.owner?.id ?? status?.uid;
  const gid = state.group?.id ?? status?.gid;
  const given = uid !== status?.uid || gid !== status?.gid;
  if (status) {
    if (args.owner !== undefined && state.owner?.id !== status.uid)
      differ('owner', status.owner, state.owner?.name ?? args.owner);
    if (args.group !== undefined && state.group?.id !== status.gid)
      differ('group', status.group, state.group?.name ?? args.group);
    if (mode !== status.mode) differ('mode', modeText(status.mode), modeText(mode));
  }
  const flags = planFlags(args.attributes, state.flags);
  if (flags !== undefined && status) differ('attributes', state.flags ?? '', flags);
  const flagging = (path: string) =>
    flags === undefined ? [] : [`chattr ${flags.split(' ').map(quote).join(' ')} -- ${path}`];
  const ownership = (path: string, from: Status, links: string) => [
    ...(given ? [`chown${links === 'followed' ? '' : ' -h'} ${ownerSpec(uid, gid)} -- ${path}`] : []),
    // Changing the owner takes the set-user-id bit away.
    ...(from.type !== 'link' && (mode !== from.mode || (given && mode > 0o777))
      ? [`chmod ${chmodDigits(mode)} -- ${path}`]
      : []),
  ];
  return {
    differences,
    mode,
    // Keeping the owner that a file has is not asked for, and may not be possible.
    chown: uid === undefined && gid === undefined ? '' : `${given ? '' : '?'}${ownerSpec(uid, gid)}`,
    change: (path, links = 'themselves') =>
      [...(status ? ownership(path, status, links) : []), ...flagging(path)].join(' &&\n'),
    flag: path => flagging(path).join(''),
  };
};

/** An owner for chown; behind a number it takes no colon without a group. Empty if neither is given. */
export const ownerSpec = (uid: number | undefined, gid: number | undefined): string =>
  gid === undefined ? `${uid ?? ''}` : `${uid ?? ''}:${gid}`;

/** A mode for chmod: with four digits it would leave a folder's set-group-id bit as it is. */
export const chmodDigits = (mode: number): string => mode.toString(8).padStart(5, '0');

const planFlags = (wanted: string | undefined, current: string | undefined): string | undefined => {
  if (wanted === undefined) return undefined;
  const operator = /^[-+=]/.exec(wanted)?.[0] ?? '=';
  const letters = [...wanted.replace(/^[-+=]/, '')];
  const present = [...(current ?? '')];
  const add = operator === '-' ? [] : letters.filter(letter => !present.includes(letter));
  // `e` says how the file system stores the file; it can't be taken away.
  const extra = present.filter(letter => letter !== 'e' && !letters.includes(letter));
  const remove =
    operator === '-' ? letters.filter(letter => present.includes(letter)) : operator === '=' ? extra : [];
  const changes = [
    ...(add.length > 0 ? [`+${add.join('')}`] : []),
    ...(remove.length > 0 ? [`-${remove.join('')}`] : []),
  ];
  return changes.length > 0 ? changes.join(' ') : undefined;
};
