import type { Diagnostic } from '../source/diagnostic.js';
import { includeParent, readIncludedRole, readTaskFile } from './include.js';
import { conditions, effective } from './inherit.js';
import { Loading } from './loading.js';
import type { Node, Play, Task } from './model.js';
import type { LoadOptions } from './options.js';
import { entriesOf } from './role-use.js';
import { isLeftOut, tagsOf } from './tags.js';
import { nodesOf } from './walk.js';

/** What the dynamic includes of a play are known to bring in, and what is wrong with it. */
export interface Foreseen {
  readonly nodes: readonly Node[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Looks into the files and roles that dynamic includes name outright, so that what is wrong in them is told before the run and not in its
 * midst. Where an include has conditions or is a handler, modules and files that are not there are passed over: it may be for
 * other hosts. Nothing is looked into that a run certainly never reaches.
 */
export const checkIncludes = (play: Play, options: LoadOptions): Foreseen => {
  const diagnostics: Diagnostic[] = [];
  const nodes: Node[] = [];
  const seen = new Set<string>();
  // Whether nothing behind the nodes is reached.
  const look = (within: readonly Node[]): boolean => within.some(lookAt);
  const lookAt = (node: Node): boolean => {
    if (node.kind === 'role') return look([...node.dependencies, ...node.body]);
    if (node.kind === 'block') {
      const ends = look(node.body);
      look(node.rescue);
      return look(node.always) || (ends && node.rescue.length === 0);
    }
    if (!node.action.startsWith('include_')) return isEnd(node, options);
    const place = `${node.location.file.path}:${node.location.start}`;
    if (seen.has(place) || isLeftOut(node, options.selection)) return false;
    seen.add(place);
    const included = lookInto(node, options);
    diagnostics.push(...included.diagnostics);
    nodes.push(...included.nodes);
    return look(included.nodes) && isCertain(node, options);
  };
  look(nodesOf(play));
  look(play.handlers);
  return { nodes, diagnostics };
};

/** Whether a task is carried out on every host that comes to it, and once. */
const isCertain = (task: Task, { selection }: LoadOptions): boolean =>
  selection !== undefined &&
  conditions(task).length === 0 &&
  task.loop === undefined &&
  tagsOf(task).length === 0 &&
  !isLeftOut(task, selection);

/** Whether a run, as far as it is known what is to be run, ends at a task for every host. */
const isEnd = (task: Task, options: LoadOptions): boolean =>
  task.action === 'fail' &&
  isCertain(task, options) &&
  effective(task, 'ignore_errors') === undefined &&
  !task.keywords.has('failed_when');

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
