import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Block, Field, Node, Parent, RoleUse } from './model.js';
import { flatHandlers, readNodes } from './nodes.js';
import { kindOf } from './role-files.js';
import { entriesOf, useRole } from './role-use.js';
import { type Import, type Imports, type Scope, staticName } from './scope.js';

/** Resolves import_tasks and import_role where they stand. */
export const IMPORTS: Imports = {
  tasks: (scope, parent, call) => importTasks(scope, parent, call),
  role: (scope, parent, call) => importRole(scope, parent, call),
};

const importTasks = (scope: Scope, parent: Parent, call: Import): Block | undefined => {
  const { loading } = scope;
  const file = call.args.get('file');
  const name = file && staticName(scope, parent, 'a task file', file, call.vars);
  if (name === undefined || !file) return undefined;
  const path = findTaskFile(scope, name, 'static');
  if (!path) {
    loading.absent(
      `no task file "${name}" (looked for ${candidatesFor(scope, name, 'static').join(', ')})`,
      file.location,
    );
    return undefined;
  }
  if (scope.importing.includes(path)) {
    loading.error(`"${name}" imports itself`, file.location);
    return undefined;
  }
  const node = loading.read(path, file.location);
  const body: Node[] = [];
  const { name: title, location, keywords, vars } = call;
  const block: Block = {
    kind: 'block',
    parent,
    name: title,
    location,
    keywords,
    vars,
    body,
    rescue: [],
    always: [],
  };
  const inside: Scope = {
    ...scope,
    around: [...scope.around, path],
    importing: [...scope.importing, path],
  };
  const nodes = readNodes(inside, block, node);
  body.push(...(scope.handlers ? flatHandlers(nodes) : nodes));
  return block;
};

const importRole = (scope: Scope, parent: Parent, call: Import): RoleUse | undefined => {
  const field: Field | undefined = call.args.get('name') ?? call.args.get('role');
  const name = field && staticName(scope, parent, 'a role', field, call.vars);
  if (name === undefined) return undefined;
  const use = useRole(scope, parent, {
    name,
    location: call.location,
    origin: 'import',
    keywords: call.keywords,
    vars: call.vars,
    params: new Map(),
    entries: entriesOf(call.args, 'import'),
    allowDuplicates: call.args.get('allow_duplicates')?.value !== false,
    validates: call.args.get('rolespec_validate')?.value !== false,
  });
  if (use) scope.register(use);
  return use;
};

/** Where a task file is looked for. Source: ansible-core 2.14, whose static and dynamic includes differ in their order. */
export const candidatesFor = (scope: Scope, name: string, how: 'static' | 'dynamic'): readonly string[] => {
  if (isAbsolute(name)) return [name];
  const beside = scope.around.map(path => join(dirname(path), name)).reverse();
  const { role, folder } = scope;
  const own = role
    ? [join(role.path, scope.handlers ? 'handlers' : 'tasks', name), join(role.path, 'tasks', name)]
    : [];
  const last = [...(role ? [join(role.path, name), join(folder, 'tasks', name)] : []), join(folder, name)];
  const all = how === 'static' ? [...beside, ...own, ...last] : [...own, ...beside, ...last];
  return [...new Set(all.map(path => resolve(path)))];
};

/** The task file of that name, by Ansible's search path; undefined if there is none. */
export const findTaskFile = (scope: Scope, name: string, how: 'static' | 'dynamic'): string | undefined =>
  candidatesFor(scope, name, how).find(path => kindOf(path) === 'file');
