import { environments, lineage, roleOf } from '../playbook/inherit.js';
import type { Play, Role, RoleUse, Task } from '../playbook/model.js';
import type { RoleMagic, RoleNames, TaskMagic } from '../vars/magic.js';
import { searchPathOf } from './local-files.js';

/**
 * What a task, or a play as a whole, is to the variables that the program itself sets.
 * @param directory of the playbook
 */
export const taskMagic = (holder: Task | Play, directory: string): TaskMagic => {
  const role = roleOf(holder);
  return {
    role: role && roleMagic(role),
    parentRoles: parentRoles(holder).map(roleMagic),
    searchPath: searchPathOf(holder, directory),
    environment: environments(holder).map(({ value }) => value),
  };
};

const roleMagic = ({ name, path, collection }: Role): RoleMagic => ({ name, path, collection });

/** The roles in whose tasks the includes and imports of roles around a task stand, the nearest first. */
const parentRoles = (holder: Task | Play): readonly Role[] =>
  lineage(holder).flatMap(at => {
    const isCalled = at.kind === 'role' && (at.origin === 'import' || at.origin === 'include');
    const parent = isCalled ? roleOf(at.parent) : undefined;
    return parent ? [parent] : [];
  });

/**
 * The names of a play's roles.
 * @param included roles that dynamic includes have made public
 */
export const roleNames = (play: Play, included: readonly RoleUse[]): RoleNames => {
  const uses = [...play.roles, ...play.imports, ...included];
  return { own: uses.map(use => use.role.name), dependent: uses.flatMap(dependencyNames) };
};

const dependencyNames = (use: RoleUse): readonly string[] =>
  use.dependencies.flatMap(dependency => [...dependencyNames(dependency), dependency.role.name]);
