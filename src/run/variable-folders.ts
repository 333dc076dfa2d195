import { readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { variablesIn } from '../inventory/variable-files.js';
import { roleOf } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import type { Vault } from '../source/vault.js';
import { readYaml } from '../source/yaml-file.js';
import type { Unrendered } from '../value/value.js';

/** The folder that a task's include_vars names: below `vars` of its role, or beside its file. Source: ansible-core 2.14. */
export const variableFolder = (
  task: Task,
  folder: string,
): { readonly path: string; readonly role: string | undefined } => {
  const role = roleOf(task)?.path;
  if (isAbsolute(folder)) return { path: folder, role };
  if (role === undefined) return { path: resolve(dirname(task.location.file.path), folder), role };
  const isNamed = folder.split('/')[0] === 'vars' && kindOf(join(role, folder)) !== undefined;
  return { path: isNamed ? join(role, folder) : join(role, 'vars', folder), role };
};

/**
 * The files in a folder and those below it, folder by folder.
 * @param most so many folders are read, 0 for all
 * @returns what is wrong, if it is no folder
 */
export const variableFilesIn = (
  { path, role }: { readonly path: string; readonly role: string | undefined },
  most: number,
): readonly string[] | string => {
  const kind = kindOf(path);
  if (kind === undefined) return `${path} directory does not exist`;
  if (kind === 'file') return `${path} is not a directory`;
  const folders = [...foldersIn(path)].sort();
  return (
    folders
      .slice(0, most === 0 ? folders.length : most)
      .flatMap(folder =>
        readdirSync(folder)
          .sort()
          .map(name => join(folder, name))
          .filter(file => kindOf(file) === 'file'),
      )
      // The role's own variables are there anyway.
      .filter(file => role === undefined || file !== join(role, 'vars', 'main.yml'))
  );
};

const foldersIn = function* (path: string): Generator<string> {
  yield path;
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) yield* foldersIn(join(path, entry.name));
};

const kindOf = (path: string): 'file' | 'folder' | undefined => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isDirectory() ? 'folder' : 'file';
};

/** The variables that a file holds, undefined if it holds no dictionary. Throws DiagnosticErrors. */
export const variablesOf = (
  path: string,
  vault: Vault | undefined,
): ReadonlyMap<string, Unrendered> | undefined => {
  const node = readYaml(path, vault, []);
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return new Map();
  if (node.kind !== 'mapping') return undefined;
  return new Map([...variablesIn(node, vault)].map(([name, variable]) => [name, variable.read()]));
};
