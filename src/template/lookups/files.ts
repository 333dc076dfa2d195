import { basename, isAbsolute, join } from 'node:path';
import { SourceFile } from '../../source/file.js';
import type { Unrendered } from '../../value/value.js';
import type { Evaluation } from '../evaluation.js';
import { candidates, findFile, foldersOf, readFile } from '../files.js';
import { glob } from '../glob.js';
import { Fault, type Runtime } from '../runtime.js';
import type { Scope } from '../scope.js';
import { getItem } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import type { Lookup } from './lookup.js';

const option = (options: ReadonlyMap<string, Runtime>, name: string, fallback: Runtime): Runtime =>
  options.get(name) ?? fallback;

/** Where a file was looked for, for the error that it isn't there. */
const notFound = (
  what: string,
  name: string,
  { session }: Evaluation,
  folder: 'files' | 'templates',
): Fault =>
  new Fault(
    `${what} "${name}" is not found`,
    `looked for ${candidates(session.scope, folder, name).join(', ')}`,
  );

const file: Lookup = (terms, options, evaluation) =>
  terms.map(term => {
    const name = toText(term);
    const path = findFile(evaluation.session.scope, 'files', name);
    if (path === undefined) throw notFound('file', name, evaluation, 'files');
    const text = readFile(evaluation.session.scope, path).toString('utf8');
    const left = isTruthy(option(options, 'lstrip', false)) ? text.trimStart() : text;
    return isTruthy(option(options, 'rstrip', true)) ? left.trimEnd() : left;
  });

/** Like `file`, but the content stays as it is. */
const unvault: Lookup = (terms, _, evaluation) =>
  terms.map(term => {
    const name = toText(term);
    const path = findFile(evaluation.session.scope, 'files', name);
    if (path === undefined) throw notFound('file', name, evaluation, 'files');
    return readFile(evaluation.session.scope, path).toString('utf8');
  });

const fileGlob: Lookup = (terms, _, { session }) =>
  terms.flatMap(term => {
    const pattern = toText(term);
    if (isAbsolute(pattern)) return glob(pattern);
    for (const folder of foldersOf(session.scope, 'files')) {
      const found = glob(join(folder, pattern));
      if (found.length > 0) return found;
    }
    return [];
  });

const namesIn = (value: Runtime): string[] =>
  typeof value === 'string'
    ? value
        .split(/[,;:]/)
        .map(name => name.trim())
        .filter(name => name !== '')
    : iterate(value).map(toText);

/** Every path that one term of `first_found` stands for: a name, or a dict of files and paths. */
const alternatives = (term: Runtime, options: ReadonlyMap<string, Runtime>): string[] => {
  if (Array.isArray(term)) return term.flatMap(inner => alternatives(inner, options));
  const settings = term instanceof Map ? term : undefined;
  const files = settings ? namesIn(getItem(settings, 'files') ?? []) : [toText(term)];
  const paths = namesIn((settings && getItem(settings, 'paths')) ?? options.get('paths') ?? []);
  if (paths.length === 0) return files;
  return paths.flatMap(path => files.map(name => (isAbsolute(name) ? name : join(path, name))));
};

const firstFound: Lookup = (terms, options, { session }) => {
  const given = terms.flat();
  const files = options.get('files');
  const names = [
    ...alternatives(given, options),
    ...(files === undefined ? [] : alternatives(new Map<Runtime, Runtime>([['files', files]]), options)),
  ];
  for (const name of names)
    for (const folder of ['files', 'templates', 'vars'] as const) {
      const path = findFile(session.scope, folder, name);
      if (path !== undefined) return [path];
    }
  const skips = given.some(term => term instanceof Map && isTruthy(getItem(term, 'skip') ?? false));
  if (skips || isTruthy(option(options, 'skip', false))) return [];
  throw new Fault('none of the files is found', `looked for ${names.join(', ')}`);
};

/** The scope of a template lookup: its own variables before those of the task. */
const withVariables = (scope: Scope, extra: Runtime, path: string): Scope => {
  const added = new Map<string, Unrendered>([
    ['template_path', basename(path)],
    ['template_fullpath', path],
  ]);
  if (extra instanceof Map) for (const [name, value] of extra) added.set(toText(name), value as Unrendered);
  const names = scope.names;
  return {
    lookup: name => (added.has(name) ? added.get(name) : scope.lookup(name)),
    ...(names && { names: () => [...added.keys(), ...names.call(scope)] }),
    ...(scope.files && { files: scope.files }),
  };
};

const STRINGS: {
  readonly [option: string]: 'variableStart' | 'variableEnd' | 'commentStart' | 'commentEnd';
} = {
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

const template: Lookup = (terms, options, evaluation) => {
  const { engine, scope } = evaluation.session;
  const delimiters = Object.entries(STRINGS).flatMap(([name, key]) =>
    options.has(name) ? [[key, toText(options.get(name)!)]] : [],
  );
  return terms.map(term => {
    const name = toText(term);
    const path = findFile(scope, 'templates', name);
    if (path === undefined) throw notFound('template', name, evaluation, 'templates');
    const source = new SourceFile(path, readFile(scope, path).toString('utf8'));
    const inner = withVariables(scope, option(options, 'template_vars', null), path);
    return engine.renderFile(source, inner, Object.fromEntries(delimiters));
  });
};

/** Lookups that read the runner's files. */
export const fileLookups: [string, Lookup][] = [
  ['file', file],
  ['fileglob', fileGlob],
  ['first_found', firstFound],
  ['template', template],
  ['unvault', unvault],
];
