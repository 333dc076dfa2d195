import { dirname } from 'node:path';
import type { Host } from './host.js';

/** One entry of a host's file tree. Sizes and hashes are those of regular files, targets those of symbolic links. */
export interface Entry {
  readonly type: string;
  readonly mode: string;
  readonly owner: string;
  readonly modified: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly target?: string;
}

/** A host's file tree by absolute path. */
export type Tree = ReadonlyMap<string, Entry>;

/**
 * What changes on a host although nobody works on it, or as a mere trace of a login or of asking for packages:
 * - the kernel's own file systems, and /run, which doesn't outlive a boot;
 * - logs, which record logins too;
 * - what apt fetched: package lists, downloaded packages, its index;
 * - when timers ran last, and the seed of the random numbers, which systemd writes;
 * - sudo's note of whom it has lectured; the private /tmp of services;
 * - Docker's own store, which lies outside the disk: ask Docker instead.
 * All else is looked at: /tmp, home folders and the package database too.
 */
export const noise: readonly string[] = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/var/log',
  '/var/cache/apt',
  '/var/lib/apt/lists',
  '/var/lib/systemd/timers',
  '/var/lib/systemd/random-seed',
  '/var/lib/sudo',
  '/tmp/systemd-private-*',
  '/var/tmp/systemd-private-*',
  '/var/lib/docker',
  '/var/lib/containerd',
];

/** Reads the file tree of a host, less `noise` and what else is `excluded` (paths, in which `*` is any text). */
export async function treeOf(host: Host, excluded: readonly string[] = []): Promise<Tree> {
  const skipped = [...noise, ...excluded];
  const prune = `\\( ${skipped.map(path => `-path '${path}'`).join(' -o ')} \\) -prune`;
  // /tmp has a file system of its own; whatever else is mounted is left out.
  const find = `find / /tmp -xdev ${prune} -o`;
  const listing = await host.output('sh -s', {
    input: `export LC_ALL=C
${find} -printf '%y\\0%m\\0%u:%g\\0%T@\\0%s\\0%l\\0%p\\0'
printf 'end\\0'
${find} -type f -print0 | xargs -0 sha256sum -z
`,
  });
  return parse(listing, new Set(skipped.map(path => dirname(path))));
}

/** Reads what the script of `treeOf` prints. A folder in `restless` has entries that are skipped, so its time says nothing. */
function parse(listing: string, restless: ReadonlySet<string>): Tree {
  const fields = listing.split('\0').values();
  const next = (): string => fields.next().value ?? '';
  const tree = new Map<string, Entry>();
  for (let type = next(); type !== 'end'; type = next()) {
    const entry = { type, mode: next(), owner: next(), modified: next() };
    const [size, target, path] = [next(), next(), next()];
    if (type === '') throw new Error('the listing of the file tree was cut off');
    if (restless.has(path)) entry.modified = '';
    if (type === 'f') tree.set(path, { ...entry, size: Number(size) });
    else if (type === 'l') tree.set(path, { ...entry, target });
    else tree.set(path, entry);
  }
  for (let line = next(); line !== ''; line = next()) {
    const [sha256, path] = [line.slice(0, 64), line.slice(66)];
    const entry = tree.get(path);
    if (entry !== undefined) tree.set(path, { ...entry, sha256 });
  }
  return tree;
}

/** What differs between two trees, sorted by path: `+ path`, `- path`, or `path: field before -> after, ...`. */
export function differences(before: Tree, after: Tree): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap(path => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === undefined) return [`+ ${path}`];
    if (now === undefined) return [`- ${path}`];
    const changed = fields
      .filter(field => old[field] !== now[field])
      .map(field => `${field} ${old[field]} -> ${now[field]}`);
    return changed.length === 0 ? [] : [`${path}: ${changed.join(', ')}`];
  });
}

const fields = ['type', 'mode', 'owner', 'modified', 'size', 'sha256', 'target'] as const;
