import { LazyDict } from '../template/index.js';
import type { Value } from '../value/value.js';
import { factName, type HostVariables, LOCAL } from './host.js';
import { FactsNeeded } from './interrupts.js';
import type { Layer } from './scope.js';

/** The group of facts that a fact's name (without `ansible_`) belongs to; undefined for a name that is no fact. */
export type FactGroup = (name: string) => string | undefined;

/** The group that brings every fact. */
export const ALL_FACTS = 'all';

/** Whose facts are asked for, and since which gathering of the host. */
interface Asked {
  readonly host: HostVariables;
  readonly gathering: number;
  readonly groupOf: FactGroup;
}

/** What is not known yet may be fetched: what a result or a variable holds of an earlier play is as it was known then. */
const isFetching = ({ host, gathering }: Asked): boolean =>
  host.gathersFacts && host.gatherings === gathering;

/** A fact as `ansible_facts` names it, if it has been gathered. Throws FactsNeeded if it still can be. */
const factOf = (asked: Asked, name: string): Value | undefined => {
  const { host, groupOf } = asked;
  const fact = host.facts.get(name);
  if (!isFetching(asked) || (fact !== undefined && !host.isOld(name))) return fact;
  const group = groupOf(name);
  if (group !== undefined && !host.gathered.has(group) && !host.gathered.has(ALL_FACTS))
    throw new FactsNeeded(host.name, group);
  return fact;
};

/** `ansible_facts` of a host: what a template touches in it is gathered then. */
class FactsDict extends LazyDict {
  readonly #asked: Asked;

  constructor(asked: Asked) {
    super();
    this.#asked = asked;
  }

  override get(key: Value): Value | undefined {
    return typeof key === 'string' ? factOf(this.#asked, key) : undefined;
  }

  override keys(): MapIterator<Value> {
    const { host } = this.#asked;
    if (isFetching(this.#asked) && !host.gathered.has(ALL_FACTS)) throw new FactsNeeded(host.name, ALL_FACTS);
    return host.facts.keys();
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
  const asked = { host, gathering: host.gatherings, groupOf };
  const all = new FactsDict(asked);
  const variables = (): string[] =>
    [...host.facts.keys()].map(name =>
      name === LOCAL || host.bareFacts.has(name) ? name : `ansible_${name}`,
    );
  return {
    get: variable => {
      if (variable === 'ansible_facts') return all;
      if (!isInjected) return variable === LOCAL ? (factOf(asked, LOCAL) ?? new Map()) : undefined;
      const name = factName(variable);
      const isBare = name === variable && name !== LOCAL;
      if (isBare !== host.bareFacts.has(name)) return undefined;
      const fact = isBare ? host.facts.get(name) : factOf(asked, name);
      return fact === undefined || isReserved(variable) ? undefined : fact;
    },
    keys: () => [
      'ansible_facts',
      ...(isInjected ? variables().filter(variable => !isReserved(variable)) : [LOCAL]),
    ],
  };
};
