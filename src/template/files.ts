import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { Scope } from './scope.js';

/** A path with `~` at its start replaced by the home directory. */
export const expandHome = (path: string, home: string = homedir()): string =>
  path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;

/** The absolute path of a local file by the scope's search path, or undefined. */
export const findFile = (
  scope: Scope,
  folder: 'files' | 'templates' | 'vars',
  name: string,
): string | undefined => {
  const path = expandHome(name);
  if (scope.files) return scope.files.find(folder, path);
  return existsSync(path) ? resolve(path) : undefined;
};

/** The folders that `findFile` searches, nearest first. */
export const foldersOf = (scope: Scope, folder: 'files' | 'templates' | 'vars'): readonly string[] =>
  scope.files?.folders(folder) ?? [resolve(folder), resolve('.')];

/** The content of a file that `findFile` found. */
export const readFile = (scope: Scope, path: string): Buffer => scope.files?.read(path) ?? readFileSync(path);

/** The path itself if it is absolute, else every place where it might be. */
export const candidates = (scope: Scope, folder: 'files' | 'templates' | 'vars', name: string): string[] => {
  const path = expandHome(name);
  return isAbsolute(path) ? [path] : foldersOf(scope, folder).map(base => resolve(base, path));
};
