import { dirname } from 'node:path';
import type { Location } from '../source/file.js';
import { describeNode, type ScalarNode, type YamlNode } from '../source/yaml-node.js';
import { Float, Template, type Unrendered } from '../value/value.js';
import { validationOf } from './argument-validation.js';
import { collectionsOf, lineage } from './inherit.js';
import { readKeywords } from './keyword-values.js';
import { isNothing, nameOf, valueAt } from './loading.js';
import type { Field, FieldVariables, Keywords, Node, Parent, Role, RoleUse, Task } from './model.js';
import { readModuleDefaults } from './module-defaults.js';
import { flatHandlers, readNodes } from './nodes.js';
import { ENTRY_KINDS, findRole, type RoleEntries, readRole } from './role.js';
import { type Scope, staticName } from './scope.js';

/** A role as something asks for it. */
export interface RoleCall {
  readonly name: string;
  readonly location: Location;
  readonly origin: RoleUse['origin'];
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  readonly params: FieldVariables;
  readonly entries: RoleEntries;
  /** Overrides what the role's metadata say. */
  readonly allowDuplicates?: boolean;
  /** False: the role's arguments are not checked. */
  readonly validates?: boolean;
}

/** Reads an entry of `roles` or of a role's dependencies: a name, or a dictionary with keywords and parameters. */
export const readRoleEntry = (
  scope: Scope,
  parent: Parent,
  node: YamlNode,
  origin: 'play' | 'dependency',
): RoleUse | undefined => {
  const { loading } = scope;
  if (node.kind === 'scalar' && !isNothing(node)) {
    const name = roleName(scope, parent, node);
    return name === undefined
      ? undefined
      : useRole(scope, parent, { ...NO_EXTRAS, name, location: node.location, origin });
  }
  if (node.kind !== 'mapping') {
    loading.error(`a role must be a name or a dictionary, not ${describeNode(node)}`, node.location);
    return undefined;
  }
  const params = new Map<string, Field>();
  const keywords = readKeywords(loading, node, 'role', (key, value) => {
    if (!nameOf(key).startsWith('with_') && nameOf(key) !== 'loop')
      params.set(nameOf(key), loading.field(value));
    else
      loading.error(
        'a role in a list of roles can not be looped over',
        key.location,
        'use include_role among the tasks',
      );
  });
  const defaults = valueAt(node, 'module_defaults');
  if (defaults) keywords.set('module_defaults', readModuleDefaults(loading, defaults));
  const vars = valueAt(node, 'vars');
  const named =
    valueAt(node, 'role') ??
    valueAt(node, 'name') ??
    (origin === 'dependency' ? valueAt(node, 'src') : undefined);
  if (named?.kind !== 'scalar') {
    loading.error('a role has no name', node.location, 'write "role: NAME"');
    return undefined;
  }
  const name = roleName(scope, parent, named);
  if (name === undefined) return undefined;
  return useRole(scope, parent, {
    name,
    location: node.location,
    origin,
    keywords,
    vars: vars ? loading.variables(vars) : new Map(),
    params,
    entries: {},
  });
};

const NO_EXTRAS = { keywords: new Map(), vars: new Map(), params: new Map(), entries: {} };

const roleName = (scope: Scope, parent: Parent, node: ScalarNode): string | undefined =>
  staticName(scope, parent, 'a role', {
    value: node.value instanceof Template ? node.value : node.text,
    location: node.location,
  });

/** Reads a role as a part of a play: its dependencies, tasks and handlers. Undefined if it is not found, which is reported. */
export const useRole = (scope: Scope, parent: Parent, call: RoleCall): RoleUse | undefined => {
  const { loading } = scope;
  const found = findRole(loading, call.name, {
    location: call.location,
    folder: scope.folder,
    beside: call.origin === 'dependency' && scope.role ? dirname(scope.role.path) : undefined,
    collections:
      call.keywords.get('collections')?.items?.map(item => String(item.value)) ?? collectionsOf(parent),
  });
  if (!found) return undefined;
  const loaded = readRole(loading, found, call.entries, call.location);
  if (call.origin !== 'include' && isInside(parent, loaded.role)) {
    const users = lineage(parent)
      .filter(at => at.kind === 'role')
      .map(use => use.role.name);
    const chain = [...users.reverse(), found.name].join(' -> ');
    loading.error(`role "${found.name}" needs itself: ${chain}`, call.location);
    return undefined;
  }
  const dependencies: RoleUse[] = [];
  const body: Node[] = [];
  const handlers: Task[] = [];
  const use: RoleUse = {
    kind: 'role',
    parent,
    location: call.location,
    origin: call.origin,
    role: loaded.role,
    keywords: call.keywords,
    vars: call.vars,
    params: call.params,
    identity: identityOf(found.path, call),
    allowDuplicates: call.allowDuplicates ?? loaded.allowDuplicates,
    validates: call.validates ?? true,
    dependencies,
    body,
    handlers,
  };
  const inside: Scope = { ...scope, role: loaded.role, handlers: false };
  for (const node of loaded.dependencies) {
    const dependency = readRoleEntry(inside, use, node, 'dependency');
    if (dependency) dependencies.push(dependency);
  }
  const validation = validationOf(use);
  if (validation) {
    // Its module is loaded as one that is named is.
    loading.options.describeModule(validation.action);
    body.push(validation);
  }
  body.push(
    ...readNodes({ ...inside, around: [loaded.tasksFile], importing: [loaded.tasksFile] }, use, loaded.tasks),
  );
  const handling: Scope = {
    ...inside,
    handlers: true,
    around: [loaded.handlersFile],
    importing: [loaded.handlersFile],
  };
  handlers.push(...flatHandlers(readNodes(handling, use, loaded.handlers)));
  return use;
};

/** Whether a role is read within itself. It can be within another of its own task files. */
const isInside = (parent: Parent, { path, entry }: Role): boolean => {
  for (const at of lineage(parent))
    if (at.kind === 'role' && at.role.path === path && at.role.entry === entry) return true;
  return false;
};

/** A role's handlers with those of its dependencies before them, as they are added to a play's. */
export const handlersOf = (use: RoleUse): readonly Task[] => [
  ...use.dependencies.flatMap(handlersOf),
  ...use.handlers,
];

/** Two uses are the same role if all of this is the same; so Ansible has it. */
const identityOf = (path: string, call: RoleCall): string =>
  JSON.stringify([
    path,
    call.origin === 'import' || call.origin === 'include',
    call.entries,
    print(call.keywords.get('when')?.value ?? null),
    print(call.keywords.get('tags')?.value ?? null),
    [...call.vars].map(([name, field]) => [name, print(field.value)]).sort(),
    [...call.params].map(([name, field]) => [name, print(field.value)]).sort(),
  ]);

const print = (value: Unrendered): string => {
  if (value instanceof Template) return `template ${JSON.stringify(value.source)}`;
  if (value instanceof Float) return `float ${value.value}`;
  if (Array.isArray(value)) return `[${value.map(print).join()}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, entry]) => `${print(key)}:${print(entry)}`).join()}}`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
};

/**
 * The files of a role that an import_role or include_role asks for: `tasks_from` and its like. As in Ansible those of an import name no
 * folders.
 */
export const entriesOf = (args: FieldVariables, origin: 'import' | 'include'): RoleEntries => {
  const entries: { [kind: string]: string } = {};
  for (const kind of ENTRY_KINDS) {
    const value = args.get(`${kind}_from`)?.value;
    if (typeof value === 'string')
      entries[kind] = origin === 'import' ? value.slice(value.lastIndexOf('/') + 1) : value;
  }
  return entries;
};
