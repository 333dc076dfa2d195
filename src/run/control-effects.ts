import { parseAddress } from '../inventory/address.js';
import type { NewGroup, NewHost, Statistics } from '../modules/module.js';
import type { Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import type { Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import type { HostRun } from './host-run.js';
import { type Outcome, resultDict } from './outcome.js';

/** What a control does besides setting variables. */
export interface Effects {
  readonly cacheable?: ReadonlyMap<string, Value>;
  readonly host?: NewHost;
  readonly group?: NewGroup;
  readonly statistics?: Statistics;
}

/**
 * Carries out what a control does besides setting variables; the outcome tells whether the inventory has changed.
 * @param owner whose facts are set
 */
export const takeEffect = (
  hostRun: HostRun,
  task: Task,
  outcome: Outcome,
  { cacheable, host, group, statistics }: Effects,
  owner: HostVariables,
): Outcome => {
  if (cacheable) owner.addFacts(cacheable);
  if (statistics) hostRun.play.run.statistics.keep(hostRun.name, statistics);
  if (host) return addHost(hostRun, task, outcome, host);
  return group ? groupBy(hostRun, task, outcome, group) : outcome;
};

const addHost = (hostRun: HostRun, task: Task, outcome: Outcome, added: NewHost): Outcome => {
  const { store } = hostRun.play.run;
  const { host: name, port } = parseAddress(added.name) ?? { host: added.name, port: undefined };
  const variables = new Map(added.variables);
  if (port !== undefined) variables.set('ansible_ssh_port', port);
  const isNew = !store.inventory.hosts.has(name);
  const changed = store.inventory.addDynamicHost(name, added.groups, variables, task.location);
  store.inventoryChanged();
  if (isNew) hostRun.play.added.push(name);
  const told = new Map<Value, Value>([
    ['host_name', name],
    ['groups', [...added.groups]],
    ['host_vars', new Map<Value, Value>(variables)],
  ]);
  return inventoryOutcome(new Map([...outcome.result, ['add_host', told]]), changed);
};

const groupBy = (hostRun: HostRun, task: Task, outcome: Outcome, { name, parents }: NewGroup): Outcome => {
  const { store } = hostRun.play.run;
  const host = store.inventory.host(hostRun.name);
  if (host === undefined) throw mistake(`there is no host "${hostRun.name}" in the inventory`, task.location);
  const changed = store.inventory.addToGroup(host, name, parents, task.location);
  store.inventoryChanged();
  return inventoryOutcome(outcome.result, changed);
};

const inventoryOutcome = (result: ReadonlyMap<Value, Value>, changed: boolean): Outcome => ({
  status: changed ? 'changed' : 'ok',
  result: resultDict(result, { changed, failed: false }),
  differences: [],
  internal: true,
});
