import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, resolve } from 'node:path';
import { type Filter, filters } from '../define.js';
import { expandHome } from '../files.js';
import { glob } from '../glob.js';
import { textArgument } from '../methods/method.js';
import { Fault, type Runtime, tupleOf } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toText } from '../values/text.js';

const split = (path: string): [head: string, tail: string] => {
  const at = path.lastIndexOf('/') + 1;
  const head = path.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(at)];
};

/** Python's `os.path.splitext`: dots at the start of a name begin no extension. */
export const splitExtension = (path: string): [root: string, extension: string] => {
  const match = /^((?:.*\/)?\.*[^./][^/]*?)(\.[^./]*)$/s.exec(path);
  return match ? [match[1]!, match[2]!] : [path, ''];
};

/** Python's `os.path.join`: an absolute part drops what is before it. */
export const joinPaths = (parts: readonly string[]): string =>
  parts.reduce((path, part) => {
    if (part.startsWith('/') || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  });

const realPath = (path: string): string => {
  let existing = resolve(path);
  let missing = '';
  for (;;) {
    try {
      return posix.join(realpathSync(existing), missing);
    } catch {
      if (existing === '/') return resolve(path);
      missing = posix.join(posix.basename(existing), missing);
      existing = posix.dirname(existing);
    }
  }
};

const variables = (text: string): string =>
  text.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, name?: string, braced?: string) => process.env[name ?? braced!] ?? whole,
  );

const simple = (
  apply: (path: string) => Runtime,
): readonly [readonly string[], (value: Runtime) => Runtime] => [
  [],
  value => apply(textArgument(value, 'a path')),
];

/** Windows' paths as Python's `ntpath.split` and `splitdrive` cut them. */
const splitDrive = (path: string): [drive: string, rest: string] => {
  const drive = /^(?:[^\\/]:|[\\/]{2}[^\\/]+[\\/][^\\/]+)/s.exec(path)?.[0] ?? '';
  return [drive, path.slice(drive.length)];
};

const splitWindows = (path: string): [head: string, tail: string] => {
  const [drive, rest] = splitDrive(path);
  const [, head = '', tail = ''] = /^(.*[\\/])?([^\\/]*)$/s.exec(rest)!;
  return [drive + (head.replace(/[\\/]+$/, '') || head), tail];
};

/** Filters on paths. Those that look at files look at the runner's. */
export const pathFilters: [string, Filter][] = filters({
  basename: simple(path => split(path)[1]),
  commonpath: [
    [],
    value => {
      const paths = iterate(value).map(path =>
        toText(path)
          .split('/')
          .filter(part => part !== '' && part !== '.'),
      );
      const [first = []] = paths;
      const length = first.findIndex((part, index) => paths.some(path => path[index] !== part));
      const absolute = toText(iterate(value)[0] ?? '').startsWith('/');
      return (absolute ? '/' : '') + first.slice(0, length === -1 ? undefined : length).join('/');
    },
  ],
  dirname: simple(path => split(path)[0]),
  expanduser: simple(path => expandHome(path, homedir())),
  expandvars: simple(variables),
  fileglob: simple(path => glob(path)),
  normpath: simple(path => posix.normalize(path === '' ? '.' : path).replace(/(?<=.)\/$/, '')),
  path_join: [
    [],
    value => {
      if (typeof value === 'string') return value;
      const parts = iterate(value).map(part => textArgument(part, 'a part of a path'));
      if (parts.length === 0) throw new Fault('path_join needs at least one part');
      return joinPaths(parts);
    },
  ],
  realpath: simple(realPath),
  relpath: [
    ['start'],
    (value, [start = '.']) => {
      const path = textArgument(value, 'a path');
      if (path === '') throw new Fault('relpath needs a path');
      return posix.relative(resolve(toText(start)), resolve(path)) || '.';
    },
  ],
  splitext: simple(path => tupleOf(...splitExtension(path))),
  win_basename: simple(path => splitWindows(path)[1]),
  win_dirname: simple(path => splitWindows(path)[0]),
  win_splitdrive: simple(path => tupleOf(...splitDrive(path))),
});
