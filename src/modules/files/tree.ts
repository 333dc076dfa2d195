import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mistake } from '../../source/diagnostic.js';
import type { Services } from '../module.js';
import { type Material, materialOfFile } from './material.js';

/** A local folder to be copied: what is in it, by its path from there. */
export interface LocalTree {
  readonly folders: readonly string[];
  readonly files: readonly LocalFile[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

export interface LocalFile {
  readonly path: string;
  readonly material: Material;
  /** Its permission bits. */
  readonly mode: number;
}

/** How a tree is read. */
export interface TreeOptions {
  /** Take what links lead to; else the links. A link to a folder that it is in stays a link. */
  readonly follow: boolean;
  readonly decrypt: boolean;
  readonly services: Services;
}

/** Content of a tree that is larger than this is read when it is sent. */
const LARGEST_HELD = 16 * 1024 * 1024;

/** Reads a local folder with all that is in it. Throws a DiagnosticError for what can't be copied. */
export const readTree = async (root: string, options: TreeOptions): Promise<LocalTree> => {
  const folders: string[] = [];
  const links: { path: string; target: string }[] = [];
  const found: { path: string; local: string; mode: number }[] = [];
  let total = 0;
  const walk = (folder: string, above: readonly string[]): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort(byName)) {
      const path = join(folder, entry.name);
      const local = join(root, path);
      const status = statSync(local, { throwIfNoEntry: false });
      if (entry.isSymbolicLink() && !(options.follow && status && !leadsBack(local, above))) {
        links.push({ path, target: readlinkSync(local) });
      } else if (status?.isDirectory()) {
        folders.push(path);
        walk(path, [...above, realpathSync(local)]);
      } else if (status?.isFile()) {
        total += status.size;
        found.push({ path, local, mode: status.mode & 0o7777 });
      } else {
        throw mistake(`${local} is neither a file nor a folder nor a link`, options.services.locate('src'));
      }
    }
  };
  walk('', [realpathSync(root)]);
  const files: LocalFile[] = [];
  for (const { path, local, mode } of found) {
    const material = await materialOfFile(local, options.decrypt, options.services);
    const held =
      total <= LARGEST_HELD || typeof material.payload !== 'object' || material.bytes === undefined;
    const streamed = { ...material, payload: { file: local, size: material.size }, bytes: undefined };
    // What was decrypted is nowhere else.
    const isLocal = statSync(local).size === material.size;
    files.push({ path, mode, material: held || !isLocal ? material : streamed });
  }
  return { folders, files, links };
};

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

const leadsBack = (local: string, above: readonly string[]): boolean => above.includes(realpathSync(local));
