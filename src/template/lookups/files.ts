import { basename, dirname } from 'node:path';
import { decode } from '../encoding.js';
import type { Evaluation } from '../evaluation.js';
import { candidates, expandHome, findFile, foldersOf, readFile } from '../files.js';
import { globName } from '../glob.js';
import { Fault } from '../runtime.js';
import { strip } from '../values/strings.js';
import type { Lookup } from './lookup.js';
import { booleanOption, textTerm } from './options.js';

/** Where a file was looked for, for the error that it isn't there. */
export const notFound = (
  what: string,
  name: string,
  { session }: Evaluation,
  folder: 'files' | 'templates',
): Fault =>
  new Fault(
    `${what} "${name}" is not found`,
    `looked for ${candidates(session.scope, folder, name).join(', ')}`,
  );

/** The text of a file by the task's search path. Throws a Fault that says where it was looked for. */
export const fileTerm = (name: string, evaluation: Evaluation, encoding = 'utf-8'): string => {
  const { scope } = evaluation.session;
  const path = findFile(scope, 'files', name);
  if (path === undefined) throw notFound('file', name, evaluation, 'files');
  return decode(readFile(scope, path), encoding);
};

const file: Lookup = (terms, options, evaluation) =>
  terms.map(term => {
    const text = fileTerm(textTerm(term), evaluation);
    return strip(
      text,
      undefined,
      booleanOption(options, 'lstrip', false),
      booleanOption(options, 'rstrip', true),
    );
  });

/** The regular files that a pattern matches, in the first folder of the search path that has any. */
const fileGlob: Lookup = (terms, _, { session }) =>
  terms.flatMap(term => {
    const pattern = expandHome(textTerm(term));
    const [folder, name] = [dirname(pattern), basename(pattern)];
    // Only names are patterns; a folder is looked for as a file is.
    if (name !== pattern) {
      const found = findFile(session.scope, 'files', folder);
      return found === undefined ? [] : globName(found, name);
    }
    for (const candidate of foldersOf(session.scope, 'files')) {
      const found = globName(candidate, name);
      if (found.length > 0) return found;
    }
    return [];
  });

/** Lookups that read the runner's files. */
export const fileLookups: [string, Lookup][] = [
  ['file', file],
  ['fileglob', fileGlob],
  ['unvault', (terms, _, evaluation) => terms.map(term => fileTerm(textTerm(term), evaluation))],
];
