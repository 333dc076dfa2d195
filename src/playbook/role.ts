import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { describeNode, type MappingNode, type YamlNode } from '../source/yaml-node.js';
import { readKeywords, toBoolean } from './keyword-values.js';
import { isNothing, type Loading, nameOf, valueAt } from './loading.js';
import type { Field, FieldVariables, Role } from './model.js';
import { findRoleFiles, kindOf } from './role-files.js';

/** Which of a role's files a use asks for; undefined ones are `main`. */
export interface RoleEntries {
  readonly tasks?: string;
  readonly vars?: string;
  readonly defaults?: string;
  readonly handlers?: string;
}

/** What `NAME_from` can choose. */
export const ENTRY_KINDS = [
  'tasks',
  'vars',
  'defaults',
  'handlers',
] as const satisfies readonly (keyof RoleEntries)[];

/** A role with what its uses read of it. */
export interface LoadedRole {
  readonly role: Role;
  readonly tasks: YamlNode | undefined;
  readonly tasksFile: string;
  readonly handlers: YamlNode | undefined;
  readonly handlersFile: string;
  readonly dependencies: readonly YamlNode[];
  readonly allowDuplicates: boolean;
}

/** A role's name as it is shown, and its folder. */
export interface FoundRole {
  readonly name: string;
  readonly path: string;
  /** `namespace.name`, for a role of a collection. */
  readonly collection?: string;
}

/** Where a role is asked for. */
export interface RolePlace {
  readonly location: Location;
  /** Of the playbook. */
  readonly folder: string;
  /** Folder that holds the role that depends on this one. */
  readonly beside: string | undefined;
  /** Collections that a short name is looked for in first. */
  readonly collections: readonly string[];
}

/**
 * Looks for a role: in collections; in `roles` beside the playbook, the roles path, beside the role that depends on it, in the playbook's
 * folder; then as a path. Undefined if there is none, which is reported with the folders.
 */
export const findRole = (
  loading: Loading,
  name: string,
  { location, folder, beside, collections }: RolePlace,
): FoundRole | undefined => {
  for (const long of LONG_NAME.test(name) ? [name] : collections.map(collection => `${collection}.${name}`)) {
    const found = findInCollection(loading, long, folder);
    if (found) return found;
  }
  const { rolesPath } = loading.options;
  const folders = [join(folder, 'roles'), ...rolesPath, ...(beside === undefined ? [] : [beside]), folder];
  for (const at of folders) {
    const path = resolve(folder, at, expandHome(name));
    if (kindOf(path) === 'folder') return { name, path };
  }
  const path = resolve(expandHome(name));
  if (kindOf(path) === 'folder') return { name: basename(name), path };
  loading.absent(
    `no role "${name}" in ${folders.join(', ')}`,
    location,
    didYouMean(name, folders.flatMap(namesIn)),
  );
  return undefined;
};

const LONG_NAME = /^\w+(\.\w+){2,}$/;

const findInCollection = (loading: Loading, name: string, folder: string): FoundRole | undefined => {
  const [namespace, collection, ...role] = name.split('.');
  if (namespace === undefined || collection === undefined || role.length === 0) return undefined;
  for (const at of [join(folder, 'collections'), ...(loading.options.collectionsPath ?? [])]) {
    const path = resolve(folder, at, 'ansible_collections', namespace, collection, 'roles', ...role);
    if (kindOf(path) === 'folder') return { name, path, collection: `${namespace}.${collection}` };
  }
  return undefined;
};

const expandHome = (path: string): string => path.replace(/^~(?=\/|$)/, homedir());

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Reads a role's files. What is wrong in them is reported. */
export const readRole = (
  loading: Loading,
  { name, path, collection }: FoundRole,
  entries: RoleEntries,
  location: Location,
): LoadedRole => {
  loading.options.plugins?.see(path);
  const meta = readOne(loading, path, 'meta', undefined, location);
  const tasks = readOne(loading, path, 'tasks', entries.tasks, location);
  const handlers = readOne(loading, path, 'handlers', entries.handlers, location);
  const entry = entries.tasks?.replace(/\.(?:yml|yaml|json)$/, '') ?? 'main';
  const { collections, ...metadata } = readMetadata(loading, meta.node);
  return {
    role: {
      name,
      path,
      collection,
      collections: [...(collection === undefined ? [] : [collection]), ...collections],
      defaults: readVariables(loading, path, 'defaults', entries.defaults, location),
      vars: readVariables(loading, path, 'vars', entries.vars, location),
      entry,
      argumentSpec: readArgumentSpec(loading, path, meta.node, entry),
    },
    tasks: tasks.node,
    tasksFile: tasks.path,
    handlers: handlers.node,
    handlersFile: handlers.path,
    ...metadata,
  };
};

