import {
  type Included,
  type IncludedRole,
  includeParent,
  loadRole,
  loadTaskFile,
} from '../../src/playbook/include.js';
import type { Node, Task } from '../../src/playbook/model.js';
import type { LoadOptions } from '../../src/playbook/options.js';
import { entriesOf } from '../../src/playbook/role-use.js';
import { walk } from '../../src/playbook/walk.js';

/** What a dynamic include brings in. */
export const include = (task: Task, options: LoadOptions): Included | IncludedRole => {
  const parent = includeParent(task, task.vars);
  const named = (name: string): string => String(task.args.get(name)?.value);
  const chosen = {
    entries: entriesOf(task.args, 'include'),
    allowDuplicates: true,
    isPublic: false,
    validates: true,
  };
  return task.action === 'include_role'
    ? loadRole({ name: named('name'), ...chosen }, parent, options)
    : loadTaskFile(named('file'), parent, options);
};

/** All tasks of nodes in order, with what dynamic includes bring in where they stand. */
export const unfold = function* (nodes: readonly Node[], options: LoadOptions): Generator<Task> {
  for (const node of walk(nodes)) {
    if (node.kind !== 'task') continue;
    if (node.action !== 'include_tasks' && node.action !== 'include_role') {
      yield node;
      continue;
    }
    const included = include(node, options);
    for (const diagnostic of included.diagnostics) throw new Error(diagnostic.message);
    yield* unfold(included.nodes, options);
  }
};
