import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Diagnostic } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { describeNode, type MappingNode, type YamlNode } from '../source/yaml-node.js';
import { Template, type Value } from '../value/value.js';
import { splitWords } from './argument-text.js';
import { sortDiagnostics } from './diagnostics.js';
import { checkIncludes } from './foresee.js';
import { unknownHandlers } from './handlers.js';
import { readKeywords } from './keyword-values.js';
import { Loading, nameOf, valueAt } from './loading.js';
import type { Node, Play, Playbook } from './model.js';
import type { LoadOptions } from './options.js';
import { type PlayExtras, readPlay } from './play.js';
import { reservedNames } from './reserved.js';
import { checkPlayTemplates } from './templates.js';

/** A playbook, or as much of it as could be read, and everything that is wrong with it, by file and line. */
export interface Loaded {
  /** To be run only if no diagnostic is an error. */
  readonly playbook: Playbook;
  readonly diagnostics: readonly Diagnostic[];
  /** What dynamic includes are known to bring into each play. */
  readonly included: ReadonlyMap<Play, readonly Node[]>;
}

/**
 * Reads a playbook with all that is known of it before any host is: imported playbooks and tasks, roles, their defaults and vars. Nothing
 * is thrown for a user's mistake.
 * @param path as the user gave it
 */
export const loadPlaybook = (path: string, options: LoadOptions): Loaded => {
  const loading = new Loading(options);
  const plays: Play[] = [];
  readPlaybook(loading, path, undefined, NO_EXTRAS, [], plays);
  const file = loading.attempt(() => options.files.read(path, undefined, []))?.location.file;
  const playbook = { file: file ?? new SourceFile(path, ''), plays };
  const included = new Map<Play, readonly Node[]>();
  if (options.mustReadAgain?.()) return { playbook, included, diagnostics: [] };
  for (const play of plays) {
    const foreseen = checkIncludes(play, options);
    included.set(play, foreseen.nodes);
    loading.diagnostics.push(
      ...checkPlayTemplates(play, options),
      ...unknownHandlers(play),
      ...reservedNames(play),
      ...foreseen.diagnostics,
    );
  }
  return { playbook, included, diagnostics: sortDiagnostics(loading.diagnostics, path) };
};

const NO_EXTRAS: PlayExtras = { tags: [], when: [], vars: new Map() };

/** Appends the plays of a playbook; `outer` are the paths of the playbooks that import it. */
const readPlaybook = (
  loading: Loading,
  path: string,
  from: YamlNode | undefined,
  extras: PlayExtras,
  outer: readonly string[],
  plays: Play[],
): void => {
  const before = loading.diagnostics.length;
  const node = loading.read(path, from?.location);
  const folder = dirname(resolve(path));
  const { plugins, collectionsPath = [] } = loading.options;
  plugins?.see(folder);
  for (const collections of [join(folder, 'collections'), ...collectionsPath])
    plugins?.seeCollections(collections);
  if (!node) {
    const place = from?.location ?? { file: new SourceFile(path, ''), start: 0, end: 0 };
    if (loading.diagnostics.length === before)
      loading.error(`${path} is empty: a playbook is a list of plays`, place);
    return;
  }
  if (node.kind !== 'sequence' || node.items.length === 0) {
    const what = node.kind === 'sequence' ? 'an empty list' : describeNode(node);
    const hint = node.kind === 'mapping' ? 'start each play with "- "' : undefined;
    loading.error(`a playbook must be a list of plays, not ${what}`, node.location, hint);
    return;
  }
  for (const item of node.items) {
    if (item.kind !== 'mapping') {
      loading.error(`a play must be a dictionary, not ${describeNode(item)}`, item.location);
      continue;
    }
    if (item.entries.some(({ key }) => isImport(nameOf(key)))) {
      readImport(loading, item, path, extras, [...outer, resolve(path)], plays);
      continue;
    }
    const play = readPlay(loading, item, path, folder, extras);
    if (play) plays.push(play);
  }
};

const isImport = (name: string): boolean => /^(?:ansible\.(?:builtin|legacy)\.)?import_playbook$/.test(name);

const readImport = (
  loading: Loading,
  node: MappingNode,
  path: string,
  extras: PlayExtras,
  outer: readonly string[],
  plays: Play[],
): void => {
  const keywords = readKeywords(loading, node, 'import_playbook', key => {
    if (!isImport(nameOf(key))) loading.unknownKey('import_playbook', key);
  });
  for (const [name, field] of keywords)
    if (name !== 'tags' && name !== 'when')
      loading.warn(`"${name}" does nothing on import_playbook`, field.location, 'write it in the plays');
  const vars = valueAt(node, 'vars');
  const inner: PlayExtras = {
    tags: [...extras.tags, ...(keywords.get('tags')?.items ?? [])],
    when: [...extras.when, ...(keywords.get('when')?.items ?? [])],
    vars: new Map([...(vars ? loading.variables(vars) : []), ...extras.vars]),
  };
  const name = node.entries.find(({ key }) => isImport(nameOf(key)))?.value;
  const file = name && importedName(loading, name, inner);
  if (!file) return;
  const target = isAbsolute(file) ? file : join(dirname(path), file);
  if (outer.includes(resolve(target))) loading.error(`"${file}" imports itself`, name.location);
  else readPlaybook(loading, target, name, inner, outer, plays);
};

const importedName = (loading: Loading, node: YamlNode, extras: PlayExtras): string | undefined => {
  if (node.kind !== 'scalar' || node.text.trim() === '') {
    loading.error(`import_playbook must name a file, not ${describeNode(node)}`, node.location);
    return undefined;
  }
  const { value, location } = node;
  const { render } = loading.options;
  if (value instanceof Template && !render) {
    loading.error(`"${value.source}" can not be known before hosts are`, location);
    return undefined;
  }
  const variables = new Map([...extras.vars].map(([name, field]) => [name, field.value] as const));
  const text: Value | undefined =
    value instanceof Template ? loading.attempt(() => render?.(value, variables) ?? null) : node.text;
  if (typeof text !== 'string') return undefined;
  const word = splitWords(text)?.[0];
  return word ? text.slice(word.start, word.end) : text;
};
