import type { Location } from '../source/file.js';
import type { Variable } from './variables.js';

/** A host of an inventory. */
export class Host {
  readonly name: string;
  /** Where the inventory first names it; undefined for the implicit localhost. */
  readonly location: Location | undefined;
  /** Groups whose member it is by itself, not through a child group. */
  readonly parents = new Set<Group>();
  readonly variables = new Map<string, Variable>();

  constructor(name: string, location: Location | undefined) {
    this.name = name;
    this.location = location;
  }

  /** All groups that the host belongs to but `all`, in the order in which their variables override one another. */
  groups(): Group[] {
    const groups = new Set<Group>();
    for (const parent of this.parents) for (const group of [parent, ...parent.ancestors()]) groups.add(group);
    return [...groups].filter(group => group.name !== 'all').sort(byPrecedence);
  }
}

/** A group of an inventory. */
export class Group {
  readonly name: string;
  /** Where the inventory first names it; undefined for `all` and `ungrouped` where it doesn't. */
  location: Location | undefined;
  readonly parents = new Set<Group>();
  readonly children = new Set<Group>();
  /** Members by themselves, not through a child group. */
  readonly members = new Set<Host>();
  readonly variables = new Map<string, Variable>();
  /** `ansible_group_priority`: of groups equally deep the variables of the higher one win. */
  priority = 1;

  constructor(name: string, location: Location | undefined) {
    this.name = name;
    this.location = location;
  }

  /** All groups above this one. */
  ancestors(): Set<Group> {
    const found = new Set<Group>();
    const visit = (group: Group): void => {
      for (const parent of group.parents) {
        if (found.has(parent)) continue;
        found.add(parent);
        visit(parent);
      }
    };
    visit(this);
    return found;
  }

  /** Its own hosts, then those of its children level by level, each host once. */
  hosts(): Host[] {
    const groups = new Set<Group>([this]);
    const hosts = new Set<Host>();
    for (const group of groups) {
      for (const host of group.members) hosts.add(host);
      for (const child of group.children) groups.add(child);
    }
    return [...hosts];
  }

  /** How many groups stand above this one, counted along the longest way. */
  depth(): number {
    return Math.max(-1, ...[...this.parents].map(parent => parent.depth())) + 1;
  }
}

const byPrecedence = (a: Group, b: Group): number =>
  a.depth() - b.depth() || a.priority - b.priority || (a.name < b.name ? -1 : 1);
