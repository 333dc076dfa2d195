import type { Result } from '../module.js';

// How Ansible tells of what an inode says: stat and find.

/** What an inode says, in the host's words; `times` have fractions of seconds. */
export interface Inode {
  readonly mode: number;
  readonly uid: string | number;
  readonly gid: string | number;
  readonly size: string | number;
  readonly inode: string;
  readonly device: string;
  readonly links: string;
  /** When it was read, written and changed: seconds since 1970. */
  readonly seconds: readonly [string, string, string];
  /** The same as times for people. */
  readonly times: readonly (string | undefined)[];
}

/** What both tell of an inode. */
export const inodeResult = ({
  mode,
  uid,
  gid,
  size,
  inode,
  device,
  links,
  seconds,
  times,
}: Inode): Result => ({
  ...modeResult(mode),
  uid: Number(uid),
  gid: Number(gid),
  size: Number(size),
  inode: Number(inode),
  dev: Number(device),
  nlink: Number(links),
  atime: exactTime(seconds[0], times[0]),
  mtime: exactTime(seconds[1], times[1]),
  ctime: exactTime(seconds[2], times[2]),
});

/** What kind of thing it is, and what may be done with it, from its mode with the type in it. */
const modeResult = (mode: number): Result => {
  const is = (type: number) => (mode & 0o170000) === type;
  return {
    mode: (mode & 0o7777).toString(8).padStart(4, '0'),
    isdir: is(0o040000),
    ischr: is(0o020000),
    isblk: is(0o060000),
    isreg: is(0o100000),
    isfifo: is(0o010000),
    islnk: is(0o120000),
    issock: is(0o140000),
    ...permissionBits(mode),
  };
};

const permissionBits = (mode: number): Result => {
  const bits: { [name: string]: boolean } = { isuid: (mode & 0o4000) > 0, isgid: (mode & 0o2000) > 0 };
  for (const [index, who] of ['usr', 'grp', 'oth'].entries())
    for (const [shift, right] of ['r', 'w', 'x'].entries())
      bits[right + who] = (mode & (0o400 >> (index * 3 + shift))) > 0;
  return bits;
};

/** Seconds with the fraction that the time for people has: `2026-01-31 10:00:00.123456789 +0000`. */
export const exactTime = (seconds: string, text = ''): number =>
  Number(seconds + (/\.\d+/.exec(text)?.[0] ?? ''));
