import { parse as parsePath, posix } from 'node:path';
import type { Fields } from '../shell/fields.js';

/** Something that a search on the host came by. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  /** With the type in it. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** The lines that stat printed: numbers and names, and the three times for people. */
  readonly lines: readonly string[];
  /** It is a folder, or a link to one. */
  readonly isFolder: boolean;
  readonly sha1: string | undefined;
  readonly content: Buffer | undefined;
}

/** What the shell function `search` found. */
export interface Found {
  /** The host's time, in seconds. */
  readonly now: number;
  readonly entries: readonly Entry[];
  /** How many entries there are, those included that no test holds for. */
  readonly examined: number;
  readonly complaints: string;
}

/** What `search` was told to bring along. */
interface Wanted {
  readonly checksums: boolean;
  readonly contents: boolean;
}

/** Reads what the shell function `search` printed. */
export const parseSearch = (fields: Fields, { checksums, contents }: Wanted): Found => {
  const now = clock(fields.text());
  const entries: Entry[] = [];
  for (let numbers = fields.text(); numbers !== ''; numbers = fields.text()) {
    const lines = numbers.trimEnd().split('\n');
    for (let at = 0; at < lines.length; at += 4) {
      const path = posix.normalize(fields.text());
      const isFolder = fields.text() === 'd';
      const sha1 = checksums ? fields.text() || undefined : undefined;
      const content = contents ? fields.content() : undefined;
      const [bits, uid, gid, size] = lines[at]!.split(':');
      entries.push({
        path,
        name: parsePath(path).base,
        mode: Number.parseInt(bits!, 16),
        uid: Number(uid),
        gid: Number(gid),
        size: Number(size),
        lines: lines.slice(at, at + 4),
        isFolder,
        sha1,
        content,
      });
    }
  }
  return { now, entries, examined: Number(fields.text()), complaints: fields.text().trim() };
};

/** Where the host's date knows no fractions, the second at hand is taken for over, as files have them. */
const clock = (text: string): number => {
  const [seconds, fraction = ''] = text.split('.');
  return Number(seconds) + (/^\d+$/.test(fraction) ? Number(`0.${fraction}`) : 1);
};

interface Folder {
  entry: Entry | undefined;
  readonly children: Map<string, Folder>;
}

/**
 * Puts entries as find has them, each folder with all that is below it in its place, into the order of Ansible: of a folder the files, then
 * the folders, and then what is in them.
 */
export const inWalkOrder = (entries: readonly Entry[], root: string): readonly Entry[] => {
  const top: Folder = { entry: undefined, children: new Map() };
  const prefix = posix.normalize(`${root}/`);
  for (const entry of entries) {
    let folder = top;
    for (const part of entry.path.slice(prefix.length).split('/')) {
      const child: Folder = folder.children.get(part) ?? { entry: undefined, children: new Map() };
      folder.children.set(part, child);
      folder = child;
    }
    folder.entry = entry;
  }
  return [...walk(top)];
};

function* walk(folder: Folder): Generator<Entry> {
  const children = [...folder.children.values()];
  for (const { entry } of children) if (entry && !entry.isFolder) yield entry;
  for (const { entry } of children) if (entry?.isFolder) yield entry;
  for (const child of children) yield* walk(child);
}
