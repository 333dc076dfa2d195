import { effective } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import { isTaskSelected } from '../playbook/tags.js';
import type { Value } from '../value/value.js';
import type { Turn } from './attempt.js';
import { isOn } from './directives.js';
import { notify } from './handlers.js';
import type { HostRun } from './host-run.js';
import { includeTasks } from './includes.js';
import { meta } from './meta.js';
import type { Outcome } from './outcome.js';
import type { Position } from './position.js';
import { delegateOf } from './targets.js';
import { runTask } from './task-run.js';

/**
 * Carries out what stands at a position for a host: a module's task, or one of the language's own actions.
 * @returns undefined where there is nothing to report, such as a task that tags leave out
 */
export const carryOut = async (
  hostRun: HostRun,
  task: Task,
  position: Position,
): Promise<Outcome | undefined> => {
  hostRun.arrive(position);
  if (!task.handler && !isTaskSelected(task, hostRun.play.run.options)) return undefined;
  if (task.action === 'meta') return meta(hostRun, task, position);
  const info = hostRun.play.infos.of(hostRun, task, position);
  hostRun.current = info;
  const turn: Turn = { task, info, position };
  const once = await hostRun.rendering(task, view => isOn(task, 'run_once', view));
  return once
    ? hostRun.play.once(hostRun, task, position, () => carryOutHere(hostRun, turn), register)
    : carryOutHere(hostRun, turn);
};

const carryOutHere = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const { task, info } = turn;
  const delegate = foreseenDelegate(hostRun, task);
  hostRun.play.run.emit({
    kind: 'task-start',
    task: info,
    host: hostRun.name,
    ...(delegate !== undefined && { delegate }),
  });
  const outcome = await dispatch(hostRun, turn);
  register(hostRun, task, outcome);
  await notify(hostRun, task, outcome);
  return outcome;
};

/** Where a task is delegated to; undefined where that can't be told at once, as it needs facts or the items of a loop. */
const foreseenDelegate = (hostRun: HostRun, task: Task): string | undefined => {
  if (effective(task, 'delegate_to') === undefined) return undefined;
  try {
    return delegateOf(hostRun.play, hostRun.name, task, hostRun.view(task));
  } catch {
    return undefined;
  }
};

const dispatch = (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const { action } = turn.task;
  if (action === 'include_tasks' || action === 'include_role') return includeTasks(hostRun, turn);
  return runTask(hostRun, turn);
};

/** Keeps a result under the name that the task registers, and the facts that a module brings. */
const register = (hostRun: HostRun, task: Task, outcome: Outcome): void => {
  const name = task.keywords.get('register')?.value;
  if (typeof name === 'string') hostRun.variables.set.set(name, outcome.result);
  const facts = outcome.result.get('ansible_facts');
  if (!(facts instanceof Map) || task.action === 'set_fact') return;
  hostRun.variables.addFacts(facts as ReadonlyMap<Value, Value>);
};
