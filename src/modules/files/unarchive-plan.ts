import { type Output, quote } from '../../agent/protocol.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import type { Conclusion, Context, Difference, Plan, Result } from '../module.js';
import { Fields } from '../shell/fields.js';
import { matchesPattern } from '../system/pattern.js';
import { chmodDigits, ownerSpec, planAttributes } from './common.js';
import { failure } from './content-state.js';
import { parseStatus, statusResult } from './status.js';
import type { UnarchiveArguments } from './unarchive-options.js';
import {
  type Entry,
  givesAttributes,
  opening,
  tarOptions,
  type UnarchiveState,
  type UnarchiveTask,
  unarchiveUses,
} from './unarchive-state.js';
import { compareZip, parseZipinfo } from './zip-entries.js';

type Archive = Extract<UnarchiveState, { kind: 'archive' }>;

/** What of an archive is not in the folder as it is in the archive. */
interface Unpacking {
  readonly differences: readonly Difference[];
  /** What is excluded beside what the task excludes. */
  readonly newer: readonly string[];
}

export const planUnarchive = (task: UnarchiveTask, state: UnarchiveState, context: Context): Plan => {
  const { args, local } = task;
  if (state.kind === 'done')
    return {
      kind: 'skipped',
      result: { changed: false, msg: `skipped, since ${args.creates} exists` },
    };
  const src = local?.path ?? args.src;
  if (state.kind === 'failed') return { kind: 'failed', message: state.message };
  const entries = state.entries.filter(({ name }) => isWanted(name, args, state.handler));
  const result: Result = {
    handler: state.handler,
    dest: state.dest,
    src,
    ...(args.list_files && { files: entries.map(({ name }) => name) }),
  };
  const unpacking =
    state.handler === 'ZipArchive' ? zipDifferences(args, state, entries) : tarDifferences(args, state);
  if (typeof unpacking === 'string') return { kind: 'failed', message: unpacking, result };
  const attributes = attributeDifferences(args, state, entries, context);
  if (typeof attributes === 'string') return { kind: 'failed', message: attributes, result };
  const differences = [...unpacking.differences, ...attributes];
  if (differences.length === 0) return { kind: 'same', result: { ...result, ...statusResult(state.folder) } };
  const names = givesAttributes(args)
    ? toUtf8(
        withTops(entries.map(({ name }) => name))
          .map(name => `${name}\0`)
          .join(''),
      )
    : Buffer.alloc(0);
  const { owner, group } = state.common;
  const mode =
    args.mode !== undefined && /^[0-7]+$/.test(args.mode)
      ? chmodDigits(Number.parseInt(args.mode, 8))
      : (args.mode ?? '');
  const lines = [
    opening(task),
    unpacking.differences.length === 0 ? 'set --' : extraction(task, state, unpacking.newer),
    `if [ $# -gt 0 ]; then "$@" >"$work/output" 2>"$work/errors"; code=$?; else code=; fi`,
    `printf 'good\\0%s\\0' "$code"; content "$work/output"; content "$work/errors"`,
    `[ "\${code:-0}" = 0 ] || exit 0`,
    ...(names.length > 0
      ? [
          `take ${names.length} | (cd -- "$dest" && unarchive_give ${quote(ownerSpec(owner?.id, group?.id))} ${quote(mode)}) || exit`,
        ]
      : []),
    `describe "$dest"`,
  ];
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: lines.join('\n'),
      uses: unarchiveUses,
      payload: [...(local ? [local.payload] : []), ...(names.length > 0 ? [names] : [])],
    },
    conclude: output => conclude(output, result, command(task, state, unpacking.newer)),
  };
};

/** Whether something in an archive is to be unpacked. What tar lists has been chosen by tar. */
const isWanted = (name: string, { include, exclude }: UnarchiveArguments, handler: string): boolean => {
  const isTar = handler !== 'ZipArchive';
  const matches = (pattern: string) => matchesPattern(name, isTar ? pattern.replace(/\/+$/, '') : pattern);
  if (include.length > 0) return isTar || include.some(matches);
  return !exclude.some(matches);
};

const TAR_DIFFERENCE =
  /^(.*): (?:(Uid|Gid|Mode|Mod time) differs|Warning: Cannot stat: No such file or directory)$/s;

/** What tar says that is told by Ansible as a difference: content alone, with the time as it was, is none. */
const tarDifferences = (args: UnarchiveArguments, { dest, uid, report }: Archive): Unpacking | string => {
  const invalid = /^\S*tar: (.*Invalid (?:owner|group).*)$/m.exec(report)?.[1];
  if (invalid !== undefined) return invalid;
  const missing = new Set<string>();
  const differences = report.split('\n').flatMap((line): Difference[] => {
    const [, name, what] = TAR_DIFFERENCE.exec(line) ?? [];
    if (name === undefined) return [];
    if (what === undefined) {
      const path = name.replace(/^\S*tar: /, '').replace(/\/$/, '');
      if (path === '') return [];
      missing.add(path);
      return isBelow(path, missing) ? [] : [difference(dest, path, 'state', 'absent', 'present')];
    }
    if (what === 'Uid' && (uid !== 0 || args.owner !== undefined)) return [];
    if (what === 'Gid' && (uid !== 0 || args.group !== undefined)) return [];
    if (what === 'Mode' && args.mode !== undefined) return [];
    return [difference(dest, name, TAR_WORDS[what]!, 'different', 'as in the archive')];
  });
  return { differences, newer: [] };
};

