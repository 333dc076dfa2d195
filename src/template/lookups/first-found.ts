import { isAbsolute, join } from 'node:path';
import { findFile } from '../files.js';
import { Fault, type Runtime } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toText, typeName } from '../values/text.js';
import type { Lookup } from './lookup.js';
import { booleanOption, type Options } from './options.js';

/** Names in a text, separated by the given characters, or in a list of such texts. */
const namesIn = (value: Runtime | undefined, separators: RegExp): string[] => {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.split(separators).filter(name => name !== '');
  return iterate(value).flatMap(part => namesIn(part, separators));
};

/** What a list of terms asks for: every name, in order, and whether finding none is fine. */
interface Search {
  readonly names: string[];
  readonly skip: boolean;
}

const searchOf = (terms: readonly Runtime[], given: Options): Search => {
  let names: string[] = [];
  let skip = booleanOption(given, 'skip', false);
  for (const term of terms) {
    if (Array.isArray(term)) {
      const inner = searchOf(term, given);
      names.push(...inner.names);
      ({ skip } = inner);
      continue;
    }
    if (typeof term !== 'string' && !(term instanceof Map))
      throw new Fault(`it takes texts, dicts and lists of them, not ${typeName(term)}`);
    const options: Options =
      term instanceof Map ? new Map([...term].map(([name, value]) => [toText(name), value])) : given;
    const files = namesIn(options.get('files'), /[,;]/);
    const paths = namesIn(options.get('paths'), /[,:;]/);
    skip = booleanOption(options, 'skip', false);
    const asked = files.length === 0 && typeof term === 'string' ? [term] : files;
    if (paths.length > 0)
      names.push(...paths.flatMap(path => asked.map(name => (isAbsolute(name) ? name : join(path, name)))));
    // As in Ansible, files without paths take the place of everything before them.
    else if (files.length > 0) names = files;
    else names.push(...asked);
  }
  return { names, skip };
};

/** The first of several files that there is; dicts have `files`, `paths` and `skip`. */
export const firstFound: Lookup = (terms, options, { session }) => {
  // Without terms the options alone say what is looked for.
  const { names, skip } = searchOf(
    terms.length === 0 ? [new Map<Runtime, Runtime>(options)] : terms,
    options,
  );
  const folder = options.get(FOLDER);
  const searched = folder === 'templates' || folder === 'vars' ? folder : 'files';
  for (const name of names) {
    const path = findFile(session.scope, searched, name);
    if (path !== undefined) return [path];
  }
  if (skip) return [];
  throw new Fault(
    'none of the files is found',
    names.length > 0 ? `looked for ${names.join(', ')}` : 'no file is named',
  );
};

/** The option by which a loop says where its module has its files; no playbook can write it. */
export const FOLDER = ' folder';
