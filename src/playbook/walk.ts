import type { Block, Node, Play, RoleUse, Task } from './model.js';

/** Every node of some, those within blocks and roles included, in the order in which they run; rescue and always follow their block. */
export const walk = (nodes: readonly Node[]): readonly (Task | Block | RoleUse)[] => {
  const found: Node[] = [];
  collect(nodes, found);
  return found;
};

const collect = (nodes: readonly Node[], found: Node[]): void => {
  for (const node of nodes) {
    found.push(node);
    if (node.kind === 'block') {
      collect(node.body, found);
      collect(node.rescue, found);
      collect(node.always, found);
    } else if (node.kind === 'role') {
      collect(node.dependencies, found);
      collect(node.body, found);
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
export const tasksOf = (play: Play): readonly Task[] =>
  walk(nodesOf(play)).filter((node): node is Task => node.kind === 'task');
