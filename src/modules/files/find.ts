import { type Output, quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Result, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { search } from '../shell/functions.js';
import { checkPattern } from './edit.js';
import { type Filter, filterFor, hostTests } from './find-filter.js';
import { inodeResult } from './inode.js';
import { type Entry, type Found, inWalkOrder, parseSearch } from './search.js';

const options = {
  paths: {
    type: 'list',
    elements: 'str',
    required: true,
    aliases: ['name', 'path'],
    description: 'The folders to search.',
  },
  patterns: {
    type: 'list',
    elements: 'str',
    default: [],
    aliases: ['pattern'],
    description: 'Patterns of names, of which one must match; all names if there are none.',
  },
  excludes: {
    type: 'list',
    elements: 'str',
    aliases: ['exclude'],
    description: 'Patterns of names that are left out.',
  },
  use_regex: {
    type: 'bool',
    default: false,
    description: 'The patterns are regular expressions; else they are as in a shell.',
  },
  contains: {
    type: 'str',
    description: 'A regular expression that a line of a file must begin with.',
  },
  read_whole_file: {
    type: 'bool',
    default: false,
    description: '`contains` is looked for anywhere in the whole file.',
  },
  file_type: {
    type: 'str',
    default: 'file',
    choices: ['any', 'directory', 'file', 'link'],
    description: 'What to find.',
  },
  age: {
    type: 'str',
    description: 'How old it must be at least; with a minus at most. `s`, `m`, `h`, `d` and `w` are units.',
  },
  age_stamp: {
    type: 'str',
    default: 'mtime',
    choices: ['atime', 'ctime', 'mtime'],
    description: 'Which of its times tells its age.',
  },
  size: {
    type: 'str',
    description:
      'How large a file must be at least; with a minus at most. `b`, `k`, `m`, `g` and `t` are units.',
  },
  recurse: { type: 'bool', default: false, description: 'Search the folders within, too.' },
  depth: { type: 'int', description: 'How many levels to go down at most; `recurse` must be set.' },
  hidden: { type: 'bool', default: false, description: 'Find what begins with a dot, too.' },
  follow: { type: 'bool', default: false, description: 'Search folders that links lead to, too.' },
  get_checksum: { type: 'bool', default: false, description: 'Whether to return the SHA-1 of files.' },
} as const satisfies OptionSchema;

export type FindArguments = OptionsOf<typeof options>;

interface Prepared {
  readonly args: FindArguments;
  readonly filter: Filter;
}

/** One of the paths, and what is there; undefined if it is no folder. */
interface Searched {
  readonly path: string;
  readonly found: Found | undefined;
}

export const find = defineModule<FindArguments, Prepared, readonly Searched[]>({
  name: 'find',
  collection: 'ansible.builtin',
  description: 'Finds files and folders on the host by their names, age, size and content.',
  options,
  prepare: (args, services) => {
    if (args.use_regex)
      for (const [argument, patterns] of [
        ['patterns', args.patterns],
        ['excludes', args.excludes ?? []],
      ] as const)
        for (const pattern of patterns) checkPattern(argument, pattern, services);
    checkPattern('contains', args.contains, services);
    const age = amount(args.age, SECONDS, 'age', services);
    const size = amount(args.size, BYTES, 'size', services);
    return { args, filter: filterFor(args, age, size) };
  },
  probe,
  parse,
  plan: ({ filter }, searched) => {
    const skipped: { [path: string]: string } = {};
    const files: Result[] = [];
    let examined = 0;
    for (const { path, found } of searched) {
      if (found === undefined) skipped[path] = `'${path}' is not a directory`;
      else {
        examined += found.examined;
        for (const entry of inWalkOrder(found.entries, path))
          if (filter.takes(entry, found.now)) files.push(entryResult(entry));
        const reason = complaintOf(found.complaints);
        if (reason !== undefined) skipped[path] = reason;
      }
    }
    const warnings = Object.entries(skipped).map(
      ([path, reason]) => `Skipped '${path}' path due to this access issue: ${reason}\n`,
    );
    return {
      kind: 'same',
      result: {
        files,
        matched: files.length,
        examined,
        skipped_paths: skipped,
        msg:
          warnings.length === 0 ? 'All paths examined' : 'Not all paths examined, check warnings for details',
        ...(warnings.length > 0 && { warnings }),
      },
    };
  },
  returns: {
    files: {
      type: 'list',
      description: 'What was found: each with path, mode, size, mtime and what stat returns.',
    },
    matched: { type: 'int', description: 'How many were found.' },
    examined: { type: 'int', description: 'How many were looked at.' },
    skipped_paths: { type: 'dict', description: 'Paths that could not be searched, and why.' },
  },
  examples: `- name: Logs that nobody needs any more
  find:
    paths: /var/log/app
    patterns: '*.log'
    age: 4w
    recurse: true
  register: old

- name: Away with them
  file:
    path: "{{ item.path }}"
    state: absent
  loop: "{{ old.files }}"
`,
});

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/** A number with a unit, such as `4w` or `-1m`. */
const amount = (
  text: string | undefined,
  units: Readonly<Record<string, number>>,
  argument: string,
  services: Services,
): number | undefined => {
  if (text === undefined) return undefined;
  const [, number, unit = ''] = /^(-?\d+)([a-z]?)$/.exec(text.toLowerCase()) ?? [];
  const factor = unit === '' ? 1 : units[unit];
  if (number === undefined || factor === undefined)
    throw mistake(
      `failed to process ${argument}`,
      services.locate(argument),
      `write a number, with ${Object.keys(units).join(', ')} behind it for a unit`,
    );
  return Number(number) * factor;
};

function probe({ args, filter }: Prepared): Script {
  const { setup, words } = expand(args.paths);
  const { recurse, depth = 0 } = args;
  const limited = recurse && depth !== 0;
  const most = !recurse || depth < 0 ? '1' : limited ? `${depth + 1}` : '';
  const tests = [
    ...(recurse && !limited ? [] : ['-maxdepth', recurse ? `${Math.max(depth, 0)}` : '1']),
    ...hostTests(args, filter),
  ];
  const flags = `${args.get_checksum ? '1' : "''"} ${filter.readsContents ? '1' : "''"} ${quote(most)}`;
  const lines = words.map(
    word => `path=${word}; printf '%s\\0' "$path"
if [ -d "$path" ]; then printf 'd\\0'; search ${args.follow ? '-L' : '-P'} "$path" ${flags} ${tests.join(' ')}; else printf '\\0'; fi`,
  );
  return { text: setup + lines.join('\n'), uses: [search] };
}

function parse(output: Output, { args, filter }: Prepared): readonly Searched[] {
  const fields = new Fields(output.stdout);
  return args.paths.map(() => {
    const path = fields.text();
    const isFolder = fields.text() === 'd';
    const wanted = { checksums: args.get_checksum, contents: filter.readsContents };
    return { path, found: isFolder ? parseSearch(fields, wanted) : undefined };
  });
}

/** What Python says where find complains that something may not be read; undefined if it had no complaint of that kind. */
const complaintOf = (complaints: string): string | undefined => {
  const [, path] = /^find: '?(.*?)'?: Permission denied$/m.exec(complaints) ?? [];
  return path === undefined ? undefined : `[Errno 13] Permission denied: '${path}'`;
};

const entryResult = ({ path, mode, uid, gid, size, lines, sha1 }: Entry): Result => {
  const [, , , , atime, mtime, ctime, inode, device, links, owner, group] = lines[0]!.split(':');
  return {
    path,
    ...inodeResult({
      mode,
      uid,
      gid,
      size,
      inode: inode!,
      device: device!,
      links: links!,
      seconds: [atime!, mtime!, ctime!],
      times: lines.slice(1),
    }),
    pw_name: owner === 'UNKNOWN' ? '' : owner!,
    gr_name: group === 'UNKNOWN' ? '' : group!,
    ...(sha1 !== undefined && { checksum: sha1 }),
  };
};
