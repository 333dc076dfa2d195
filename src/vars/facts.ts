import { LazyDict } from '../template/index.js';
import type { Value } from '../value/value.js';
import { factName, type HostVariables, LOCAL } from './host.js';
import { FactsNeeded } from './interrupts.js';
import type { Layer } from './scope.js';

/** The group of facts that a fact's name (without `ansible_`) belongs to; undefined for a name that is no fact. */
export type FactGroup = (name: string) => string | undefined;

/** The group that brings every fact. */
export const ALL_FACTS = 'all';

/** A fact as `ansible_facts` names it, if it has been gathered. Throws FactsNeeded if it still can be. */
const factOf = (host: HostVariables, name: string, groupOf: FactGroup): Value | undefined => {
  const fact = host.facts.get(name);
  if (!host.gathersFacts || (fact !== undefined && !host.isOld(name))) return fact;
  const group = groupOf(name);
  if (group !== undefined && !host.gathered.has(group) && !host.gathered.has(ALL_FACTS))
    throw new FactsNeeded(host.name, group);
  return fact;
};

/** `ansible_facts` of a host: what a template touches in it is gathered then. */
class FactsDict extends LazyDict {
  readonly #host: HostVariables;
  readonly #groupOf: FactGroup;

  constructor(host: HostVariables, groupOf: FactGroup) {
    super();
    this.#host = host;
    this.#groupOf = groupOf;
  }

  override get(key: Value): Value | undefined {
    return typeof key === 'string' ? factOf(this.#host, key, this.#groupOf) : undefined;
  }

  override keys(): MapIterator<Value> {
    if (this.#host.gathersFacts && !this.#host.gathered.has(ALL_FACTS))
      throw new FactsNeeded(this.#host.name, ALL_FACTS);
    return this.#host.facts.keys();
  }
}

/** Names of variables that say how to reach a host, or are the program's own: no host may set them. */
const RESERVED =
  /^(?:_ansible_.*|ansible_(?:facts|host|port|user|password|connection|connection_user|private_key_file|timeout|pipelining|module_compression|network_os|shell_\w+|\w+_extra_args|playbook_python|rsync_path|become|(?:local|paramiko_ssh|psrp|ssh|winrm|become)_.*|.*_interpreter)|add_host|add_group)$/;

/** A network bridge and a host's key are called as if they were such. */
const HARMLESS = /^ansible_ssh_host_key_|^ansible_(?!become_).*_(?:gw)?bridge$/;

const isReserved = (variable: string): boolean => RESERVED.test(variable) && !HARMLESS.test(variable);

/**
 * Facts as variables: `ansible_facts`, and each as `ansible_NAME`. Level 11 of Ansible's order.
 * @param isInjected whether facts are variables of their own; `ansible_local` is in any case
 */
export const factsLayer = (host: HostVariables, groupOf: FactGroup, isInjected: boolean): Layer => {
  const all = new FactsDict(host, groupOf);
  const variables = (): string[] =>
    [...host.facts.keys()].map(name =>
      name === LOCAL || host.bareFacts.has(name) ? name : `ansible_${name}`,
    );
  return {
    get: variable => {
      if (variable === 'ansible_facts') return all;
      if (!isInjected) return variable === LOCAL ? (factOf(host, LOCAL, groupOf) ?? new Map()) : undefined;
      const name = factName(variable);
      const isBare = name === variable && name !== LOCAL;
      if (isBare !== host.bareFacts.has(name)) return undefined;
      const fact = isBare ? host.facts.get(name) : factOf(host, name, groupOf);
      return fact === undefined || isReserved(variable) ? undefined : fact;
    },
    keys: () => [
      'ansible_facts',
      ...(isInjected ? variables().filter(variable => !isReserved(variable)) : [LOCAL]),
    ],
  };
};
