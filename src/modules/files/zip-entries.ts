import { applyMode } from './mode.js';
import type { UnarchiveArguments } from './unarchive-options.js';
import type { Found } from './unarchive-state.js';

/** What zipinfo says of one thing in a zip file. */
interface Listed {
  readonly name: string;
  /** `d`, `l`, `-`, or `?` for what has no type of its own. */
  readonly type: string;
  readonly permissions: string;
  readonly size: number;
  /** `20260131.100000` */
  readonly time: string;
}

/** How something in a zip file differs from what is in the folder. */
export interface ZipDifference {
  readonly name: string;
  readonly attribute: string;
  readonly before: string;
  readonly after: string;
}

/** What is compared. */
export interface ZipComparison {
  readonly args: UnarchiveArguments;
  /** Whom all shall belong to. */
  readonly uid: number;
  readonly gid: number;
  /** By their names. */
  readonly found: ReadonlyMap<string, Found | undefined>;
  /** What `unzip -v` prints. */
  readonly sums: string;
}

/** What `zipinfo -T -s` tells of. */
export const parseZipinfo = (text: string): readonly Listed[] =>
  text.split('\n').flatMap(line => {
    const [, type, permissions, size, time, name] =
      /^([-dl?])([-rwxstahST]{6,9})\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+(\d{8}\.\d{6})\s(.*)$/s.exec(line) ??
      [];
    if (name === undefined) return [];
    return [{ name, type: type!, permissions: permissions!, size: Number(size), time: time! }];
  });

const parseSums = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap(line => {
      const [, sum, name] =
        /^\s*\d+\s+\S+\s+\d+\s+\S+\s+\S+\s+\S+\s+([0-9a-f]{8})\s{2}(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, sum!] as const];
    }),
  );

/** The differences, and the names of files that are newer in the folder and are to be left alone. */
export const compareZip = (
  listed: readonly Listed[],
  comparison: ZipComparison,
): { readonly differences: readonly ZipDifference[]; readonly newer: readonly string[] } => {
  const sums = parseSums(comparison.sums);
  const newer: string[] = [];
  const differences = listed.flatMap((entry): readonly ZipDifference[] => {
    const { name } = entry;
    const differ = (attribute: string, before: string, after: string) => ({ name, attribute, before, after });
    const type = name.endsWith('/') ? 'directory' : entry.type === 'l' ? 'link' : 'file';
    const found = comparison.found.get(name);
    if (!found) return [differ('state', 'absent', type)];
    if (found.status.type !== type) return [differ('state', found.status.type, type)];
    const differences: ZipDifference[] = [];
    if (type === 'file') {
      const time = timeOf(entry);
      if (comparison.args.keep_newer && time < found.written && !isSame(time, found.written)) {
        newer.push(name);
        return [];
      }
      if (!isSame(time, found.written))
        differences.push(differ('modified', found.written.slice(0, time.length), time));
      if (entry.size !== found.status.size)
        differences.push(differ('size', `${found.status.size}`, `${entry.size}`));
      else if (found.crc !== undefined && sums.has(name) && sums.get(name) !== found.crc)
        differences.push(differ('content', `crc32:${found.crc}`, `crc32:${sums.get(name)}`));
    }
    const mode = modeOf(entry, found.status.mode, comparison.args.mode);
    if (type !== 'link' && mode !== found.status.mode)
      differences.push(differ('mode', octal(found.status.mode), octal(mode)));
    if (found.status.uid !== comparison.uid)
      differences.push(differ('owner', `${found.status.uid}`, `${comparison.uid}`));
    if (found.status.gid !== comparison.gid)
      differences.push(differ('group', `${found.status.gid}`, `${comparison.gid}`));
    return differences;
  });
  return { differences, newer };
};

const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

/** An entry's time in the form of that of a file, without fractions. */
const timeOf = ({ time }: Listed): string =>
  time.replace(/^(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');

const isSame = (time: string, written: string): boolean =>
  written.startsWith(time) && /^\.?0*$/.test(written.slice(time.length));

/** The mode that an entry asks for. One made by a system without modes gets what the umask leaves. */
const modeOf = ({ name, type, permissions }: Listed, current: number, wanted: string | undefined): number => {
  if (wanted !== undefined) return applyMode(wanted, current, name.endsWith('/'));
  let letters = permissions;
  let mask = 0;
  if (letters.length === 6) {
    letters = name.endsWith('/') || letters === 'rwx---' ? 'rwxrwxrwx' : 'rw-rw-rw-';
    mask = type === '?' ? 0 : 0o022;
  }
  const bits = [...letters].reduce((sum, letter) => sum * 2 + ('rwxst'.includes(letter) ? 1 : 0), 0);
  return bits & ~mask;
};
