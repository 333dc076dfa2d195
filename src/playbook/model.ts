import type { Location, SourceFile } from '../source/file.js';
import type { Unrendered } from '../value/value.js';

/** A value as written, with its place. */
export interface Field {
  readonly value: Unrendered;
  readonly location: Location;
}

/**
 * Keywords by Ansible's name (`become`, `when`, `tags`, ...), old spellings folded (`sudo` is refused, `with_items` is in `loop`). Shapes are
 * checked at load (a list where a list must be, a boolean where no template stands); templates are rendered by the run.
 * `name`, `vars`, `loop`, arguments and children are not here: they have properties of their own.
 */
export type Keywords = ReadonlyMap<string, Field>;

/** Variables by name, each with its place. */
export type FieldVariables = ReadonlyMap<string, Field>;

/** What a block, task or role use stands in; directives are inherited along this chain. */
export type Parent = Play | RoleUse | Block | IncludeParent;

/** A dynamic include (include_tasks, include_role) that brought tasks in at run time. */
export interface IncludeParent {
  readonly kind: 'include';
  readonly task: Task;
  /** The parent of the include task. */
  readonly parent: Parent;
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  readonly role: Role | undefined;
}

export interface Play {
  readonly kind: 'play';
  readonly name: Field | undefined;
  readonly location: Location;
  readonly file: SourceFile;
  /** `hosts`: a pattern, or a list of them. */
  readonly hosts: Field;
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  readonly varsFiles: readonly Field[];
  readonly preTasks: readonly Node[];
  readonly roles: readonly RoleUse[];
  readonly tasks: readonly Node[];
  readonly postTasks: readonly Node[];
  /** In the order in which they run; those of roles follow the play's own as Ansible has it. */
  readonly handlers: readonly Task[];
}

/** A role on disk. */
export interface Role {
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
  readonly defaults: FieldVariables;
  readonly vars: FieldVariables;
}

/** A role as a play, a dependency or import_role uses it: a block of the role's tasks. */
export interface RoleUse {
  readonly kind: 'role';
  readonly parent: Parent;
  readonly location: Location;
  readonly role: Role;
  readonly keywords: Keywords;
  /** The use's own `vars` and parameters. */
  readonly vars: FieldVariables;
  /** Roles that it depends on, which run before it. */
  readonly dependencies: readonly RoleUse[];
  readonly body: readonly Node[];
}

export type Node = Task | Block | RoleUse;

/** A block, or what import_tasks brought in (then the import's own keywords are the block's). */
export interface Block {
  readonly kind: 'block';
  readonly parent: Parent;
  readonly name: Field | undefined;
  readonly location: Location;
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  readonly body: readonly Node[];
  readonly rescue: readonly Node[];
  readonly always: readonly Node[];
}

export interface Loop {
  /** `loop`, or the lookup of `with_LOOKUP`: `items`, `dict`, `fileglob`... */
  readonly kind: string;
  readonly value: Field;
}

export interface Task {
  readonly kind: 'task';
  readonly parent: Parent;
  readonly location: Location;
  readonly name: Field | undefined;
  /** The action's canonical short name: `apt`, `include_tasks`; the long one where a collection is not known to us. */
  readonly action: string;
  readonly actionLocation: Location;
  /**
   * Arguments by the name that was written; `key=value` text is taken apart at load. The value of a module's free form stands under its
   * `freeForm` option's name; arguments that are one template (`args: "{{ x }}"`) stand under `*`.
   */
  readonly args: FieldVariables;
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  readonly loop: Loop | undefined;
  readonly handler: boolean;
}

export interface Playbook {
  readonly file: SourceFile;
  readonly plays: readonly Play[];
}
