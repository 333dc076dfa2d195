import type { Unrendered, Value } from '../value/value.js';
import type { FactCache } from './fact-cache.js';

/** What says among the facts of a host that they have been gathered, as with Ansible. */
const GATHERED = '_ansible_facts_gathered';

/** What a host has come to know in a run: facts, set facts and registered results, included variables. */
export class HostVariables {
  readonly name: string;
  /** Facts as `ansible_facts` names them: without `ansible_`, but for `ansible_local`. */
  readonly facts = new Map<string, Value>();
  /** Names of facts that a module gave without `ansible_`: they are variables under these names, and not with `ansible_` in front. */
  readonly bareFacts = new Set<string>();
  /** Groups of facts that the play has gathered. */
  readonly gathered = new Set<string>();
  /** Set by set_fact and register. Level 19 of Ansible's order. */
  readonly set = new Map<string, Value>();
  /** From include_vars. Level 18. */
  readonly included = new Map<string, Unrendered>();
  readonly #cache: FactCache | undefined;
  #gathersFacts = false;
  #gatherings = 0;
  /** Facts from before the play began to gather: they are gathered anew. */
  #old = new Set<string>();

  /** @param cache what earlier runs have kept of the host, and this one keeps */
  constructor(name: string, cache?: FactCache) {
    this.name = name;
    this.#cache = cache;
    this.#take(cache?.read(name) ?? new Map());
  }

  /** The play gathers facts: those not yet gathered are fetched when a template touches them. */
  get gathersFacts(): boolean {
    return this.#gathersFacts;
  }

  /** How often plays have begun to gather: what was taken from facts before fetches nothing any more. */
  get gatherings(): number {
    return this.#gatherings;
  }

  /** Facts have been gathered, in this run or in the one whose cache this is. */
  get hasGathered(): boolean {
    return this.facts.get(GATHERED) === true;
  }

  /** A play begins to gather: what is known counts no more, unless the host has nothing newer to say. */
  beginGathering(): void {
    this.#gathersFacts = true;
    this.#gatherings++;
    this.gathered.clear();
    this.#old = new Set(this.facts.keys());
    this.#take(new Map([[GATHERED, true]]));
  }

  /** A task has gathered facts as a play does. */
  noteGathering(): void {
    this.addFacts(new Map([[GATHERED, true]]));
  }

  /** Whether a fact is from before the play began to gather. */
  isOld(fact: string): boolean {
    return this.#old.has(fact);
  }

  /** Adds a group of facts that has been gathered. What tasks of the play have set since it began to gather is newer. */
  addGathered(group: string, facts: ReadonlyMap<Value, Value>): void {
    this.gathered.add(group);
    const news = [...facts].filter(([key]) => {
      const name = factName(String(key));
      return !this.facts.has(name) || this.#old.has(name);
    });
    this.addFacts(new Map(news));
  }

  /** Adds facts that a module has given. */
  addFacts(facts: ReadonlyMap<Value, Value>): void {
    this.#take(facts);
    this.#cache?.write(this.name, this.#asGiven());
  }

  /** Forgets what was gathered, for good. */
  clearFacts(): void {
    this.facts.clear();
    this.bareFacts.clear();
    this.gathered.clear();
    this.#gathersFacts = false;
    this.#cache?.remove(this.name);
  }

  #take(facts: ReadonlyMap<Value, Value>): void {
    for (const [key, value] of facts) {
      const given = String(key);
      const name = factName(given);
      this.facts.set(name, value);
      this.#old.delete(name);
      if (name === given && name !== LOCAL) this.bareFacts.add(name);
      else this.bareFacts.delete(name);
    }
  }

  #asGiven(): ReadonlyMap<string, Value> {
    return new Map(
      [...this.facts].map(([name, value]) => [
        this.bareFacts.has(name) || name === LOCAL ? name : `ansible_${name}`,
        value,
      ]),
    );
  }
}

/** The host's own facts: the one name that keeps its prefix. */
export const LOCAL = 'ansible_local';

/** What `ansible_facts` calls a fact that modules and variables call `ansible_x`. */
export const factName = (given: string): string => (given === LOCAL ? given : given.replace(/^ansible_/, ''));
