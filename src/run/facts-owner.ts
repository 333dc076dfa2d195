import type { Task } from '../playbook/model.js';
import type { Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import { isOn, textOf } from './directives.js';
import type { HostRun } from './host-run.js';
import type { View } from './view.js';

/** Whose the facts are that a task brings: its host's, or with `delegate_facts` those of the host that it is delegated to. */
export const factsOwner = (hostRun: HostRun, task: Task, view: View): HostVariables => {
  const delegate = textOf(task, 'delegate_to', view);
  return delegate !== undefined && isOn(task, 'delegate_facts', view)
    ? hostRun.play.run.store.host(delegate)
    : hostRun.variables;
};

/** Whether what a task returns as `ansible_facts` are facts: what set_fact and include_vars set are variables of other kinds. */
export const bringsFacts = ({ action }: Task): boolean =>
  action !== 'set_fact' && action !== 'include_vars' && action !== 'debug';

/** Gives a host the facts of a module's result. */
export const addFacts = (
  variables: HostVariables,
  { called }: Task,
  result: ReadonlyMap<Value, Value>,
): void => {
  const facts = result.get('ansible_facts');
  if (!(facts instanceof Map)) return;
  variables.addFacts(facts as ReadonlyMap<Value, Value>);
  if (/^(?:ansible\.(?:builtin|legacy)\.)?gather_facts$/.test(called)) variables.noteGathering();
};
