import { resolve } from 'node:path';
import { didYouMean, nearest } from '../source/suggest.js';
import { describeNode, type MappingNode, type ScalarNode, type YamlNode } from '../source/yaml-node.js';
import { Template } from '../value/value.js';
import { IMPORTS } from './imports.js';
import { readKeywords } from './keyword-values.js';
import { isNothing, isVariableName, type Loading, nameOf, VARIABLE_NAME, valueAt } from './loading.js';
import type { Field, Node, Play, RoleUse, Task } from './model.js';
import { readModuleDefaults } from './module-defaults.js';
import { flatHandlers, readNodes } from './nodes.js';
import { handlersOf, readRoleEntry } from './role-use.js';
import type { Scope } from './scope.js';
import { readName } from './task.js';

/** What import_playbook adds to the plays it brings in. */
export interface PlayExtras {
  readonly tags: readonly Field[];
  readonly when: readonly Field[];
  readonly vars: ReadonlyMap<string, Field>;
}

/**
 * Reads a play with all that it imports.
 * @param path of the playbook's file, as messages show it
 * @param folder of the playbook, absolute
 */
export const readPlay = (
  loading: Loading,
  node: MappingNode,
  path: string,
  folder: string,
  extras: PlayExtras,
): Play | undefined => {
  const keywords = readPlayKeywords(loading, node);
  const hosts = readHosts(loading, node);
  const name = valueAt(node, 'name');
  const vars = valueAt(node, 'vars');
  const roles: RoleUse[] = [];
  const [preTasks, tasks, postTasks]: [Node[], Node[], Node[]] = [[], [], []];
  const handlers: Task[] = [];
  const imports: RoleUse[] = [];
  extend(keywords, 'tags', extras.tags);
  extend(keywords, 'when', extras.when);
  const play: Play = {
    kind: 'play',
    name: name && readName(loading, name),
    location: node.location,
    file: node.location.file,
    hosts: hosts ?? { value: [], location: node.location, items: [] },
    keywords,
    vars: new Map([...(vars ? loading.variables(vars) : []), ...extras.vars]),
    varsFiles: readVarsFiles(loading, valueAt(node, 'vars_files')),
    preTasks,
    roles,
    tasks,
    postTasks,
    handlers,
    imports,
  };
  const register = (use: RoleUse): number => imports.push(use);
  const scope: Scope = {
    loading,
    play,
    folder,
    role: undefined,
    handlers: false,
    around: [resolve(path)],
    importing: [resolve(path)],
    imports: IMPORTS,
    register,
  };
  roles.push(...readRoles(scope, play, valueAt(node, 'roles')));
  // Ansible reads the sections in this order, which is that of the handlers that imported roles add.
  const own = flatHandlers(readNodes({ ...scope, handlers: true }, play, valueAt(node, 'handlers')));
  preTasks.push(...readNodes(scope, play, valueAt(node, 'pre_tasks')));
  postTasks.push(...readNodes(scope, play, valueAt(node, 'post_tasks')));
  tasks.push(...readNodes(scope, play, valueAt(node, 'tasks')));
  handlers.push(...roles.flatMap(handlersOf), ...own, ...imports.flatMap(handlersOf));
  return hosts && play;
};

const extend = (keywords: Map<string, Field>, name: string, more: readonly Field[]): void => {
  const own = keywords.get(name);
  const items = [...more, ...(own?.items ?? [])];
  const location = own?.location ?? more[0]?.location;
  if (more.length > 0 && location)
    keywords.set(name, { value: items.map(item => item.value), location, items });
};

