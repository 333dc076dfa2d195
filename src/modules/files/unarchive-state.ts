import { type Output, type Payload, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { fromUtf8 } from '../../value/utf8.js';
import { exists, expand } from '../commands/words.js';
import { Fields } from '../shell/fields.js';
import { content, describe, download } from '../shell/functions.js';
import { type CommonState, commonProbe, commonUses, parseCommon } from './common.js';
import { downloadCommand, plainRequest } from './download.js';
import { parseStatus, type Status, statusOfLine } from './status.js';
import type { UnarchiveArguments } from './unarchive-options.js';

/** A task that unpacks an archive. */
export interface UnarchiveTask {
  readonly args: UnarchiveArguments;
  /** A local archive's path and content; undefined if it is on the host or has to be fetched. */
  readonly local: { readonly path: string; readonly payload: Payload; readonly size: number } | undefined;
}

/** What stands where something of an archive is to be. */
export interface Found {
  readonly status: Status;
  /** When it was written, by the host's clock on the wall: `2026-01-31 10:00:00.000000000`. */
  readonly written: string;
  /** The CRC-32 of a regular file, in hexadecimal, where it was asked for. */
  readonly crc: string | undefined;
}

/** One thing in an archive. */
export interface Entry {
  readonly name: string;
  /** Undefined if there is nothing; also where nobody has looked. */
  readonly found: Found | undefined;
}

export type UnarchiveState =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'archive';
      /** The folder, with what it begins with expanded. */
      readonly dest: string;
      readonly folder: Status | undefined;
      readonly uid: number;
      readonly gid: number;
      readonly common: CommonState;
      readonly handler: string;
      readonly entries: readonly Entry[];
      /** What tar says of differences; of a zip file what zipinfo says of it. */
      readonly report: string;
      /** The checksums in a zip file, as unzip lists them. */
      readonly sums: string;
    };

/** Whether owner, group or mode of what is unpacked are given. */
export const givesAttributes = ({ owner, group, mode }: UnarchiveArguments): boolean =>
  owner !== undefined || group !== undefined || mode !== undefined;

const unarchiveFunction = shellFunction(import.meta.url, 'unarchive');

/** The functions that scripts call behind `opening`. */
export const unarchiveUses = [unarchiveFunction, content, describe, download, ...commonUses];

/** What tar is called with beside what it is to do and what it is to do it to. */
export const tarOptions = (args: UnarchiveArguments): readonly string[] => [
  ...(args.extra_opts.length > 0 ? ['--show-transformed-names', ...args.extra_opts] : []),
  ...(args.owner ? [`--owner=${args.owner}`] : []),
  ...(args.group ? [`--group=${args.group}`] : []),
  ...(args.keep_newer ? ['--keep-newer-files'] : []),
  ...args.exclude.map(pattern => `--exclude=${pattern.replace(/\/+$/, '')}`),
];

/** sh that makes the archive ready to be read, on the host. */
export const opening = ({ args, local }: UnarchiveTask): string => {
  const source = local?.path ?? args.src;
  const isUrl = local === undefined && source.includes('://');
  const { setup, words } = expand([args.dest, local || isUrl ? '' : source]);
  const fetching = isUrl ? downloadCommand(source, plainRequest(args.validate_certs)) : ':';
  return `${setup}dest=${words[0]}
source=${local || isUrl ? quote(source) : words[1]}
kind=${local ? 'payload' : isUrl ? 'url' : 'file'}
size=${local?.size ?? 0}
fetch() { ${fetching}; }
tar_of() (
  action=$1
  shift
  cd -- "$dest" && "$tar" "$action" \${flag:+"$flag"} "$@" ${tarOptions(args).map(quote).join(' ')} -f "$archive" ${args.include.map(quote).join(' ')}
)
list() { tar_of --list --quoting-style=escape; }
unarchive || exit
`;
};

