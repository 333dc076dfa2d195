import type { Unrendered, Value } from '../value/value.js';

/** What a host has come to know in a run: facts, set facts and registered results, included variables. */
export class HostVariables {
  readonly name: string;
  /** Gathered facts by their name without `ansible_`. */
  readonly facts = new Map<string, Value>();
  /** Names of facts that a module gave without `ansible_`: they are variables under these names, and not with `ansible_` in front. */
  readonly bareFacts = new Set<string>();
  /** Groups of facts that have been gathered. */
  readonly gathered = new Set<string>();
  /** The play gathers facts: those not yet gathered are fetched when a template touches them. */
  gathersFacts = false;
  /** Set by set_fact and register. Level 19 of Ansible's order. */
  readonly set = new Map<string, Value>();
  /** From include_vars. Level 18. */
  readonly included = new Map<string, Unrendered>();

  constructor(name: string) {
    this.name = name;
  }

  /** Adds gathered facts; those that a host calls `ansible_x` are known as `x`, too. */
  addFacts(facts: ReadonlyMap<Value, Value>): void {
    for (const [key, value] of facts) {
      const given = String(key);
      const name = given.replace(/^ansible_(?!local$)/, '');
      this.facts.set(name, value);
      if (name === given && name !== 'ansible_local') this.bareFacts.add(name);
      else this.bareFacts.delete(name);
    }
  }

  /** Forgets what was gathered. */
  clearFacts(): void {
    this.facts.clear();
    this.gathered.clear();
  }
}
