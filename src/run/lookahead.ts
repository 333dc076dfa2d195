import type { Script } from '../agent/protocol.js';
import type { Task } from '../playbook/model.js';
import { isTaskSelected } from '../playbook/tags.js';
import { FactsNeeded } from '../vars/interrupts.js';
import { Assumptions } from '../vars/scope.js';
import type { Turn } from './attempt.js';
import { evaluateControl } from './control.js';
import { next } from './cursor.js';
import { failedCondition, textOf } from './directives.js';
import { factsProbe } from './facts.js';
import type { HostRun } from './host-run.js';
import { type Instance, instanceKey, instanceOf } from './instance.js';
import { loopItems, loopLayer } from './loop.js';
import { metaForm } from './meta.js';
import type { View } from './view.js';

/** A probe that is to be asked, under the key by which its task will look for the answer. */
export interface Probe {
  readonly instance: Pick<Instance, 'remote' | 'account' | 'environment' | 'timeLimit'>;
  readonly key: string;
  readonly probe: Script;
}

/** Ends the walk: what comes next can't be told before something has been carried out. */
class Unforeseeable extends Error {}

interface Walk {
  readonly hostRun: HostRun;
  readonly assumptions: Assumptions;
  readonly probes: Probe[];
  /** How many more probes of a key answers are under way already. */
  readonly known: Map<string, number>;
  readonly most: number;
}

/**
 * The probes of the tasks behind a turn, as far as they can be rendered assuming that nothing goes wrong until then. It is a guess:
 * a task takes an answer only if its probe comes out the same when it really is its turn.
 * @param turn the task at hand; undefined between tasks
 * @param needed probes that are sent in the same message already
 */
export const lookAhead = async (
  hostRun: HostRun,
  turn: Turn | undefined,
  needed: readonly Probe[],
): Promise<readonly Probe[]> => {
  const walk: Walk = {
    hostRun,
    assumptions: new Assumptions(),
    probes: [],
    known: new Map(),
    most: hostRun.window.size,
  };
  // What a turn needs it takes itself; a task behind it with the same probe has to have an answer of its own.
  if (!turn) for (const { key } of needed) walk.known.set(key, (walk.known.get(key) ?? 0) + 1);
  try {
    // The task itself comes first: its loop may have more items.
    if (turn?.task.loop) await foresee(walk, turn.task, turn.item ?? -1);
    if (turn) pend(walk, turn.task);
    await walkOn(walk);
  } catch (error) {
    // Whatever can't be foreseen, a mistake in a later task included, is met when its turn comes.
    if (error instanceof FactsNeeded && error.host === hostRun.name)
      add(walk, await factsProbe(hostRun, error.group));
  }
  return walk.probes;
};

const walkOn = async (walk: Walk): Promise<void> => {
  const { hostRun } = walk;
  const visits = hostRun.imaginedVisits();
  let { cursor, beginning } = hostRun;
  while (walk.probes.length < walk.most) {
    const stop = next(cursor, visits);
    if (stop === undefined || 'failure' in stop) return;
    cursor = stop.cursor;
    const { leaf } = stop;
    if (leaf.kind === 'gather') continue;
    if (leaf.kind === 'flush') {
      if (hostRun.notified.size > 0) return;
      continue;
    }
    if (leaf === beginning) beginning = undefined;
    if (beginning !== undefined) continue;
    if (leaf.action === 'meta') {
      if (!passesMeta(walk, leaf)) return;
      continue;
    }
    if (!isTaskSelected(leaf, hostRun.play.run.options)) continue;
    await foresee(walk, leaf, undefined);
    pend(walk, leaf);
  }
};

/** Whether the play goes on as if a `meta` weren't there. */
const passesMeta = (walk: Walk, task: Task): boolean => {
  const form = metaForm(task);
  if (form === 'noop') return true;
  if (form === 'flush_handlers') return walk.hostRun.notified.size === 0;
  return failedCondition(task, walk.hostRun.view(task, walk.assumptions)) !== undefined;
};

const pend = (walk: Walk, task: Task): void => {
  const name = task.keywords.get('register')?.value;
  if (typeof name === 'string') walk.assumptions.addPending(name);
};

/** Adds the probes of one task, all items of its loop; of a task that has started, those behind the item it is at. */
const foresee = async (walk: Walk, task: Task, started: number | undefined): Promise<void> => {
  const { hostRun } = walk;
  const { play } = hostRun;
  const module = play.run.modules.get(task.action);
  if (module === undefined) throw new Unforeseeable();
  const view = hostRun.view(task, walk.assumptions);
  const items = loopItems(task, view);
  for (const [index, item] of (items ?? [undefined]).entries()) {
    if (started !== undefined && index <= started) continue;
    if (walk.probes.length >= walk.most) return;
    const itemView = item === undefined ? view : view.with(loopLayer(item));
    if (delegated(task, itemView)) return;
    if (failedCondition(task, itemView) !== undefined) continue;
    if (module.kind === 'action') throw new Unforeseeable();
    if (module.kind === 'control') {
      const { facts, included } = evaluateControl(hostRun, task, module, itemView);
      for (const [name, value] of [...facts, ...included]) walk.assumptions.add(name, value);
      continue;
    }
    const instance = await instanceOf(hostRun, task, module, itemView);
    const { probe } = instance.steps;
    if (probe !== undefined) add(walk, { instance, key: instanceKey(instance, probe), probe });
    else if (!instance.context.checkMode) throw new Unforeseeable();
  }
};

/** Tasks for another host are not foreseen: that host has a walk of its own. */
const delegated = (task: Task, view: View): boolean => textOf(task, 'delegate_to', view) !== undefined;

const add = (walk: Walk, probe: Probe): void => {
  const answers = probe.instance.remote.answers.count(probe.key);
  const known = walk.known.get(probe.key) ?? answers;
  if (known > 0) walk.known.set(probe.key, known - 1);
  else walk.probes.push(probe);
};