/** Reads what is in the archive and how it differs from what is in the folder. */
export const unarchiveProbe = (task: UnarchiveTask): Script => {
  const { args, local } = task;
  const lines = [
    ...(args.creates === undefined
      ? []
      : [`if { ${exists(args.creates)}; }; then printf 'creates\\0'; exit; fi`]),
    opening(task),
    `printf 'good\\0%s\\0' "$dest"; describe "$dest"; printf '%s:%s\\0' "$(id -u)" "$(id -g)"`,
    commonProbe(args, '"$dest"'),
    `printf '%s\\0' "$handler"`,
    `if [ "$handler" = ZipArchive ]; then`,
    `zipinfo -1 "$archive" >"$work/names"`,
    `zipinfo -T -s "$archive" >"$work/report"`,
    `unzip -v "$archive" >"$work/sums"`,
    `names() { tr '\\n' '\\000' <"$work/names"; }; look=sums`,
    `else`,
    `tar_of --diff >"$work/report" 2>&1; : >"$work/sums"`,
    `names() { unarchive_names <"$work/names"; }; look=${givesAttributes(args) ? 'plain' : ''}`,
    `fi`,
    `content "$work/names"; content "$work/report"; content "$work/sums"`,
    `if [ -n "$look" ]; then names | (cd -- "$dest" && unarchive_look "\${look#plain}"); else printf '\\0'; fi`,
  ];
  return {
    text: lines.join('\n'),
    uses: unarchiveUses,
    ...(local && { payload: [local.payload] }),
  };
};

/** Reads what the probe printed. */
export const parseUnarchive = (output: Output, { args }: UnarchiveTask): UnarchiveState => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return { kind: 'failed', message: output.stderr.toString().trim() };
  const first = fields.text();
  if (first === 'creates') return { kind: 'done' };
  if (first !== 'good') return { kind: 'failed', message: first };
  const dest = fields.text();
  const folder = parseStatus(fields);
  const [uid, gid] = fields.text().split(':').map(Number);
  const common = parseCommon(fields, args);
  const handler = fields.text();
  const text = () => fromUtf8(fields.content() ?? Buffer.alloc(0));
  const lines = text().split('\n').slice(0, -1);
  const names = lines.map(line => (handler === 'ZipArchive' ? line : unescaped(line).replace(/^\//, '')));
  const report = text();
  const sums = text();
  const found = parseLook(fields, handler === 'ZipArchive');
  const entries = names.map((name, index) => ({ name, found: found[index] }));
  return {
    kind: 'archive',
    dest,
    folder,
    uid: uid ?? 0,
    gid: gid ?? 0,
    common,
    handler,
    entries,
    report,
    sums,
  };
};

const parseLook = (fields: Fields, hasSums: boolean): readonly (Found | undefined)[] => {
  const found: (Found | undefined)[] = [];
  for (let there = fields.text(); there !== ''; there = fields.text()) {
    const lines = fields.text().split('\n');
    const sums = hasSums ? fields.text().split('\n') : [];
    let at = 0;
    for (const mark of there) {
      const index = mark === '+' ? at++ : -1;
      const line = lines[index] ?? '';
      const status = index === -1 ? undefined : statusOfLine(line);
      found.push(status && { status, written: writtenIn(line), crc: sumOf(sums[index]) });
    }
  }
  return found;
};

const writtenIn = (line: string): string => /\d+-\d\d-\d\d \d\d:\d\d:\d\d\.\d+/.exec(line)?.[0] ?? '';

/** The bytes that gzip puts at the end, lowest first. */
const sumOf = (bytes = ''): string | undefined => {
  const pairs = bytes.trim().split(/\s+/);
  return pairs.length === 4 ? pairs.reverse().join('') : undefined;
};

/** A name as tar prints it, with its escapes read. */
const unescaped = (name: string): string => {
  if (!name.includes('\\')) return name;
  const bytes = Buffer.from(name).toString('latin1');
  const read = bytes.replace(/\\(?:([0-7]{3})|(.))/g, (_, octal: string | undefined, letter: string) =>
    octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return fromUtf8(Buffer.from(read, 'latin1'));
};

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};
