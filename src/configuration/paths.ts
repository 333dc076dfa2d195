import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** What the paths in a setting are taken relative to. */
export interface PathContext {
  /** For a setting of the environment the working directory, for one of a file the folder of that. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * A path as Ansible reads it from a setting or flag: `{{CWD}}`, `~` and variables of the environment expanded, and made absolute; a variable
 * that isn't set stays as it is.
 * @param context for a text that does not come from a file the working directory
 */
export const expandPath = (
  path: string,
  { folder, environment }: PathContext = { folder: process.cwd(), environment: process.env },
): string => {
  const expanded = path
    .replaceAll('{{CWD}}', process.cwd())
    .replace(/^~(?=\/|$)/, homedir())
    .replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, bare, braced) => environment[bare ?? braced] ?? whole);
  return resolve(folder, expanded);
};
