import { type Output, type Payload, quote, type Script } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import { NO_ATTRIBUTES } from '../files/common.js';
import { type FileQuery, type FileState, failure, fileProbe } from '../files/content.js';
import { fileWorkUses, workOnFile } from '../files/content-plan.js';
import { parseFields } from '../files/content-state.js';
import { withFoldersAbove } from '../files/folders.js';
import { materialOf } from '../files/material.js';
import { textOf, unreadable } from '../files/text-plan.js';
import { type Conclusion, type Context, type Difference, type Plan, type Result, STALE } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { type FstabEntry, withMount, withoutMount } from './fstab.js';
import { type MountSource, mountSources } from './mountinfo.js';

const options = {
  path: { type: 'path', required: true, aliases: ['name'], description: 'The mount point.' },
  src: { type: 'path', description: 'What is mounted: a device, a folder, an NFS share.' },
  fstype: { type: 'str', description: 'The type of the file system.' },
  opts: { type: 'str', description: 'Options of the mount.' },
  dump: { type: 'str', default: '0', description: 'The fifth field of fstab.' },
  passno: { type: 'str', default: '0', description: 'The sixth field of fstab.' },
  state: {
    type: 'str',
    required: true,
    choices: ['absent', 'absent_from_fstab', 'mounted', 'present', 'unmounted', 'remounted', 'ephemeral'],
    description:
      'present and absent_from_fstab are about fstab alone, unmounted and ephemeral about what is mounted; mounted and absent about both. remounted mounts again in any case.',
  },
  fstab: { type: 'str', description: 'Another file than /etc/fstab.' },
  boot: {
    type: 'bool',
    default: true,
    description: 'Mount it at boot; if not, noauto is among its options.',
  },
  backup: {
    type: 'bool',
    default: false,
    description: 'Keep the old fstab beside the new one, under a name with the date and time.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly entry: Omit<FstabEntry, 'name'>;
  readonly query: FileQuery;
  readonly boot: string;
  readonly warnings: readonly string[];
}

interface State {
  readonly path: string;
  readonly exists: boolean;
  /** It is where a file system begins. */
  readonly isPoint: boolean;
  /** What is mounted where. */
  readonly sources: ReadonlyMap<string, MountSource>;
  readonly fstab: FileState;
}

/** File systems. */
export const mount = defineModule<Args, Prepared, State>({
  name: 'mount',
  collection: 'ansible.posix',
  description: 'Manages what is mounted, and what is in fstab.',
  options,
  constraints: {
    requiredIf: ['mounted', 'present', 'ephemeral'].map(value => ({
      option: 'state',
      value,
      requires: ['src', 'fstype'],
    })),
  },
  prepare: args => prepare(args),
  probe: ({ args, query }): Script => {
    const { setup, words } = expand([args.path]);
    const file = fileProbe(query);
    return { text: `${setup}point=${words[0]}\n${LOOK}${file.text}`, uses: file.uses ?? [] };
  },
  parse: (output, { query }) => parse(output, query),
  plan: (prepared, state, context) => plan(prepared, state, context),
  returns: {
    name: { type: 'str', description: 'The mount point.' },
    src: { type: 'str', description: 'What is mounted.' },
    fstab: { type: 'str', description: 'The file.' },
    backup_file: { type: 'str', description: 'Where the old fstab was kept; empty if it was not.' },
  },
  examples: `- name: A disk for the data
  mount:
    path: /srv/data
    src: /dev/vdb1
    fstype: ext4
    opts: noatime
    state: mounted
`,
});

const prepare = (args: Args): Prepared => {
  const words = (args.opts ?? 'defaults').split(',');
  const isNoauto = words.includes('noauto');
  const isDefaults = words.includes('defaults');
  const adds = !args.boot && !isNoauto && !isDefaults;
  return {
    args,
    entry: {
      src: args.src ?? '',
      fstype: args.fstype ?? '',
      opts: [...words, ...(adds ? ['noauto'] : [])].join(','),
      dump: args.dump,
      passno: args.passno,
    },
    query: {
      path: args.fstab ?? '/etc/fstab',
      follow: 'always',
      common: NO_ATTRIBUTES,
      content: 'always',
    },
    boot: args.boot || isNoauto ? 'yes' : 'no',
    warnings: isNoauto
      ? ["Ignore the 'boot' due to 'opts' contains 'noauto'."]
      : !args.boot && isDefaults
        ? ["Ignore the 'boot' due to 'opts' contains 'defaults'."]
        : [],
  };
};

const LOOK = `printf '%s\\0' "$point"
[ ! -e "$point" ] || printf exists
printf '\\0'
if [ -d "$point" ] && [ ! -L "$point" ]; then
  here=$(stat -c '%d:%i' -- "$point") above=$(stat -c '%d:%i' -- "$point/..")
  if [ "\${here%%:*}" != "\${above%%:*}" ] || [ "$here" = "$above" ]; then printf point; fi
fi
printf '\\0'
cat /proc/self/mountinfo
printf '\\0'
`;

const parse = (output: Output, query: FileQuery): State => {
  const fields = new Fields(output.stdout);
  return {
    path: fields.text(),
    exists: fields.text() !== '',
    isPoint: fields.text() !== '',
    sources: mountSources(fields.text()),
    fstab: parseFields(fields, query),
  };
};

/** What is to be done, gathered. */
interface Work {
  readonly differences: Difference[];
  readonly lines: string[];
  readonly payload: Payload[];
  backup: boolean;
}

const plan = (prepared: Prepared, state: State, context: Context): Plan => {
  const { args, entry, boot, warnings } = prepared;
  const { path: name, fstab } = state;
  const problem = unreadable(fstab);
  if (problem !== undefined) return { kind: 'failed', message: problem };
  const result: Result = {
    name,
    ...(args.src !== undefined && { src: entry.src }),
    ...(args.fstype !== undefined && { fstype: entry.fstype }),
    opts: entry.opts,
    dump: entry.dump,
    passno: entry.passno,
    fstab: fstab.path,
    boot,
    backup_file: '',
    warnings: [...warnings],
  };
  const work: Work = { differences: [], lines: [], payload: [], backup: false };
  const text = textOf(fstab);
  const edited =
    args.state === 'absent' || args.state === 'absent_from_fstab'
      ? withoutMount(text, name, args.src)
      : args.state === 'mounted' || args.state === 'present'
        ? withMount(text, { ...entry, name })
        : undefined;
  const message = edited === undefined ? undefined : addFstab(work, prepared, state, edited, context);
  if (message !== undefined) return { kind: 'failed', message };
  const refusal = addMounting(work, prepared, state, edited !== undefined);
  if (refusal !== undefined) return { kind: 'failed', message: refusal };
  if (work.lines.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: { text: `${TRY}${work.lines.join('\n')}\n:\n`, uses: fileWorkUses, payload: work.payload },
    conclude: output => conclude(output, result, work.backup, args.state),
  };
};

const addFstab = (
  work: Work,
  { args }: Prepared,
  { fstab }: State,
  text: string,
  context: Context,
): string | undefined => {
  const material = materialOf(text);
  const file = workOnFile(
    {
      state: fstab,
      material,
      common: NO_ATTRIBUTES,
      backup: args.backup,
      folders: { mode: '', owned: false },
    },
    context,
  );
  if (typeof file === 'string') return file;
  work.differences.push(...file.differences);
  work.lines.push(file.text);
  work.payload.push(...file.payload);
  work.backup = file.backup;
  if (args.state !== 'mounted') return undefined;
  // An fstab whose mount fails may keep the host from booting: then the old one comes back.
  const old = fstab.content ?? Buffer.alloc(0);
  work.lines.push(
    `undo_fstab() { put ${quote(fstab.path)} ${old.length} any '' ${fstab.status ? modeOf(fstab) : '00644'} '' '' '' >/dev/null; }`,
  );
  work.payload.push(old);
  return undefined;
};

const modeOf = ({ status }: FileState): string => status!.mode.toString(8).padStart(5, '0');

/** Adds what is to be mounted or unmounted; says why it can't be. */
const addMounting = (
  work: Work,
  { args, entry }: Prepared,
  state: State,
  isEdited: boolean,
): string | undefined => {
  const { path: name, isPoint, sources } = state;
  const word = quote(name);
  const isMounted = isPoint || sources.has(name);
  const differ = (before: string, after: string) =>
    work.differences.push({ kind: 'attribute', subject: name, name: 'state', before, after });
  // Paths of other files than fstab are for mount's eyes as well.
  const table =
    args.state === 'ephemeral' || args.fstab === undefined || args.fstab === '/etc/fstab'
      ? ''
      : `-T ${quote(args.fstab)} `;
  const direct = `-t ${quote(entry.fstype)} ${entry.opts === 'defaults' ? '' : `-o ${quote(entry.opts)} `}${quote(entry.src)} `;
  const mounting = `mount ${args.state === 'ephemeral' ? direct : table}${word}`;
  const remountOptions =
    args.state === 'remounted' && entry.opts !== 'defaults' ? `remount,${entry.opts}` : 'remount';
  const remounting = `mount -o ${quote(remountOptions)} ${args.state === 'ephemeral' ? direct : table}${word}`;
  const again = `try ${remounting} || { try umount ${word} && try ${mounting}; }`;
  switch (args.state) {
    case 'present':
    case 'absent_from_fstab':
      return undefined;
    case 'absent':
      if (!isEdited) return undefined;
      if (isMounted) {
        differ('mounted', 'unmounted');
        work.lines.push(`try umount ${word} || fail ${quote(`Error unmounting ${name}: `)}`);
      }
      if (state.exists) work.lines.push(`try rmdir -- ${word} || fail ${quote(`Error rmdir ${name}: `)}`);
      return undefined;
    case 'unmounted':
      if (!isMounted) return undefined;
      differ('mounted', 'unmounted');
      work.lines.push(`try umount ${word} || fail ${quote(`Error unmounting ${name}: `)}`);
      return undefined;
    case 'remounted': {
      differ('mounted', 'remounted');
      const lost =
        'Options were specified with remounted, but the remount command failed. Failing in order to prevent an unexpected mount result. Try replacing this command with a "state: unmounted" followed by a "state: mounted" using the full desired mount options instead.';
      work.lines.push(
        entry.opts === 'defaults'
          ? `{ ${again}; } || fail ${quote(`Error remounting ${name}: `)}`
          : `try ${remounting} || { said=; fail ${quote(lost)}; }`,
      );
      return undefined;
    }
    case 'mounted':
    case 'ephemeral': {
      const there = sources.get(name);
      const isThere = isPoint || there?.source === entry.src;
      if (isThere && args.state === 'mounted' && !isEdited) return undefined;
      const isSame = there?.source === entry.src || there?.device === entry.src;
      if (isThere && args.state === 'ephemeral' && !isSame)
        return 'Ephemeral mount point is already mounted with a different source than the specified one. Failing in order to prevent an unwanted unmount or override operation. Try replacing this command with a "state: unmounted" followed by a "state: ephemeral", or use a different destination path.';
      differ(isThere ? 'mounted' : 'unmounted', isThere ? 'remounted' : 'mounted');
      const folders = state.exists ? [] : withFoldersAbove(name);
      work.lines.unshift(
        ...folders.map(
          (each, index) =>
            `[ -d ${quote(each)} ] || { folder ${quote(each)} '' '' || exit; made_${index}=1; }`,
        ),
      );
      const undo = [
        ...(isEdited ? ['undo_fstab'] : []),
        ...folders
          .map((each, index) => `[ -z "$made_${index}" ] || rmdir -- ${quote(each)} 2>/dev/null`)
          .reverse(),
        `fail ${quote(`Error mounting ${name}: `)}`,
      ];
      work.lines.push(`{ ${isThere ? again : `try ${mounting}`}; } || { ${undo.join('; ')}; }`);
      return undefined;
    }
  }
};

/** Keeps what a command says, and ends with it if the command failed. */
const TRY = `try() { said=$("$@" 2>&1 </dev/null); }
fail() { printf '%s%s' "$1" "$said" >&2; exit 1; }
`;

const conclude = (output: Output, result: Result, hasBackup: boolean, state: string): Conclusion => {
  if (output.code === STALE) return { kind: 'stale' };
  if (output.code !== 0) return { kind: 'failed', message: failure(output) };
  // What is removed from fstab is kept as well, but Ansible does not tell where.
  const tells = hasBackup && !state.startsWith('absent');
  const backup = tells ? new Fields(output.stdout).text() : '';
  return { kind: 'changed', result: { ...result, backup_file: backup } };
};
