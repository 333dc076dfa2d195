import { dirname, isAbsolute } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import { type Location, SourceFile } from '../source/file.js';
import { isIdentifier } from '../value/characters.js';
import type { Value } from '../value/value.js';
import { Group, Host } from './members.js';
import type { VariableFiles } from './variable-files.js';
import { type Variable, VariableLayer, variableOf } from './variables.js';

/** Names for the machine that trueup runs on; a host of that name need not stand in the inventory. */
const LOCAL_NAMES = ['127.0.0.1', 'localhost', '::1'];

/** What becomes of names of groups that are no names of variables, in Ansible's words. */
export type OddGroupNames = 'always' | 'never' | 'ignore' | 'silently';

/** Hosts and groups, put together from all sources. */
export class Inventory {
  readonly hosts = new Map<string, Host>();
  readonly groups = new Map<string, Group>();
  /** `group_vars/` and `host_vars/` beside the sources, in their order. */
  readonly variableFiles: VariableFiles[] = [];
  #implicit: Host | undefined;
  readonly #oddGroupNames: OddGroupNames;
  /** Names of groups as their sources have them, where others stand for them. */
  readonly #replacedNames = new Set<string>();

  constructor(oddGroupNames: OddGroupNames = 'never') {
    this.#oddGroupNames = oddGroupNames;
    this.addChild(this.addGroup('all'), this.addGroup('ungrouped'));
  }

  /** The name that a group gets: the given one, or, if so set, one that is a name of a variable. */
  groupName(given: string): string {
    const keeps = this.#oddGroupNames === 'never' || this.#oddGroupNames === 'ignore';
    if (keeps || isIdentifier(given)) return given;
    this.#replacedNames.add(given);
    return given.replace(/^\p{Nd}|[^\p{L}\p{N}_]/gu, '_');
  }

  /** The group of that name, made if need be. */
  addGroup(given: string, location?: Location): Group {
    const name = this.groupName(given);
    let group = this.groups.get(name);
    if (!group) {
      group = new Group(name, location);
      this.groups.set(name, group);
    }
    group.location ??= location;
    return group;
  }

  /** Makes a group the child of another. Throws a DiagnosticError if that would close a circle. */
  addChild(parent: Group, child: Group, location?: Location): void {
    if (parent === child || parent.ancestors().has(child))
      throw mistake(
        `group "${child.name}" can't be a child of "${parent.name}", which is inside it`,
        location,
      );
    parent.children.add(child);
    child.parents.add(parent);
  }

  /**
   * The host of that name as a member of a group, made if need be.
   * @param source the path of the inventory that names it, or the list of hosts
   */
  addHost(name: string, group: Group, location: Location, source = location.file.path): Host {
    let host = this.hosts.get(name);
    if (!host) {
      host = new Host(name, location);
      host.variables.set('inventory_file', variableOf(source, location));
      host.variables.set('inventory_dir', variableOf(isAbsolute(source) ? dirname(source) : null, location));
      this.hosts.set(name, host);
    }
    group.members.add(host);
    host.parents.add(group);
    return host;
  }

  /** Sets a host's variable. As in Ansible it is the group's where a group has the host's name. */
  setHostVariable(host: Host, name: string, variable: Variable): void {
    const group = this.groups.get(host.name);
    if (group) this.setGroupVariable(group, name, variable);
    else host.variables.set(name, variable);
  }

