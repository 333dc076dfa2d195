import type { Location, SourceFile } from '../source/file.js';
import type { Unrendered } from '../value/value.js';

/** A value as written, with its place. */
export interface Field {
  readonly value: Unrendered;
  readonly location: Location;
  /** Where the name of the variable or argument stands. */
  readonly nameLocation?: Location;
  /** Of a keyword that is a list (`when`, `tags`, `notify`, `hosts`...): each entry with its own place, in the order of `value`. */
  readonly items?: readonly Field[];
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
  /** Those of its `apply`; the include's own keywords are for itself alone. */
  readonly keywords: Keywords;
  /** The include's own `vars` and those of its `apply`, with the loop's variables. */
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
  /** With `when` if the import_playbook that brought the play in has one: it holds for all tasks, not for handlers. */
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
  /** A file name, or a list of them of which the first that exists counts. */
  readonly varsFiles: readonly Field[];
  readonly preTasks: readonly Node[];
  readonly roles: readonly RoleUse[];
  readonly tasks: readonly Node[];
  readonly postTasks: readonly Node[];
  /** In the order in which they run: those of `roles`, dependencies first, then the play's own, then those of imported roles. */
  readonly handlers: readonly Task[];
  /** What import_role brought in anywhere in the play; their defaults and vars are seen by the whole play, as those of `roles` are. */
  readonly imports: readonly RoleUse[];
}

/** A role on disk. */
export interface Role {
  /** As it was called: a name, or a path; the long name for a role of a collection. */
  readonly name: string;
  /** `namespace.name` of the collection that the role is of. */
  readonly collection: string | undefined;
  /** The collections in which short names that its tasks use are looked for: its own, and those that its metadata name. */
  readonly collections: readonly string[];
  /** Absolute folder. */
  readonly path: string;
  readonly defaults: FieldVariables;
  readonly vars: FieldVariables;
  /** The entry point that was asked for by `tasks_from`; `main` without. */
  readonly entry: string;
  /** The specification of the entry point's arguments (`options` and descriptions), if the role has one. */
  readonly argumentSpec: Field | undefined;
}

/** A role as a play, a dependency, import_role or include_role uses it: a block of the role's tasks. */
export interface RoleUse {
  readonly kind: 'role';
  readonly parent: Parent;
  readonly location: Location;
  readonly origin: 'play' | 'dependency' | 'import' | 'include';
  readonly role: Role;
  readonly keywords: Keywords;
  /** The use's own `vars`. */
  readonly vars: FieldVariables;
  /** Parameters: keys beside `role` that are no keywords. They win over what set_fact sets. */
  readonly params: FieldVariables;
  /** Uses with one identity are one role: on a host it runs once in a play unless `allowDuplicates`. */
  readonly identity: string;
  readonly allowDuplicates: boolean;
  /** Its arguments are checked where the role says what they must be. */
  readonly validates: boolean;
  /** Roles that it depends on, which run before it. */
  readonly dependencies: readonly RoleUse[];
  readonly body: readonly Node[];
  /** The role's own handlers, without those of its dependencies. */
  readonly handlers: readonly Task[];
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

/** Keywords and variables for the tasks that a dynamic include brings in. */
export interface Apply {
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
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
  /** The action's name as it was written. */
  readonly called: string;
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
  /** What the `apply` of a dynamic include gives to the tasks inside. */
  readonly apply?: Apply;
}

export interface Playbook {
  readonly file: SourceFile;
  readonly plays: readonly Play[];
}
