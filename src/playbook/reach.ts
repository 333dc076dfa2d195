import type { Diagnostic } from '../source/diagnostic.js';
import { conditions, effective, type Holder, lineage } from './inherit.js';
import type { Task } from './model.js';
import type { LoadOptions } from './options.js';

/**
 * What is wrong with a task, as far as it matters before the run. A task that may fail may be there to fail: it is warned of. A task with
 * conditions may be for other hosts or another version of Ansible: what is foreign in it only fails where it is carried out. Of that `lint`, which
 * is no run, warns.
 */
export const asFarAsReached = (
  task: Task,
  found: readonly Diagnostic[],
  { selection }: LoadOptions,
): readonly Diagnostic[] => {
  // Nearly all tasks: what they stand in need not be looked through.
  if (found.length === 0) return found;
  const isLint = selection === undefined;
  const isConditional = conditions(task).length > 0;
  const mayFail = expectsFailure(task);
  return found
    .filter(({ isForeign }) => !isForeign || !isConditional || isLint)
    .map(diagnostic =>
      mayFail || (isConditional && diagnostic.isForeign)
        ? { ...diagnostic, severity: 'warning' }
        : diagnostic,
    );
};

/** Whether a playbook goes on if a task fails. */
const expectsFailure = (task: Task): boolean => {
  if (task.keywords.has('failed_when')) return true;
  const ignoring = effective(task, 'ignore_errors')?.value ?? false;
  if (ignoring !== false && !/^(?:no|false|off)$/i.test(String(ignoring))) return true;
  return isRescued(task);
};

/** Whether a task stands in the body of a block that has a rescue. */
const isRescued = (task: Task): boolean => {
  let inner: Holder = task;
  for (const holder of lineage(task)) {
    if (holder.kind === 'block' && holder.rescue.length > 0) {
      const isOutside = [...holder.rescue, ...holder.always].some(node => node === inner);
      if (!isOutside) return true;
    }
    inner = holder;
  }
  return false;
};