const readPlayKeywords = (loading: Loading, node: MappingNode): Map<string, Field> => {
  let user: { readonly key: ScalarNode; readonly value: YamlNode } | undefined;
  const keywords = readKeywords(loading, node, 'play', (key, value) => {
    if (nameOf(key) === 'user') user = { key, value };
    else loading.unknownKey('play', key);
  });
  if (user && keywords.has('remote_user'))
    loading.error('"user" is the old name of "remote_user", which stands here, too', user.key.location);
  else if (user) keywords.set('remote_user', loading.field(user.value));
  const defaults = valueAt(node, 'module_defaults');
  if (defaults) keywords.set('module_defaults', readModuleDefaults(loading, defaults));
  const prompts = valueAt(node, 'vars_prompt');
  const read = prompts && readPrompts(loading, prompts);
  if (read) keywords.set('vars_prompt', read);
  for (const [name, field] of loading.options.keywordDefaults ?? [])
    if (!keywords.has(name)) keywords.set(name, field);
  return keywords;
};

const readHosts = (loading: Loading, node: MappingNode): Field | undefined => {
  const entry = node.entries.find(({ key }) => key.value === 'hosts');
  if (!entry) {
    if (node.entries.some(({ key }) => nearest(nameOf(key), ['hosts']) !== undefined)) return undefined;
    const { file, start } = node.location;
    const hint = valueAt(node, 'include') && 'use "import_playbook" to bring in another playbook';
    loading.error('a play has no "hosts"', { file, start, end: start + 1 }, hint);
    return undefined;
  }
  const { value } = entry;
  const items: Field[] = [];
  for (const part of value.kind === 'sequence' ? value.items : [value]) {
    if (part.kind !== 'scalar' || isNothing(part) || part.text.trim() === '') {
      const what = part.kind === 'scalar' ? 'nothing' : describeNode(part);
      loading.error(`"hosts" must be a pattern or a list of them, not ${what}`, part.location);
      return undefined;
    }
    items.push({ value: part.value instanceof Template ? part.value : part.text, location: part.location });
  }
  if (items.length > 0) return { value: items.map(item => item.value), location: value.location, items };
  loading.error('"hosts" names no host', value.location);
  return undefined;
};

const readRoles = (scope: Scope, play: Play, node: YamlNode | undefined): readonly RoleUse[] => {
  if (!node) return [];
  if (node.kind === 'sequence')
    return node.items
      .filter(item => !isNothing(item))
      .map(item => readRoleEntry(scope, play, item, 'play'))
      .filter(use => use !== undefined);
  scope.loading.error(`"roles" must be a list, not ${describeNode(node)}`, node.location);
  return [];
};

const readVarsFiles = (loading: Loading, node: YamlNode | undefined): readonly Field[] => {
  if (!node) return [];
  const files: Field[] = [];
  for (const item of node.kind === 'sequence' ? node.items : [node]) {
    const names = item.kind === 'sequence' ? item.items : [item];
    if (names.every(name => name.kind === 'scalar' && !isNothing(name))) files.push(loading.field(item));
    else loading.error('"vars_files" must be a list of file names, or of lists of those', item.location);
  }
  return files;
};

const PROMPT_KEYS = [
  'name',
  'prompt',
  'default',
  'private',
  'confirm',
  'encrypt',
  'salt_size',
  'salt',
  'unsafe',
];

const readPrompts = (loading: Loading, node: YamlNode): Field | undefined => {
  if (node.kind !== 'sequence') {
    loading.error(`"vars_prompt" must be a list, not ${describeNode(node)}`, node.location);
    return undefined;
  }
  for (const item of node.items) {
    const name = item.kind === 'mapping' ? valueAt(item, 'name') : undefined;
    if (item.kind !== 'mapping' || name?.kind !== 'scalar') {
      loading.error('a prompt has no name', item.location, 'write "name: VARIABLE"');
      continue;
    }
    if (!isVariableName(name.text))
      loading.error(`"${name.text}" is not a valid variable name`, name.location, VARIABLE_NAME);
    for (const { key } of item.entries)
      if (!PROMPT_KEYS.includes(nameOf(key)))
        loading.error(
          `"${nameOf(key)}" is no key of a prompt`,
          key.location,
          didYouMean(nameOf(key), PROMPT_KEYS),
        );
  }
  return { ...loading.field(node), items: node.items.map(item => loading.field(item)) };
};
