import { readdirSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

const EXTENSIONS = ['.yml', '.yaml', '.json'];

/**
 * The files of one of a role's folders that hold its tasks, vars and so on.
 * @param folder `tasks`, `vars`..., absolute
 * @param name what `tasks_from` and the like ask for; undefined for `main`
 * @param whole a folder of that name stands for all the files in it, as for defaults and vars
 * @returns absolute paths: none if there is no such file, several only where a folder is read
 */
export const findRoleFiles = (
  folder: string,
  name: string | undefined,
  whole: boolean,
): readonly string[] => {
  // The order is Ansible's: a name that was asked for is looked for as it is first, `main` without an ending last.
  const names =
    name === undefined
      ? [...EXTENSIONS.map(extension => `main${extension}`), 'main']
      : [name, ...EXTENSIONS.map(extension => name + extension)];
  for (const candidate of names) {
    const path = join(folder, candidate);
    const kind = kindOf(path);
    if (kind === undefined || relative(folder, path).startsWith('..')) continue;
    if (kind === 'file') return [path];
    if (whole) return filesIn(path);
  }
  return [];
};

/** Whether a path is there, and what it is; links are followed. */
export const kindOf = (path: string): 'file' | 'folder' | undefined => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  return stat.isDirectory() ? 'folder' : 'file';
};

/** All files of variables or tasks below a folder, in order. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter(name => !name.startsWith('.') && !name.endsWith('~'))
    .sort()
    .flatMap(name => {
      const path = join(folder, name);
      const extension = extname(name);
      if (kindOf(path) === 'folder') return extension === '' ? filesIn(path) : [];
      return extension === '' || EXTENSIONS.includes(extension) ? [path] : [];
    });
