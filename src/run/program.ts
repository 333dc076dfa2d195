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

/** A section of a play that forces handlers: they are flushed even if a task of it fails. */
export interface Section {
  readonly kind: 'section';
  readonly body: readonly Step[];
  readonly always: readonly Step[];
}

/** What a host goes through in a play. */
export type Step = Node | GatherStep | FlushStep | Included | Section;

const FLUSH: FlushStep = { kind: 'flush' };

/**
 * A play as one list of steps: facts, pre_tasks, roles, tasks and post_tasks, with handlers flushed behind each section.
 * @param forcesHandlers whether they are flushed after a failure, too
 */
export const programOf = (play: Play, gathersFacts: boolean, forcesHandlers: boolean): readonly Step[] => {
  const sections = [play.preTasks, [...play.roles, ...play.tasks], play.postTasks];
  return [
    ...(gathersFacts ? [{ kind: 'gather' } as const] : []),
    ...sections.flatMap((body): readonly Step[] =>
      forcesHandlers
        ? [{ kind: 'section', body, always: [{ kind: 'included', body: [FLUSH] }] }]
        : [...body, FLUSH],
    ),
  ];
};

/** Something of the program that is carried out, in contrast to what only holds others. */
export type Leaf = Task | GatherStep | FlushStep;

/** Steps that hold others. */
export type Group = Block | RoleUse | Included | Section;
