import { effective } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import { DiagnosticError } from '../source/diagnostic.js';
import type { Value } from '../value/value.js';
import { VariablesDict } from '../vars/all-variables.js';
import type { Layer } from '../vars/scope.js';
import type { HostRun } from './host-run.js';
import { loopItems, loopLayer } from './loop.js';
import type { View } from './view.js';

/**
 * `ansible_delegated_vars` of a task that is delegated: the variables of the hosts that it is for, by their names; none for a task that is not.
 * @param viewOf what the task sees on a host
 */
export const delegatedLayers = (
  task: Task | undefined,
  hostRun: HostRun,
  viewOf: (hostRun: HostRun) => View,
): readonly Layer[] => {
  if (task === undefined || effective(task, 'delegate_to') === undefined) return [];
  const name = 'ansible_delegated_vars';
  return [
    {
      get: asked => (asked === name ? delegatedVariables(task, hostRun, viewOf) : undefined),
      keys: () => [name],
    },
  ];
};

const delegatedVariables = (task: Task, hostRun: HostRun, viewOf: (hostRun: HostRun) => View): Value => {
  const { engine } = hostRun.play.run;
  const identity: Layer = new Map([['inventory_hostname', hostRun.name]]);
  return new Map(
    [...delegates(task, viewOf(hostRun))].map((host): [Value, Value] => {
      const other = hostRun.play.hostRun(host);
      const sync = (variable: string | undefined): void => hostRun.play.sync(hostRun, host, variable);
      return [host, new VariablesDict(() => viewOf(other).scope.with(identity), engine, sync)];
    }),
  );
};

/** The hosts that a task is delegated to, over all rounds of its loop. */
const delegates = (task: Task, view: View): ReadonlySet<string> => {
  const field = effective(task, 'delegate_to')!;
  try {
    const rounds = loopItems(task, view)?.map(item => view.with(loopLayer(item))) ?? [view];
    return new Set(rounds.map(round => round.text(field)).filter(name => name !== ''));
  } catch (error) {
    // A loop that can't be told is a mistake of the task, which is told when it runs.
    if (error instanceof DiagnosticError) return new Set();
    throw error;
  }
};