/** A file of nearly that name; `install` is near `instal` with or without its ending. */
const fileHint = (name: string, folder: string): string | undefined =>
  didYouMean(
    name,
    namesIn(folder).map(file => (name.includes('.') ? file : file.replace(/\..*$/, ''))),
  );

const readOne = (
  loading: Loading,
  role: string,
  kind: string,
  name: string | undefined,
  location: Location,
): { readonly node: YamlNode | undefined; readonly path: string } => {
  const folder = join(role, kind);
  const [path] = findRoleFiles(folder, name, false);
  if (path !== undefined) return { node: loading.read(path, location), path };
  if (name !== undefined)
    loading.missing(`the role has no ${kind}/${name}`, location, fileHint(name, folder));
  return { node: undefined, path: join(folder, 'main.yml') };
};

const readVariables = (
  loading: Loading,
  role: string,
  kind: 'defaults' | 'vars',
  name: string | undefined,
  location: Location,
): FieldVariables => {
  const folder = join(role, kind);
  const paths = findRoleFiles(folder, name, true);
  if (paths.length === 0 && name !== undefined)
    loading.missing(`the role has no ${kind}/${name}`, location, fileHint(name, folder));
  const variables = new Map<string, Field>();
  for (const path of paths) {
    const node = loading.read(path, location);
    if (!node) continue;
    if (node.kind === 'mapping') for (const [key, field] of loading.fields(node)) variables.set(key, field);
    else loading.error(`a role's ${kind} must be a dictionary, not ${describeNode(node)}`, node.location);
  }
  return variables;
};

const readMetadata = (
  loading: Loading,
  node: YamlNode | undefined,
): Pick<LoadedRole, 'dependencies' | 'allowDuplicates'> & { readonly collections: readonly string[] } => {
  if (node?.kind !== 'mapping') {
    if (node)
      loading.error(`a role's metadata must be a dictionary, not ${describeNode(node)}`, node.location);
    return { dependencies: [], allowDuplicates: false, collections: [] };
  }
  const keywords = readKeywords(loading, node, 'role metadata', key =>
    loading.unknownKey('role metadata', key),
  );
  const duplicates = valueAt(node, 'allow_duplicates');
  const dependencies = valueAt(node, 'dependencies');
  if (dependencies && dependencies.kind !== 'sequence')
    loading.error(`"dependencies" must be a list, not ${describeNode(dependencies)}`, dependencies.location);
  return {
    dependencies:
      dependencies?.kind === 'sequence' ? dependencies.items.filter(item => !isNothing(item)) : [],
    allowDuplicates: duplicates?.kind === 'scalar' && toBoolean(duplicates) === true,
    collections: (keywords.get('collections')?.items ?? []).map(({ value }) => String(value)),
  };
};

/** A file of its own goes before what the metadata say; the two are not mixed. */
const readArgumentSpec = (
  loading: Loading,
  role: string,
  meta: YamlNode | undefined,
  entry: string,
): Field | undefined => {
  const [path] = ['argument_specs.yml', 'argument_specs.yaml', 'argument_specs.json']
    .map(name => join(role, 'meta', name))
    .filter(candidate => kindOf(candidate) === 'file');
  const root = path === undefined ? meta : loading.read(path, undefined);
  const specs = root?.kind === 'mapping' ? valueAt(root, 'argument_specs') : undefined;
  const spec = specs?.kind === 'mapping' ? findEntry(specs, entry) : undefined;
  return spec && loading.field(spec);
};

const findEntry = (specs: MappingNode, entry: string): YamlNode | undefined =>
  specs.entries.find(({ key }) => nameOf(key) === entry)?.value;
