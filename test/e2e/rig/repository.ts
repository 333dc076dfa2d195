import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root folder: the first one above this file that has a package.json. */
export const repositoryRoot: string = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** The folder of compiled output that is being tested, relative to the root. */
export const buildFolder: string = process.env.TRUEUP_BUILD ?? 'dist';

/** The program that users start; for another build than `dist`, that build's own. */
export const program: string =
  buildFolder === 'dist'
    ? join(repositoryRoot, 'bin', 'trueup.cjs')
    : join(repositoryRoot, buildFolder, 'bin', 'start.cjs');