const TAR_WORDS: Readonly<Record<string, string>> = {
  Uid: 'owner',
  Gid: 'group',
  Mode: 'mode',
  'Mod time': 'modified',
};

/** Whether a folder above is among the paths. */
const isBelow = (path: string, paths: ReadonlySet<string>): boolean => {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    if (paths.has(path.slice(0, at))) return true;
  return false;
};

const difference = (
  dest: string,
  name: string,
  attribute: string,
  before: string,
  after: string,
): Difference => ({
  kind: 'attribute',
  subject: `${dest.replace(/\/+$/, '')}/${name.replace(/\/$/, '')}`,
  name: attribute,
  before,
  after,
});

const zipDifferences = (
  args: UnarchiveArguments,
  state: Archive,
  entries: readonly Entry[],
): Unpacking | string => {
  const { owner, group } = state.common;
  if (state.uid !== 0 && owner && owner.id !== state.uid)
    return `Cannot change ownership of what is in the archive to ${owner.name}, as user ${state.uid}`;
  const found = new Map(entries.map(entry => [entry.name, entry.found]));
  const compared = compareZip(
    parseZipinfo(state.report).filter(({ name }) => found.has(name)),
    { args, found, sums: state.sums, uid: owner?.id ?? state.uid, gid: group?.id ?? state.gid },
  );
  const missing = new Set(
    compared.differences.flatMap(({ name, before }) =>
      before === 'absent' ? [name.replace(/\/$/, '')] : [],
    ),
  );
  return {
    newer: compared.newer,
    differences: compared.differences
      .filter(({ name, before }) => before !== 'absent' || !isBelow(name.replace(/\/$/, ''), missing))
      .map(({ name, attribute, before, after }) => difference(state.dest, name, attribute, before, after)),
  };
};

/** What there is already and has another owner or mode than the task gives; the text is why it can't be had. */
const attributeDifferences = (
  args: UnarchiveArguments,
  state: Archive,
  entries: readonly Entry[],
  context: Context,
): readonly Difference[] | string => {
  const differences: Difference[] = [];
  if (!givesAttributes(args) && !state.common.selinux) return [];
  for (const { name, found } of entries) {
    const path = `${state.dest.replace(/\/+$/, '')}/${name.replace(/\/$/, '')}`;
    const isFolder = found?.status.type === 'directory';
    const plan = planAttributes(args, state.common, path, found?.status, isFolder, context);
    if (typeof plan === 'string') return plan;
    // What a zip file's owners and modes are compared with are those of the task already.
    if (state.handler !== 'ZipArchive') differences.push(...plan.differences);
  }
  return differences;
};

/** The names, and those of the folders at the top that they are in. */
const withTops = (names: readonly string[]): readonly string[] => {
  const tops = names.flatMap(name => (name.includes('/') ? [name.slice(0, name.indexOf('/'))] : []));
  return [...new Set([...names, ...tops])].filter(name => name !== '');
};

/** sh that sets the positional parameters to the command that unpacks the archive. */
const extraction = ({ args }: UnarchiveTask, { handler }: Archive, newer: readonly string[]): string =>
  handler === 'ZipArchive'
    ? `set -- unzip ${zipWords(args, newer, '"$archive"', '"$dest"').join(' ')}`
    : 'set -- tar_of --extract';

const zipWords = (
  { extra_opts: options, include, exclude }: UnarchiveArguments,
  newer: readonly string[],
  archive: string,
  dest: string,
  word: (text: string) => string = quote,
): readonly string[] => {
  const excluded = [...exclude, ...newer];
  return [
    '-o',
    ...options.map(word),
    archive,
    ...(excluded.length > 0 ? ['-x', ...excluded.map(word)] : []),
    ...include.map(word),
    '-d',
    dest,
  ];
};

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  TgzArchive: ['-z'],
  TarArchive: [],
  TarBzipArchive: ['-j'],
  TarXzArchive: ['-J'],
  TarZstdArchive: ['--use-compress-program=zstd'],
};

/** The command that unpacks the archive, to be told. */
const command = ({ args, local }: UnarchiveTask, state: Archive, newer: readonly string[]): string[] => {
  const src = local?.path ?? args.src;
  if (state.handler === 'ZipArchive')
    return ['/usr/bin/unzip', ...zipWords(args, newer, src, state.dest, text => text)];
  const flags = FLAGS[state.handler] ?? [];
  return [
    '/usr/bin/tar',
    '--extract',
    '-C',
    state.dest,
    ...flags,
    ...tarOptions(args),
    '-f',
    src,
    ...args.include,
  ];
};

const conclude = (output: Output, result: Result, cmd: readonly string[]): Conclusion => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return { kind: 'failed', message: failure(output), result };
  const first = fields.text();
  if (first !== 'good') return { kind: 'failed', message: first, result };
  const code = fields.text();
  const [out, err] = [fields.content(), fields.content()].map(bytes => fromUtf8(bytes ?? Buffer.alloc(0)));
  const told =
    code === '' ? result : { ...result, extract_results: { cmd, rc: Number(code), out: out!, err: err! } };
  if (code !== '' && code !== '0')
    return { kind: 'failed', message: `failed to unpack ${result.src} to ${result.dest}`, result: told };
  if (output.code !== 0)
    return {
      kind: 'failed',
      message: `Unexpected error when accessing exploded file: ${failure(output)}`,
      result: told,
    };
  return { kind: 'changed', result: { ...told, ...statusResult(parseStatus(fields)) } };
};
