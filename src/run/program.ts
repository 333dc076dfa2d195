import type { Block, Node, Play, RoleUse, Task } from '../playbook/model.js';

/** Facts are gathered at the start of a play, unless it says otherwise. */
export interface GatherStep {
  readonly kind: 'gather';
}

/** Notified handlers run at the end of each section. */
export interface FlushStep {
  readonly kind: 'flush';
}

/** Tasks that a dynamic include brought in, one group for each item of its loop. */
export interface Included {
  readonly kind: 'included';
  readonly body: readonly Step[];
}

/** What a host goes through in a play. */
export type Step = Node | GatherStep | FlushStep | Included;

const FLUSH: FlushStep = { kind: 'flush' };

/** A play as one list of steps: facts, pre_tasks, roles, tasks and post_tasks, with handlers flushed behind each section. */
export const programOf = (play: Play, gathersFacts: boolean): readonly Step[] => [
  ...(gathersFacts ? [{ kind: 'gather' } as const] : []),
  ...play.preTasks,
  FLUSH,
  ...play.roles,
  ...play.tasks,
  FLUSH,
  ...play.postTasks,
  FLUSH,
];

/** Something of the program that is carried out, in contrast to what only holds others. */
export type Leaf = Task | GatherStep | FlushStep;

/** Steps that hold others. */
export type Group = Block | RoleUse | Included;
