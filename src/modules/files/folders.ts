import { quote } from '../../agent/protocol.js';

/** The folder that a path is in. */
export const folderOf = (path: string): string => {
  const bare = path.replace(/(?<=[^/])\/+$/, '');
  const slash = bare.lastIndexOf('/');
  if (slash === -1) return '.';
  return bare.slice(0, slash).replace(/(?<=[^/])\/+$/, '') || '/';
};

/** A folder and all that are above it, outermost first, without the root. */
export const withFoldersAbove = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let at = path.replace(/(?<=[^/])\/+$/, ''); at !== '/' && at !== '.'; at = folderOf(at))
    folders.unshift(at);
  return folders;
};

/**
 * sh that makes a folder and those above it where they are missing. It uses the shell function `folder`.
 * @param owner `uid:gid` of new folders, empty for whoever makes them
 * @param mode octal digits for chmod, empty for what the umask leaves
 */
export const makeFolders = (path: string, owner: string, mode: string): string =>
  withFoldersAbove(path)
    .map(each => `folder ${quote(each)} ${quote(owner)} ${quote(mode)} || exit`)
    .join('\n');
