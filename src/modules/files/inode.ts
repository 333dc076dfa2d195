import type { Result } from '../module.js';

// How Ansible tells of what an inode says: stat and find.

/** What kind of thing it is, and what may be done with it, from its mode with the type in it. */
export const modeResult = (mode: number): Result => {
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
