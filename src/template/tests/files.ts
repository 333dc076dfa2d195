import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { aliased, type Test, tests } from '../define.js';
import type { Runtime } from '../runtime.js';
import { toText } from '../values/text.js';

const look = (value: Runtime, stat: (path: string) => Stats): Stats | undefined => {
  try {
    return stat(toText(value));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
};

const isMount = (value: Runtime): boolean => {
  const own = look(value, lstatSync);
  if (!own || own.isSymbolicLink()) return false;
  const parent = look(dirname(resolve(toText(value))), lstatSync);
  return parent !== undefined && (own.dev !== parent.dev || own.ino === parent.ino);
};

const isSame = (a: Runtime, b: Runtime): boolean => {
  const [left, right] = [look(a, statSync), look(b, statSync)];
  return left !== undefined && right !== undefined && left.dev === right.dev && left.ino === right.ino;
};

/** Tests on the runner's own files. */
export const fileTests: [string, Test][] = aliased(
  tests({
    abs: [[], value => isAbsolute(toText(value))],
    directory: [[], value => look(value, statSync)?.isDirectory() ?? false],
    exists: [[], value => look(value, statSync) !== undefined],
    file: [[], value => look(value, statSync)?.isFile() ?? false],
    link: [[], value => look(value, lstatSync)?.isSymbolicLink() ?? false],
    link_exists: [[], value => look(value, lstatSync) !== undefined],
    mount: [[], isMount],
    same_file: [['other'], (value, [other = '']) => isSame(value, other)],
  }),
  {
    is_abs: 'abs',
    is_dir: 'directory',
    is_file: 'file',
    is_link: 'link',
    is_mount: 'mount',
    is_same_file: 'same_file',
  },
);
