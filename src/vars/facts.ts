import { LazyDict } from '../template/index.js';
import type { Value } from '../value/value.js';
import type { HostVariables } from './host.js';
import { FactsNeeded } from './interrupts.js';
import type { Layer } from './scope.js';

/** The group of facts that a fact's name (without `ansible_`) belongs to; undefined for a name that is no fact. */
export type FactGroup = (name: string) => string | undefined;

/** The group that brings every fact. */
export const ALL_FACTS = 'all';

/** A fact, if it has been gathered. Throws FactsNeeded if it still can be. */
const factOf = (host: HostVariables, name: string, groupOf: FactGroup): Value | undefined => {
  const fact = host.facts.get(name);
  if (fact !== undefined || !host.gathersFacts) return fact;
  const group = groupOf(name);
  if (group !== undefined && !host.gathered.has(group) && !host.gathered.has(ALL_FACTS))
    throw new FactsNeeded(host.name, group);
  return undefined;
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

/** Facts as variables: `ansible_facts` and each as `ansible_NAME`. Level 11 of Ansible's order. */
export const factsLayer = (host: HostVariables, groupOf: FactGroup): Layer => {
  const all = new FactsDict(host, groupOf);
  return {
    get: name => {
      if (name === 'ansible_facts') return all;
      if (host.bareFacts.has(name)) return host.facts.get(name);
      const fact = name.startsWith('ansible_') ? name.slice('ansible_'.length) : undefined;
      return fact === undefined || host.bareFacts.has(fact) ? undefined : factOf(host, fact, groupOf);
    },
    keys: () => [
      'ansible_facts',
      ...[...host.facts.keys()].map(name => (host.bareFacts.has(name) ? name : `ansible_${name}`)),
    ],
  };
};
