import { lineage } from '../../playbook/inherit.js';
import type { Field, FieldVariables, Node, Play, RoleUse, Task } from '../../playbook/model.js';
import { nodesOf, walk } from '../../playbook/walk.js';
import { Template } from '../../value/value.js';
import { type Candidate, LEVEL } from './candidate.js';

/**
 * What a play itself gives a variable: its vars, its roles, blocks and tasks, and what its tasks set while it runs; those that yield first.
 * Files of variables are left to the caller.
 * @param included what dynamic includes are known to bring in
 */
export const playCandidates = (name: string, play: Play, included: readonly Node[]): readonly Candidate[] => {
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  const add = (
    found: Omit<Candidate, 'location' | 'value'>,
    field: Field | undefined,
    value = field?.value,
  ): void => {
    if (!field) return;
    // A role that is used twice is read twice.
    const key = `${found.level} ${found.reach} ${field.location.file.path} ${field.location.start}`;
    if (seen.has(key)) return;
    seen.add(key);
    candidates.push({ ...found, location: field.nameLocation ?? field.location, value });
  };
  const of = (variables: FieldVariables): Field | undefined => variables.get(name);
  add({ level: LEVEL.playVars, what: `vars of ${playTitle(play)}`, reach: 'all' }, of(play.vars));
  for (const field of play.keywords.get('vars_prompt')?.items ?? [])
    if (field.value instanceof Map && field.value.get('name') === name)
      candidates.push({
        level: LEVEL.prompts,
        what: `vars_prompt of ${playTitle(play)}`,
        location: field.location,
        value: undefined,
        reach: 'running',
      });
  for (const node of walk([...nodesOf(play), ...play.handlers, ...included]))
    if (node.kind === 'role') roleCandidates(node, of, add);
    else if (node.kind === 'block')
      add(
        { level: LEVEL.blockVars, what: `vars of ${titleOf('block', node.name)}`, reach: 'part' },
        of(node.vars),
      );
    else taskCandidates(name, node, of, add);
  return candidates;
};

type Add = (
  found: Omit<Candidate, 'location' | 'value'>,
  field: Field | undefined,
  value?: Field['value'],
) => void;
type Of = (variables: FieldVariables) => Field | undefined;

const roleCandidates = (use: RoleUse, of: Of, add: Add): void => {
  const role = `role ${use.role.name}`;
  // What a dynamic include brings in is seen by its own tasks only.
  const isShared = lineage(use).every(at => at.kind !== 'include');
  const reach = isShared ? 'all' : 'part';
  add({ level: LEVEL.roleDefaults, what: `defaults of ${role}`, reach }, of(use.role.defaults));
  if (use.origin !== 'include')
    add(
      use.origin === 'import'
        ? { level: LEVEL.blockVars, what: `vars where ${role} is imported`, reach: 'part' }
        : { level: LEVEL.roleVars, what: `vars where ${role} is used`, reach },
      of(use.vars),
    );
  add({ level: LEVEL.roleVars, what: `vars of ${role}`, reach }, of(use.role.vars));
  add({ level: LEVEL.roleParams, what: `parameter of ${role}`, reach: 'part' }, of(use.params));
};

const taskCandidates = (name: string, task: Task, of: Of, add: Add): void => {
  const title = titleOf('task', task.name, task.action);
  const isInclude = task.action === 'include_tasks' || task.action === 'include_role';
  add(
    isInclude
      ? { level: LEVEL.includeParams, what: `vars of ${title}, for what it includes`, reach: 'part', task }
      : { level: LEVEL.taskVars, what: `vars of ${title}`, reach: 'part', task },
    of(task.vars),
  );
  const running = { level: LEVEL.set, reach: 'running', task } as const;
  if (task.action === 'set_fact') add({ ...running, what: `set_fact of ${title}` }, of(task.args));
  const registered = task.keywords.get('register');
  if (registered?.value === name) add({ ...running, what: `register of ${title}` }, registered, null);
  const target = task.args.get('name');
  if (task.action === 'include_vars' && target?.value === name)
    add({ ...running, level: LEVEL.includeVars, what: `include_vars of ${title}` }, target, null);
  const control = task.keywords.get('loop_control');
  if (control?.value instanceof Map && control.value.get('loop_var') === name)
    add({ ...running, level: LEVEL.includeParams, what: `loop of ${title}` }, control, null);
};

const titleOf = (kind: string, name: Field | undefined, fallback = ''): string =>
  name === undefined ? `${kind} ${fallback}`.trim() : `${kind} "${written(name)}"`;

const written = ({ value }: Field): string =>
  value instanceof Template ? value.source : [value].flat().join(',');

/** A play in messages. */
export const playTitle = (play: Play): string => `play "${written(play.name ?? play.hosts)}"`;
