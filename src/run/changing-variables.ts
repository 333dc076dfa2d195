import type { Playbook, Task } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';

/**
 * The variables of a host that its tasks may set while the run lasts, so that another host that reads one must wait: what is registered and
 * set by set_fact, and facts. Where a task may set any (include_vars, dynamic includes) every variable may change.
 */
export const changingVariables = (playbooks: readonly Playbook[]): { has(name: string): boolean } => {
  const names = new Set<string>();
  let any = false;
  const add = (task: Task): void => {
    const registered = task.keywords.get('register')?.value;
    if (typeof registered === 'string') names.add(registered);
    if (task.action === 'set_fact') for (const name of task.args.keys()) names.add(name);
    if (task.action === 'include_vars' || task.action.startsWith('include_') || task.args.has('*'))
      any = true;
  };
  for (const { plays } of playbooks)
    for (const play of plays)
      for (const node of walk([...nodesOf(play), ...play.handlers])) if (node.kind === 'task') add(node);
  return { has: name => any || names.has(name) || name.startsWith('ansible_') };
};
