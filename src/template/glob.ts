import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from './values/strings.js';

/** A shell pattern for names as a regular expression: `*`, `?` and `[...]`. */
export const globPattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\[(!?)([^\]]+)\]|[\\^$.*+?()[\]{}|/]/g, (whole, inverted?: string, set?: string) => {
      if (set !== undefined) return `[${inverted ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`;
      return whole === '*' ? '[^/]*' : whole === '?' ? '[^/]' : `\\${whole}`;
    })}$`,
    'su',
  );

/** The regular files that match a pattern, in order of their names. A leading dot must be written. */
export const glob = (pattern: string): string[] => expand(pattern).filter(isFile);

const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The regular files in one folder whose names match a pattern, in order of their names. */
export const globName = (folder: string, pattern: string): string[] => {
  const paths = /[*?[]/.test(pattern) ? matching(folder, pattern) : [join(folder, pattern)];
  return paths.filter(isFile);
};

const expand = (pattern: string): string[] => {
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0);
  let paths = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.startsWith('/') ? parts.slice(1) : parts) {
    if (!/[*?[]/.test(part)) paths = paths.map(path => join(path, part));
    else paths = paths.flatMap(path => matching(path, part));
  }
  return paths;
};

const matching = (folder: string, part: string): string[] => {
  const pattern = globPattern(part);
  try {
    return readdirSync(folder === '' ? '.' : folder)
      .filter(name => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
      .sort(compareText)
      .map(name => join(folder, name));
  } catch {
    return [];
  }
};
