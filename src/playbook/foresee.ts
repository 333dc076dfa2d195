import type { Diagnostic } from '../source/diagnostic.js';
import { includeParent, readIncludedRole, readTaskFile } from './include.js';
import { conditions } from './inherit.js';
import { Loading } from './loading.js';
import type { Node, Play, Task } from './model.js';
import type { LoadOptions } from './options.js';
import { entriesOf } from './role-use.js';
import { tagsOf } from './tags.js';
import { nodesOf, walk } from './walk.js';

/** What the dynamic includes of a play are known to bring in, and what is wrong with it. */
export interface Foreseen {
  readonly nodes: readonly Node[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Looks into the files and roles that dynamic includes name outright, so that what is wrong in them is told before the run and not in its
 * midst. Where an include has conditions or is a handler, modules and files that are not there are passed over: it may be for
 * other hosts.
 */
export const checkIncludes = (play: Play, options: LoadOptions): Foreseen => {
  const diagnostics: Diagnostic[] = [];
  const nodes: Node[] = [];
  const seen = new Set<string>();
  const look = (within: readonly Node[]): void => {
    for (const node of walk(within)) {
      if (node.kind !== 'task' || !node.action.startsWith('include_')) continue;
      const place = `${node.location.file.path}:${node.location.start}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const included = lookInto(node, options);
      diagnostics.push(...included.diagnostics);
      nodes.push(...included.nodes);
      look(included.nodes);
    }
  };
  look(nodesOf(play));
  look(play.handlers);
  return { nodes, diagnostics };
};

/** Whether a run on these hosts may well never reach an include. */
const mayBePassedOver = (task: Task): boolean =>
  task.handler || conditions(task).length > 0 || tagsOf(task).includes('never');

const lookInto = (task: Task, options: LoadOptions): Foreseen => {
  const loading = new Loading(options, mayBePassedOver(task));
  const parent = includeParent(task, task.vars);
  const name = (task.args.get('file') ?? task.args.get('name') ?? task.args.get('role'))?.value;
  if (typeof name === 'string' && task.action === 'include_tasks') return readTaskFile(loading, name, parent);
  if (typeof name === 'string' && task.action === 'include_role') {
    const entries = entriesOf(task.args, 'include');
    const request = { name, entries, allowDuplicates: true, isPublic: false, validates: true };
    const { use, diagnostics } = readIncludedRole(loading, request, parent);
    return { nodes: use ? [use, ...use.handlers] : [], diagnostics };
  }
  return { nodes: [], diagnostics: [] };
};
