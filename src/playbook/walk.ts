import type { Block, Node, Play, RoleUse, Task } from './model.js';

/** Every node of some, those within blocks and roles included, in the order in which they run; rescue and always follow their block. */
export const walk = function* (nodes: readonly Node[]): Generator<Task | Block | RoleUse> {
  for (const node of nodes) {
    yield node;
    if (node.kind === 'block') {
      yield* walk(node.body);
      yield* walk(node.rescue);
      yield* walk(node.always);
    } else if (node.kind === 'role') {
      yield* walk(node.dependencies);
      yield* walk(node.body);
    }
  }
};

/** The nodes of a play in the order in which they run, handlers left out. */
export const nodesOf = (play: Play): readonly Node[] => [
  ...play.preTasks,
  ...play.roles,
  ...play.tasks,
  ...play.postTasks,
];

/** Every task of a play in the order in which they run, handlers left out. */
export const tasksOf = function* (play: Play): Generator<Task> {
  for (const node of walk(nodesOf(play))) if (node.kind === 'task') yield node;
};
