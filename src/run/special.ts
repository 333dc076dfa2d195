import { effective } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import type { HostVariables } from '../vars/host.js';
import type { Turn } from './attempt.js';
import { keepVariables } from './control.js';
import { debugged } from './debugger/debugger.js';
import { isOn } from './directives.js';
import { addFacts, bringsFacts, factsOwner } from './facts-owner.js';
import { notify } from './handlers.js';
import type { HostRun } from './host-run.js';
import { includeTasks } from './includes.js';
import type { Outcome } from './outcome.js';
import type { Position } from './position.js';
import { delegateOf } from './targets.js';
import { runTask } from './task-run.js';

/**
 * Carries out what stands at a position for a host: a module's task, or an include.
 */
export const carryOut = async (hostRun: HostRun, task: Task, position: Position): Promise<Outcome> => {
  const info = hostRun.play.infos.of(hostRun, task, position);
  const turn: Turn = { task, info, position };
  hostRun.current = info;
  if (!(await isOnce(hostRun, task))) return carryOutHere(hostRun, turn);
  const { result, isOwn } = await hostRun.play.once(hostRun, task, position, () =>
    carryOutHere(hostRun, turn),
  );
  if (isOwn) return result;
  // Of what is done once in any case the other hosts learn nothing.
  if (!(await isForAll(hostRun, task))) return { ...result, isShared: true };
  await share(hostRun, task, result);
  return { ...result, isShared: true };
};

/** What one host does for all, whatever `run_once` says. */
const DONE_ONCE: ReadonlySet<string> = new Set(['add_host', 'pause']);

const isOnce = async (hostRun: HostRun, task: Task): Promise<boolean> =>
  hostRun.play.isLinear && (DONE_ONCE.has(task.action) || (await isForAll(hostRun, task)));

const isForAll = (hostRun: HostRun, task: Task): Promise<boolean> =>
  hostRun.rendering(task, view => isOn(task, 'run_once', view));

const carryOutHere = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const { task, info } = turn;
  const delegate = foreseenDelegate(hostRun, task);
  hostRun.play.run.emit({
    kind: 'task-start',
    task: info,
    host: hostRun.name,
    ...(delegate !== undefined && { delegate }),
  });
  const outcome = await debugged(hostRun, turn, at => dispatch(hostRun, at));
  register(hostRun.variables, task, outcome);
  notify(hostRun, task, outcome);
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

/** Keeps a result under the name that the task registers. */
const register = (variables: HostVariables, task: Task, outcome: Outcome): void => {
  const name = task.keywords.get('register')?.value;
  if (typeof name === 'string') variables.set.set(name, outcome.result);
};

/** What one host has carried out for all is known to this one, too. */
const share = async (hostRun: HostRun, task: Task, outcome: Outcome): Promise<void> => {
  const { variables } = hostRun;
  register(variables, task, outcome);
  const owner = await hostRun.rendering(task, view => factsOwner(hostRun, task, view));
  if (owner !== variables) return;
  keepVariables(variables, outcome.facts ?? new Map(), outcome.included ?? new Map());
  if (!bringsFacts(task)) return;
  const results = outcome.result.get('results');
  for (const result of task.loop && Array.isArray(results) ? results : [outcome.result])
    if (result instanceof Map) addFacts(variables, task, result);
};
