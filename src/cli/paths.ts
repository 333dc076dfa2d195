import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** A path of the user's, absolute, with `~/` and variables of the environment in it expanded; one that isn't set stays as it is. */
export const expandPath = (path: string): string => {
  const named = path.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (whole, name?: string, braced?: string) => process.env[name ?? braced!] ?? whole,
  );
  return resolve(/^~(?=\/|$)/.test(named) ? join(homedir(), named.slice(1)) : named);
};
