import type { YamlNode } from '../source/yaml-node.js';
import { type Dict, Template, type Unrendered, type Value, type Variables } from '../value/value.js';
import type { Inventory } from './inventory.js';
import type { Group, Host } from './members.js';
import type { VariableFiles } from './variable-files.js';
import type { Variable, VariableLayer } from './variables.js';

/** How an inventory is told to other programs. */
export interface ExportOptions {
  /** Variables stand with the group or host that has them; without it a host has all that it gets from its groups. */
  readonly own: boolean;
  /** Variables of the command line, which every host has. */
  readonly extra: Variables;
  /** The variable files beside the playbook, for what hosts have in all and for what stands with each host and group. */
  readonly playbook: { readonly all: readonly VariableFiles[]; readonly own: readonly VariableFiles[] };
  /** Whether a host is told of. */
  includes(host: Host): boolean;
  /** What stands for a value that is vaulted, and for one that is no template whatever it holds. */
  vaulted(ciphertext: string): Value;
  unsafe(text: string): Value;
}

/** Variables that Ansible itself sets, and leaves out of what it tells. */
const INTERNAL: ReadonlySet<string> = new Set(['inventory_dir', 'inventory_file']);

/** The variables of an inventory's hosts and groups as they are written: templates unrendered, vaulted values closed. */
export class InventoryExport {
  readonly #inventory: Inventory;
  readonly #options: ExportOptions;

  constructor(inventory: Inventory, options: ExportOptions) {
    this.#inventory = inventory;
    this.#options = options;
  }

  /** What ansible-inventory --list prints, and what programs that are inventories do. */
  list(): Dict {
    const groups: Dict = new Map();
    const visit = (group: Group): void => {
      if (groups.has(group.name)) return;
      const entry: Dict = new Map();
      groups.set(group.name, entry);
      const hosts = this.#hosts(group).map(host => host.name);
      if (hosts.length > 0) entry.set('hosts', hosts);
      const children = [...group.children].map(child => child.name);
      if (children.length > 0) entry.set('children', children);
      const variables = this.#options.own ? this.group(group) : NONE;
      if (variables.size > 0) entry.set('vars', variables);
      for (const child of group.children) visit(child);
      if (entry.size === 0) groups.delete(group.name);
    };
    visit(this.#inventory.addGroup('all'));
    const hostvars: Dict = new Map();
    for (const host of this.#inventory.hosts.values())
      if (this.#options.includes(host)) {
        const variables = this.host(host);
        if (variables.size > 0) hostvars.set(host.name, variables);
      }
    return new Map<Value, Value>([...groups, ['_meta', new Map([['hostvars', hostvars]])]]);
  }

  /** The same as an inventory in YAML; a host's variables stand where it is named first. */
  tree(): Dict {
    const seen = new Set<Host>();
    const treeOf = (group: Group): Dict => {
      const entry: Dict = new Map();
      const children: Dict = new Map();
      for (const child of group.children) for (const [name, tree] of treeOf(child)) children.set(name, tree);
      if (children.size > 0) entry.set('children', children);
      const hosts: Dict = new Map();
      for (const host of this.#hosts(group)) {
        hosts.set(host.name, seen.has(host) ? new Map() : this.host(host));
        seen.add(host);
      }
      if (hosts.size > 0) entry.set('hosts', hosts);
      const variables = this.#options.own ? this.group(group) : NONE;
      if (variables.size > 0) entry.set('vars', variables);
      return new Map([[group.name, entry]]);
    };
    return treeOf(this.#inventory.addGroup('all'));
  }

  /** A host's variables by name. */
  host(host: Host): Dict {
    const { own, playbook, extra } = this.#options;
    const layers = this.#inventory.variableLayers(host, own ? playbook.own : playbook.all);
    const variables = this.#merged(own ? layers.filter(({ level }) => level >= 8) : layers);
    if (!own) for (const [name, value] of extra) variables.set(name, this.#value(value));
    return variables;
  }

  /** A group's own variables by name. */
  group(group: Group): Dict {
    const files = [...this.#inventory.variableFiles, ...this.#options.playbook.own];
    const variables = this.#merged([
      ...this.#inventory.groupLayers(group),
      ...files.flatMap(folder => folder.groupLayers(group)),
    ]);
    if (group.priority !== 1) variables.set('ansible_group_priority', group.priority);
    return variables;
  }

  /** A group's own hosts; those of `all` stand in `ungrouped`. */
  #hosts(group: Group): readonly Host[] {
    return group.name === 'all' ? [] : [...group.members].filter(host => this.#options.includes(host));
  }

  #merged(layers: readonly VariableLayer[]): Dict {
    const variables: Dict = new Map();
    for (const layer of layers)
      for (const [name, variable] of layer.entries())
        if (!INTERNAL.has(name)) variables.set(name, this.#written(variable));
    return variables;
  }

  #written({ node, read }: Variable): Value {
    return node ? this.#node(node) : this.#value(read());
  }

  #node(node: YamlNode): Value {
    if (node.kind === 'vault') return this.#options.vaulted(node.ciphertext);
    if (node.kind === 'sequence') return node.items.map(item => this.#node(item));
    if (node.kind === 'mapping')
      return new Map(node.entries.map(({ key, value }) => [this.#value(key.value), this.#node(value)]));
    return node.unsafe && typeof node.value === 'string'
      ? this.#options.unsafe(node.value)
      : this.#value(node.value);
  }

  #value(value: Unrendered): Value {
    if (value instanceof Template) return value.source;
    if (Array.isArray(value)) return value.map(item => this.#value(item));
    if (value instanceof Map)
      return new Map([...value].map(([key, entry]) => [this.#value(key), this.#value(entry)]));
    return value;
  }
}

const NONE: Dict = new Map();
