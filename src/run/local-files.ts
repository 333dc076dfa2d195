import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { lineage } from '../playbook/inherit.js';
import type { Play, Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { systemReason } from '../source/system-reason.js';
import { GIVE_PASSWORD, isVaultText, type Vault } from '../source/vault.js';
import type { LocalFiles } from '../template/index.js';

/**
 * The folders in which a task's local files are looked for, nearest first: its role and the roles that use it, the folder of its own
 * file, the playbook's. Source: "Search paths in Ansible" in its documentation.
 */
export const searchPathOf = (holder: Task | Play, playbookDirectory: string): readonly string[] => {
  const paths: string[] = [];
  for (const at of lineage(holder)) if (at.kind === 'role') paths.push(at.role.path);
  paths.push(dirname(resolve(holder.location.file.path)), playbookDirectory);
  return [...new Set(paths)];
};

/** What is in larger files is too much to look for in all that is printed. */
const LARGEST_SECRET = 64 * 1024;

/** The files that a task, its templates and its lookups may read. */
export class TaskFiles implements LocalFiles {
  readonly #paths: readonly string[];
  readonly #vault: Vault | undefined;

  constructor(paths: readonly string[], vault: Vault | undefined) {
    this.#paths = paths;
    this.#vault = vault;
  }

  /** The absolute path of a file that is to be written: relative names are below the playbook's folder. */
  destination(name: string): string {
    return resolve(this.#paths.at(-1) ?? '', atHome(name));
  }

  folders(folder: string): readonly string[] {
    return this.#paths.flatMap(path => [join(path, folder), path]);
  }

  find(folder: string, name: string): string | undefined {
    return this.candidates(folder, name).find(path => existsSync(path));
  }

  /** Every path that `find` tries. */
  candidates(folder: string, name: string): readonly string[] {
    const expanded = atHome(name);
    if (isAbsolute(expanded)) return [expanded];
    return this.folders(folder).map(path => join(path, expanded));
  }

  read(path: string): Buffer {
    const content = readLocal(path);
    const start = content.subarray(0, 16).toString('latin1');
    if (!isVaultText(start)) return content;
    if (!this.#vault)
      throw mistake(`${path} is vaulted and there is no vault password`, undefined, GIVE_PASSWORD);
    const plain = this.#vault.decryptBytes(content.toString('latin1'), undefined);
    if (plain.length <= LARGEST_SECRET) this.#vault.keepSecret(plain.toString('utf8'));
    return plain;
  }
}

const atHome = (name: string): string => name.replace(/^~(?=\/|$)/, () => process.env.HOME ?? '/');

const readLocal = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw mistake(`can't read ${path}: ${systemReason(error)}`);
  }
};
