import { type Holder, lineage, roleUseOf } from './inherit.js';
import type { FieldVariables, Parent, Play, RoleUse } from './model.js';

/**
 * The variables that the playbook itself gives a task, by their place in Ansible's order of precedence; in each list later ones win. What
 * stands between them (inventory, facts, set_fact) is the caller's.
 */
export interface VariableLayers {
  /** Lowest of all: defaults of the role and of the roles it depends on and is used by. */
  readonly roleDefaults: readonly FieldVariables[];
  /** Above play vars and vars_files: `vars` of role uses and `vars/main` of roles, from the outermost role in. */
  readonly roleVars: readonly FieldVariables[];
  /** Above role vars: of blocks, imports, includes and the task itself, outermost first. */
  readonly taskVars: readonly FieldVariables[];
  /** Above set_fact and registered results: parameters of role uses. */
  readonly roleParams: readonly FieldVariables[];
  /** Above role parameters and only below extra vars: `vars` of include_tasks and include_role. */
  readonly includeParams: readonly FieldVariables[];
}

/** The layers of a task, block or role use; those of the whole play are in `playLayers`. */
export const variableLayers = (holder: Holder): VariableLayers => {
  const line = [...lineage(holder)].reverse();
  const roles = line.filter(at => at.kind === 'role');
  const dependencies = roles.at(-1)?.dependencies ?? [];
  return {
    roleDefaults: [...dependencies.flatMap(defaultsOf), ...roles.map(use => use.role.defaults)],
    roleVars: [
      ...roles.slice(0, -1).flatMap(ownVars),
      ...dependencies.flatMap(varsOf),
      ...roles.slice(-1).flatMap(ownVars),
    ],
    taskVars: line.filter(hasTaskVars).map(at => at.vars),
    roleParams: roles.map(use => use.params),
    includeParams: line.flatMap(includeParams),
  };
};

/** A role use from `roles` has its vars among the role's; one that is imported or included has them as a block has. */
const hasTaskVars = (holder: Holder): boolean =>
  holder.kind !== 'play' && (holder.kind !== 'role' || holder.origin === 'import');

/** An include's own variables; within one of a role, the parameters of the role around it win over those. */
const includeParams = (holder: Holder): readonly FieldVariables[] => {
  if (holder.kind === 'role') return holder.origin === 'import' ? paramsAround(holder.parent) : [];
  const action = holder.kind === 'include' ? holder.task.action : holder.kind === 'task' ? holder.action : '';
  if (action === 'include_tasks') return [holder.vars];
  return action === 'include_role' && holder.kind !== 'play'
    ? [holder.vars, ...paramsAround(holder.parent)]
    : [];
};

const paramsAround = (parent: Parent): readonly FieldVariables[] => {
  const use = roleUseOf(parent);
  return use ? [use.params] : [];
};

const defaultsOf = (use: RoleUse): readonly FieldVariables[] => [
  ...use.dependencies.flatMap(defaultsOf),
  use.role.defaults,
];

const ownVars = (use: RoleUse): readonly FieldVariables[] => [use.vars, use.role.vars];

const varsOf = (use: RoleUse): readonly FieldVariables[] => [
  ...use.dependencies.flatMap(varsOf),
  ...ownVars(use),
];

/** What the roles of a play give to all of its tasks; in each list later ones win. */
export interface PlayLayers {
  /** Lowest of all, below a task's own role's. */
  readonly roleDefaults: readonly FieldVariables[];
  /** Above vars_files, below a task's own role's. */
  readonly roleVars: readonly FieldVariables[];
}

/**
 * The layers that a play's roles, imported ones included, share with the whole play.
 * @param included roles that dynamic includes have made public
 */
export const playLayers = (play: Play, included: readonly RoleUse[] = []): PlayLayers => {
  const uses = [...play.roles, ...play.imports, ...included];
  return { roleDefaults: uses.flatMap(defaultsOf), roleVars: uses.flatMap(varsOf) };
};
