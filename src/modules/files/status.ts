import type { Result } from '../module.js';
import type { Fields } from '../shell/fields.js';

export type FileType = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'block' | 'character';

/** What stands at a path on a host, as `describe` tells it. */
export interface Status {
  readonly type: FileType;
  /** The permission bits, with set-user-id and the like: 0 to 07777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names of the user and the group, the numbers as text where there are none. */
  readonly owner: string;
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly accessed: number;
  readonly inode: string;
  readonly device: string;
  readonly links: number;
  /** Where a link points to, as it says. */
  readonly target: string | undefined;
}

const TYPES: ReadonlyMap<number, FileType> = new Map([
  [0o010000, 'fifo'],
  [0o020000, 'character'],
  [0o040000, 'directory'],
  [0o060000, 'block'],
  [0o100000, 'file'],
  [0o120000, 'link'],
  [0o140000, 'socket'],
]);

/** Reads what `describe` printed; undefined: there is nothing. */
export const parseStatus = (fields: Fields): Status | undefined => {
  const line = fields.text();
  const target = fields.text();
  return statusOfLine(line, target);
};

/** Reads one of the lines that `describe` and `walk` print. */
export const statusOfLine = (line: string, target?: string): Status | undefined => {
  const numbers = line.split(':');
  if (numbers.length < 11) return undefined;
  const [bits, uid, gid, size, modified, accessed, inode, device, links, owner, group] = numbers;
  const mode = Number.parseInt(bits!, 16);
  const type = TYPES.get(mode & 0o170000) ?? 'file';
  return {
    type,
    mode: mode & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    owner: owner === 'UNKNOWN' ? uid! : owner!,
    group: group === 'UNKNOWN' ? gid! : group!,
    size: Number(size),
    modified: Number(modified),
    accessed: Number(accessed),
    inode: inode!,
    device: device!,
    links: Number(links),
    target: type === 'link' ? target : undefined,
  };
};

/** A mode as Ansible shows it: `0644`. */
export const modeText = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

/** The word that Ansible has for what stands at a path: everything but folders and links is a file, one with several names `hard`. */
export const stateOf = (status: Status | undefined): 'absent' | 'directory' | 'link' | 'hard' | 'file' => {
  if (status === undefined) return 'absent';
  if (status.type === 'directory' || status.type === 'link') return status.type;
  return status.links > 1 ? 'hard' : 'file';
};

/** The return values that Ansible adds for every module that works on one file. */
export const statusResult = (status: Status | undefined): Result =>
  status === undefined
    ? {}
    : {
        uid: status.uid,
        gid: status.gid,
        owner: status.owner,
        group: status.group,
        mode: modeText(status.mode),
        state: stateOf(status),
        size: status.size,
      };
