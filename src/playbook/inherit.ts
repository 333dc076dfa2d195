import { Template } from '../value/value.js';
import { isInGroup } from './action-groups.js';
import { KEYWORDS } from './keywords.js';
import type { Field, FieldVariables, Keywords, Node, Parent, Play, Role, RoleUse, Task } from './model.js';

/** Anything that keywords can stand on. */
export type Holder = Node | Parent;

/** A node and what it stands in, innermost first, the play last. */
export const lineage = (holder: Holder): readonly Holder[] => {
  const holders = [holder];
  for (let at = holder; at.kind !== 'play'; ) {
    at = at.parent;
    holders.push(at);
  }
  return holders;
};

const keywordsOf = (holder: Holder): Keywords => holder.keywords;

/**
 * The value of a keyword that counts for a node: its own, or the nearest one of what it stands in for those that are inherited. For
 * `when`, `tags`, `environment` and `module_defaults` all count: they have functions of their own.
 */
export const effective = (holder: Holder, keyword: string): Field | undefined => {
  if (KEYWORDS[keyword]?.inherited !== 'innermost') return holder.keywords.get(keyword);
  for (let at: Holder = holder; ; at = at.parent) {
    const field = keywordsOf(at).get(keyword);
    if (field || at.kind === 'play') return field;
  }
};

/** A keyword's entries on a node and all that it stands in, outermost first: the order in which Ansible takes them. */
const together = (holder: Holder, keyword: string): readonly Field[] => {
  const lists: (readonly Field[])[] = [];
  for (const at of lineage(holder)) {
    const field = keywordsOf(at).get(keyword);
    if (field) lists.push(field.items ?? [field]);
  }
  return lists.reverse().flat();
};

/**
 * All conditions under which a task runs, outermost first; they are to be evaluated in this order up to the first that is false. A string
 * is an expression, a template one that renders to an expression or a boolean.
 */
export const conditions = (task: Task): readonly Field[] => {
  const all = together(task, 'when');
  if (!task.handler) return all;
  const outer = playOf(task).keywords.get('when')?.items ?? [];
  return all.filter(condition => !outer.includes(condition));
};

/** The environments of a task or play, outermost first: later ones override. Each is a dictionary or a template of one. */
export const environments = (holder: Holder): readonly Field[] => together(holder, 'environment');

/**
 * Defaults for a task's arguments from `module_defaults`: those of groups that its module is in, and over them the module's own. Of several
 * dictionaries for one module or group the innermost takes the place of the others.
 */
export const moduleDefaults = (task: Task): FieldVariables => {
  const found = new Map<string, Field>();
  for (const { value, location } of together(task, 'module_defaults'))
    if (value instanceof Map)
      for (const [name, defaults] of value) found.set(String(name), { value: defaults, location });
  const groups = [...found.keys()].filter(
    name => name.startsWith(GROUP) && isInGroup(task.action, name.slice(GROUP.length)),
  );
  return new Map([...groups, task.action].flatMap(name => [...argumentsIn(found.get(name))]));
};

/** What a group's name begins with in `module_defaults`. */
const GROUP = 'group/';

const argumentsIn = (defaults: Field | undefined): FieldVariables => {
  if (defaults === undefined || defaults.value === null) return new Map();
  const { value, location } = defaults;
  if (!(value instanceof Map)) return new Map([['*', defaults]]);
  return new Map([...value].map(([name, entry]) => [String(name), { value: entry, location }]));
};

/** The play that a node is in. */
export const playOf = (holder: Holder): Play => {
  let at: Holder = holder;
  while (at.kind !== 'play') at = at.parent;
  return at;
};

/** The collections in which short names of roles are looked for: those of the nearest holder that says so. Roles don't inherit them. */
export const collectionsOf = (holder: Holder): readonly string[] => {
  for (const at of lineage(holder)) {
    const field = (at.kind === 'include' ? at.task : at).keywords.get('collections');
    if (field) return (field.items ?? []).map(({ value }) => String(value));
    if (at.kind === 'role') return at.role.collections;
  }
  return [];
};

/** The role use that a node is in, if any. */
export const roleUseOf = (holder: Holder): RoleUse | undefined => {
  for (const at of lineage(holder)) if (at.kind === 'role') return at;
  return undefined;
};

/** The role whose task a node is, if any. */
export const roleOf = (holder: Holder): Role | undefined => roleUseOf(holder)?.role;

/** What a task is shown as: `role : name`, where the name may be a template; the action's name where it has none. */
export interface TaskTitle {
  readonly role: string | undefined;
  readonly name: Field | undefined;
  readonly action: string;
}

/** The pieces of a task's displayed name. As with Ansible an include of a role is shown by that role's name. */
export const titleOf = (task: Task): TaskTitle => {
  const { name, called } = task;
  if (task.action !== 'include_role') return { role: roleOf(task)?.name, name, action: called };
  const role = (task.args.get('name') ?? task.args.get('role'))?.value;
  const included = role instanceof Template ? role.source : String(role ?? '');
  return { role: undefined, name, action: `${called} : ${included}` };
};