  /**
   * Adds a host while plays are run, or puts one that is there into more groups and gives it more variables; groups are made if need be.
   * @returns whether anything has changed
   */
  addDynamicHost(
    name: string,
    groups: readonly string[],
    variables: ReadonlyMap<string, Value>,
    location: Location,
  ): boolean {
    let changed = false;
    let host = this.hosts.get(name);
    if (!host) {
      host = new Host(name, location);
      for (const variable of ['inventory_file', 'inventory_dir'])
        host.variables.set(variable, variableOf(null, location));
      this.hosts.set(name, host);
      this.#enter(host, this.addGroup('all'));
      changed = true;
    }
    for (const [variable, value] of variables) {
      const known = host.variables.get(variable)?.read();
      if (known !== undefined && isDeepStrictEqual(known, value)) continue;
      host.variables.set(variable, variableOf(value, location));
      changed = true;
    }
    for (const group of groups) {
      if (!this.groups.has(this.groupName(group))) changed = true;
      if (this.#enter(host, this.addGroup(group, location))) changed = true;
    }
    if (changed) this.reconcile([]);
    return changed;
  }

  /**
   * Puts a host into a group while plays are run; groups are made if need be.
   * @returns whether anything has changed
   */
  addToGroup(host: Host, name: string, parents: readonly string[], location: Location): boolean {
    let changed = parents.some(parent => !this.groups.has(this.groupName(parent)));
    const group = this.addGroup(name, location);
    for (const parent of parents.map(parent => this.addGroup(parent, location))) {
      if (parent.children.has(group)) continue;
      this.addChild(parent, group, location);
      changed = true;
    }
    if (!group.hosts().includes(host) && this.#enter(host, group)) changed = true;
    if (changed) this.reconcile([]);
    return changed;
  }

  /** Makes a host a member of a group; members keep the order that hosts have in the inventory. */
  #enter(host: Host, group: Group): boolean {
    if (group.members.has(host)) return false;
    const members = new Set([...group.members, host]);
    group.members.clear();
    for (const known of this.hosts.values()) if (members.delete(known)) group.members.add(known);
    for (const other of members) group.members.add(other);
    host.parents.add(group);
    return true;
  }

  /**
   * Sets a group's variable; `ansible_group_priority` is no variable but says how groups override one another.
   * Throws a DiagnosticError if that is no integer.
   */
  setGroupVariable(group: Group, name: string, variable: Variable): void {
    if (name !== 'ansible_group_priority') {
      group.variables.set(name, variable);
      return;
    }
    const priority = Number(variable.read());
    if (!Number.isInteger(priority))
      throw mistake('ansible_group_priority must be an integer', variable.location);
    group.priority = priority;
  }

  /**
   * Puts every group below `all` and every host that is in no group into `ungrouped`. To be called when sources have been
   * read or hosts and groups were added.
   * @param warnings takes names that are likely to surprise
   */
  reconcile(warnings: Diagnostic[]): void {
    const all = this.addGroup('all');
    const ungrouped = this.addGroup('ungrouped');
    for (const group of this.groups.values())
      if (group !== all && group.parents.size === 0) this.addChild(all, group);
    for (const host of this.hosts.values()) {
      const grouped = [...host.parents].some(group => group !== all && group !== ungrouped);
      if (grouped) {
        ungrouped.members.delete(host);
        host.parents.delete(ungrouped);
      } else {
        ungrouped.members.add(host);
        host.parents.add(ungrouped);
      }
    }
    warnings.push(...this.#groupNameWarnings(), ...doubleNameWarnings(this));
  }

  #groupNameWarnings(): readonly Diagnostic[] {
    const groups = [...this.groups.values()].filter(({ name }) => !isIdentifier(name));
    const location = groups[0]?.location;
    const warning = (what: string, names: readonly string[], hint: string): readonly Diagnostic[] => {
      const message = `Invalid characters were found in group names ${what}: ${names.join(', ')}`;
      return names.length === 0
        ? []
        : [{ severity: 'warning', message, hint, ...(location && { location }) }];
    };
    if (this.#oddGroupNames === 'always')
      return warning(
        'and automatically replaced',
        [...this.#replacedNames],
        'by "_": such is the setting force_valid_group_names',
      );
    if (this.#oddGroupNames !== 'never') return [];
    const names = groups.map(({ name }) => name);
    return warning('but not replaced', names, 'templates reach such a group only as groups["name"]');
  }

  /** The host of that name. One for the local machine is made when it is asked for and the inventory has none. */
  host(name: string): Host | undefined {
    const host = this.hosts.get(name);
    if (host || !LOCAL_NAMES.includes(name)) return host;
    const other = [...this.hosts.values()].find(({ name }) => LOCAL_NAMES.includes(name));
    return other ?? this.#implicitHost(name);
  }

  #implicitHost(name: string): Host {
    if (!this.#implicit) {
      this.#implicit = new Host(name, undefined);
      const location = { file: new SourceFile('(implicit localhost)', ''), start: 0, end: 0 };
      this.#implicit.variables.set('ansible_connection', variableOf('local', location));
    }
    return this.#implicit;
  }

  /** The variables that inventories give a group. */
  groupLayers(group: Group): VariableLayer[] {
    return [new VariableLayer(3, `group ${group.name}`, group.variables)];
  }

  /**
   * The variables that a host has from inventories and variable files, those that yield first.
   * @param playbook the variable files beside the playbook
   */
  variableLayers(host: Host, playbook: readonly VariableFiles[] = []): VariableLayer[] {
    const groups = host.groups();
    const all = this.addGroup('all');
    const layers = [all, ...groups].map(
      group => new VariableLayer(3, `group ${group.name}`, group.variables),
    );
    layers.push(new VariableLayer(8, `host ${host.name}`, host.variables));
    for (const files of [...this.variableFiles, ...playbook]) layers.push(...files.layers(host, groups));
    return layers.sort((a, b) => a.level - b.level);
  }
}

const doubleNameWarnings = (inventory: Inventory): readonly Diagnostic[] =>
  [...inventory.hosts.values()]
    .filter(({ name }) => inventory.groups.has(name))
    .map(({ name, location }) => ({
      severity: 'warning',
      message: `"${name}" is both a host and a group`,
      ...(location && { location }),
    }));
