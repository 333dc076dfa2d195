import { type Output, quote, type Script } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { Fields } from '../shell/fields.js';
import { describe, resolve, walk } from '../shell/functions.js';
import { type CommonState, commonProbe, commonUses, parseCommon } from './common.js';
import type { FileArguments } from './file-options.js';
import { parseStatus } from './status.js';
import type { WantedTime } from './timestamps.js';
import { type Place, parseWalk } from './walk.js';

/** A task of the file module, ready to be probed. */
export interface FileTask {
  readonly args: FileArguments;
  readonly modified: WantedTime;
  readonly accessed: WantedTime;
}

/** What a host says to a task of the file module. */
export interface FileModuleState extends Place {
  /** Where the link at the path leads to in the end, if it is one. */
  readonly end: Place | undefined;
  /** `src`, expanded; a relative one of a symbolic link counts from the link's folder. */
  readonly src: string | undefined;
  readonly source: Place | undefined;
  readonly emptyFolder: boolean;
  readonly common: CommonState;
  /** The times asked for in seconds; undefined if the host can't make sense of them. */
  readonly modified: number | undefined;
  readonly accessed: number | undefined;
  /** For `recurse`: what is in the folder and may differ, links as themselves; and then what links lead to, by the links' names. */
  readonly entries: readonly Place[];
  readonly linked: readonly Place[];
  /** Some of them went away while they were read. */
  readonly moving: boolean;
}

/** Reads all that `plan` needs, for any state. */
export const fileModuleProbe = ({ args, modified, accessed }: FileTask): Script => {
  const { setup, words } = expand([args.path, args.src ?? '']);
  const lines = [
    `${setup}path=${words[0]} src=${words[1]}`,
    // A hard link may be named by the folder that it is to be put in.
    ...(args.state === 'hard' && args.src !== undefined
      ? [`if [ -d "$path" ]; then path=\${path%/}/\${src##*/}; fi`]
      : []),
    `printf '%s\\0' "$path" "$src"`,
    `describe "$path"`,
    `end=$path`,
    `if [ -L "$path" ]; then resolve "$path"; end=$resolved; fi`,
    `printf '%s\\0' "$end"; describe "$end"`,
    // Where src counts from.
    `source=$src`,
    ...(args.state === 'hard'
      ? []
      : [`case $src in /*) ;; *) case $path in */*) source=\${path%/*}/$src ;; esac ;; esac`]),
    `resolve "$source"; source=$resolved`,
    `printf '%s\\0' "$source"; describe "$source"`,
    `if [ -d "$path" ] && [ -z "$(ls -A -- "$path")" ]; then printf empty; fi; printf '\\0'`,
    commonProbe(args, args.follow ? '"$end"' : '"$path"'),
    ...[modified, accessed].map(time =>
      typeof time === 'string' ? '' : `date -d ${quote(time.local)} +%s; printf '\\0'`,
    ),
    ...(args.recurse ? walks(args) : []),
  ];
  return { text: lines.filter(Boolean).join('\n'), uses: [describe, resolve, walk, ...commonUses] };
};

/** Leaves out what is as it shall be, where find can tell. */
const walks = (args: FileArguments): string[] => {
  const tests: string[] = [];
  if (args.owner !== undefined) tests.push('! -user "$uid"');
  if (args.group !== undefined) tests.push('! -group "$gid"');
  if (args.mode !== undefined)
    tests.push(/^[0-7]+$/.test(args.mode) ? `! -type l ! -perm ${args.mode}` : '! -type l');
  const timed = [args.modification_time, args.access_time].some(time => (time ?? 'preserve') !== 'preserve');
  const differs = timed ? '' : `\\( ${tests.join(' -o ')} \\)`;
  if (!timed && tests.length === 0) return [`printf '\\0'`, `printf '\\0'`];
  return [
    `account passwd ${quote(args.owner ?? '')} >/dev/null; uid=\${account_found:-0}`,
    `account group ${quote(args.group ?? '')} >/dev/null; gid=\${account_found:-0}`,
    `case $end in -*) end=./$end ;; esac`,
    `if [ -d "$end" ]; then walk -P "$end" ${differs}; else printf '\\0'; fi`,
    args.follow
      ? `if [ -d "$end" ]; then walk -L "$end" ! -type l ${differs}; else printf '\\0'; fi`
      : `printf '\\0'`,
  ];
};

/** Reads what `fileModuleProbe` printed. */
export const parseFileModule = (output: Output, { args, modified, accessed }: FileTask): FileModuleState => {
  const fields = new Fields(output.stdout);
  const path = fields.text();
  const src = fields.text();
  const status = parseStatus(fields);
  const endPath = fields.text();
  const end = { path: endPath, status: parseStatus(fields) };
  const sourcePath = fields.text();
  const source = { path: sourcePath, status: parseStatus(fields) };
  const emptyFolder = fields.text() !== '';
  const common = parseCommon(fields, args);
  const seconds = (time: WantedTime) =>
    typeof time === 'string' ? undefined : Number.parseInt(fields.text(), 10);
  const state = {
    path,
    status,
    end: status?.type === 'link' ? end : undefined,
    src: args.src === undefined ? undefined : src,
    source: args.src === undefined || sourcePath === '' ? undefined : source,
    emptyFolder,
    common,
    modified: seconds(modified),
    accessed: seconds(accessed),
  };
  if (!args.recurse) return { ...state, entries: [], linked: [], moving: false };
  const root = endPath.startsWith('-') ? `./${endPath}` : endPath;
  const entries = parseWalk(fields);
  const linked = parseWalk(fields);
  const known = new Set(entries?.filter(entry => entry.status?.type !== 'link').map(entry => entry.path));
  return {
    ...state,
    entries: (entries ?? []).filter(entry => entry.path !== root),
    linked: (linked ?? []).filter(entry => entry.path !== root && !known.has(entry.path)),
    moving: entries === undefined || linked === undefined,
  };
};
