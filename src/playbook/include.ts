import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../source/diagnostic.js';
import type { SourceFile } from '../source/file.js';
import { sortDiagnostics } from './diagnostics.js';
import { candidatesFor, findTaskFile, IMPORTS } from './imports.js';
import { lineage, playOf, roleOf } from './inherit.js';
import { Loading } from './loading.js';
import type { Field, FieldVariables, IncludeParent, Node, Parent, RoleUse, Task } from './model.js';
import { flatHandlers, readNodes } from './nodes.js';
import type { LoadOptions } from './options.js';
import type { RoleEntries } from './role.js';
import { handlersOf, useRole } from './role-use.js';
import type { Scope } from './scope.js';
import { checkNodeTemplates } from './templates.js';

/** What a dynamic include brought in. */
export interface Included {
  readonly nodes: readonly Node[];
  /** Roles whose defaults and vars are the play's from now on: the imported ones, and one that was included to be public. */
  readonly publicRoles: readonly RoleUse[];
  /** The handlers of the roles that it brought in, to be added behind the play's. */
  readonly handlers: readonly Task[];
  /** The task file. */
  readonly path?: string;
  /** To be run only if none is an error. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What the tasks of a dynamic include stand in.
 * @param vars the include's `vars` and its loop's variables, as they are for this item
 */
export const includeParent = (task: Task, vars: FieldVariables): IncludeParent => ({
  kind: 'include',
  task,
  parent: task.parent,
  keywords: task.apply?.keywords ?? new Map(),
  vars: new Map([...vars, ...(task.apply?.vars ?? [])]),
  role: roleOf(task),
});

/**
 * Reads the task file that an include_tasks names; each file is parsed once for all hosts.
 * @param name rendered
 * @param parent made by `includeParent`
 */
export const loadTaskFile = (name: string, parent: IncludeParent, options: LoadOptions): Included =>
  readTaskFile(new Loading(options), name, parent);

/** As `loadTaskFile`, in a loading of the caller's. */
export const readTaskFile = (loading: Loading, name: string, parent: IncludeParent): Included => {
  const imports: RoleUse[] = [];
  const scope = scopeOf(loading, parent, imports);
  const location = parent.task.args.get('file')?.location ?? parent.task.actionLocation;
  const path = findTaskFile(scope, name, 'dynamic');
  if (path === undefined) {
    const places = candidatesFor(scope, name, 'dynamic').join(', ');
    loading.absent(`no task file "${name}" (looked for ${places})`, location);
    return { nodes: [], publicRoles: [], handlers: [], diagnostics: loading.diagnostics };
  }
  const node = loading.read(path, location);
  const read = readNodes({ ...scope, around: [...scope.around, path], importing: [path] }, parent, node);
  const nodes = scope.handlers ? flatHandlers(read) : read;
  loading.diagnostics.push(...checkNodeTemplates(nodes, loading.options));
  return {
    nodes,
    publicRoles: imports,
    handlers: imports.flatMap(handlersOf),
    path,
    diagnostics: sortDiagnostics(loading.diagnostics, path),
  };
};

/** What an include_role asks for, rendered. */
export interface RoleRequest {
  readonly name: string;
  readonly entries: RoleEntries;
  readonly allowDuplicates: boolean;
  /** `public`: the whole play sees the role's defaults and vars from then on. */
  readonly isPublic: boolean;
  /** `rolespec_validate`: the role's arguments are checked where it says what they must be. */
  readonly validates: boolean;
}

/** A role that an include_role brought in; no nodes if there is none of that name. */
export interface IncludedRole extends Included {
  readonly use: RoleUse | undefined;
}

/** Reads the role that an include_role names; each file is parsed once for all hosts. */
export const loadRole = (request: RoleRequest, parent: IncludeParent, options: LoadOptions): IncludedRole =>
  readIncludedRole(new Loading(options), request, parent);

/** As `loadRole`, in a loading of the caller's. */
export const readIncludedRole = (
  loading: Loading,
  request: RoleRequest,
  parent: IncludeParent,
): IncludedRole => {
  const imports: RoleUse[] = [];
  const use = useRole(scopeOf(loading, parent, imports), parent, {
    name: request.name,
    location: parent.task.actionLocation,
    origin: 'include',
    keywords: new Map(),
    vars: parent.vars,
    params: new Map<string, Field>(),
    entries: request.entries,
    allowDuplicates: request.allowDuplicates,
    validates: request.validates,
  });
  if (use) loading.diagnostics.push(...checkNodeTemplates([use, ...use.handlers], loading.options));
  return {
    nodes: use ? [use] : [],
    use,
    publicRoles: [...(use && request.isPublic ? [use] : []), ...imports],
    handlers: [...(use ? handlersOf(use) : []), ...imports.flatMap(handlersOf)],
    diagnostics: sortDiagnostics(loading.diagnostics, use?.role.path ?? ''),
  };
};

const scopeOf = (loading: Loading, parent: IncludeParent, imports: RoleUse[]): Scope => {
  const play = playOf(parent);
  return {
    loading,
    play,
    folder: dirname(resolve(play.file.path)),
    role: roleOf(parent),
    handlers: parent.task.handler,
    around: filesAround(parent),
    importing: [],
    imports: IMPORTS,
    register: use => imports.push(use),
  };
};

/** The task files that brought an include in, outermost first: the file it stands in, and those of the includes around it. */
const filesAround = (parent: Parent): readonly string[] => {
  const files: SourceFile[] = [];
  for (const at of lineage(parent)) {
    if (at.kind === 'role') break;
    if (at.kind === 'include') files.push(at.task.location.file);
    else if (at.kind === 'block') files.push(at.location.file);
  }
  return [...new Set(files.map(file => resolve(file.path)))].reverse();
};
