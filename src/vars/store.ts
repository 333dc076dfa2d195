import type { Inventory } from '../inventory/inventory.js';
import type { VariableFiles } from '../inventory/variable-files.js';
import type { FieldVariables, Play, Task } from '../playbook/model.js';
import { playLayers, variableLayers } from '../playbook/variables.js';
import type { Engine, LocalFiles } from '../template/index.js';
import type { Value, Variables } from '../value/value.js';
import { type FactGroup, factsLayer } from './facts.js';
import { HostVariables } from './host.js';
import { Hostvars } from './hostvars.js';
import type { Assumptions, Layer } from './scope.js';
import { LayeredScope } from './scope.js';

/** What a play gives to all of its tasks. */
export interface PlayVariables {
  readonly play: Play;
  readonly prompts: Layer;
  /** vars_files as a host has them (their names may be templates), later ones first. */
  files(host: string): readonly Layer[];
}

/** What is asked for when a task's variables are. */
export interface ScopeRequest {
  readonly host: string;
  readonly play: PlayVariables;
  readonly task?: Task;
  /** Magic variables of the play and the task. */
  readonly magic: Layer;
  readonly assumptions?: Assumptions | undefined;
  readonly files?: LocalFiles;
}

const fields = (variables: FieldVariables): Layer => ({
  get: name => variables.get(name)?.value,
  keys: () => variables.keys(),
});

const reversed = (layers: readonly FieldVariables[]): Layer[] =>
  layers
    .filter(layer => layer.size > 0)
    .map(fields)
    .reverse();

/** What Ansible gives every host that doesn't say otherwise: it answers under its own name. */
const hostDefaults = (host: string): Layer => new Map([['ansible_host', host]]);

/** All variables of a run, in Ansible's documented order of precedence ("Understanding variable precedence", 22 levels). */
export class VariableStore {
  readonly inventory: Inventory;
  readonly #playbookFiles: readonly VariableFiles[];
  readonly #extra: Variables;
  readonly #engine: Engine;
  readonly #groupOf: FactGroup;
  readonly #hosts = new Map<string, HostVariables>();
  readonly #inventoryLayers = new Map<string, readonly Layer[]>();
  readonly #taskLayers = new WeakMap<Task | Play, TaskLayers>();

  constructor(options: {
    readonly inventory: Inventory;
    readonly playbookFiles: readonly VariableFiles[];
    readonly extra: Variables;
    readonly engine: Engine;
    readonly groupOf: FactGroup;
  }) {
    this.inventory = options.inventory;
    this.#playbookFiles = options.playbookFiles;
    this.#extra = options.extra;
    this.#engine = options.engine;
    this.#groupOf = options.groupOf;
  }

  /**
   * `hostvars` as one host reads it.
   * @param sync called before a variable of a host is read; throws HostNeeded if that host's tasks may still change it
   */
  hostvars(sync: (host: string, variable: string | undefined) => void): Hostvars {
    return new Hostvars({
      names: () => this.inventory.hosts.keys(),
      scopeOf: host => (this.inventory.host(host) ? this.hostScope(host) : undefined),
      render: (value, scope) => this.#engine.renderDeep(value, scope),
      sync,
    });
  }

  /** What a host has come to know. */
  host(name: string): HostVariables {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new HostVariables(name);
      this.#hosts.set(name, host);
    }
    return host;
  }

  /** A host's variables as other hosts see them, without those of plays and tasks. */
  hostScope(name: string): LayeredScope {
    const host = this.host(name);
    return new LayeredScope([
      this.#identity(name),
      this.#extra,
      host.set,
      host.included,
      factsLayer(host, this.#groupOf),
      ...this.#ofInventory(name),
      hostDefaults(name),
    ]);
  }

  /** What is known before any host is: the command line's variables. */
  runScope(): LayeredScope {
    return new LayeredScope([this.#extra]);
  }

  /** The variables of a task, or of a play, on a host. */
  scope(request: ScopeRequest): LayeredScope {
    const host = this.host(request.host);
    const { play } = request.play;
    const task = this.#ofTask(request.task ?? play, play);
    const layers: Layer[] = [request.magic, this.#extra, ...task.params];
    if (request.assumptions) layers.push(request.assumptions);
    layers.push(host.set, host.included, ...task.vars, ...task.roleVars, ...request.play.files(request.host));
    layers.push(request.play.prompts, fields(play.vars), factsLayer(host, this.#groupOf));
    layers.push(...this.#ofInventory(request.host), ...task.defaults, hostDefaults(request.host));
    return new LayeredScope(layers, request.files);
  }

  /** Reads the variable files of hosts, so that mistakes in them are found early. Throws DiagnosticErrors. */
  readVariables(hosts: Iterable<string>): void {
    for (const host of hosts) this.#ofInventory(host);
  }

  /** Forgets what was read of inventories: hosts or groups were added. */
  inventoryChanged(): void {
    this.#inventoryLayers.clear();
  }

  #ofInventory(name: string): readonly Layer[] {
    let layers = this.#inventoryLayers.get(name);
    if (!layers) {
      const host = this.inventory.host(name);
      layers = host ? this.inventory.variableLayers(host, this.#playbookFiles).reverse() : [];
      this.#inventoryLayers.set(name, layers);
    }
    return layers;
  }

  #ofTask(holder: Task | Play, play: Play): TaskLayers {
    let layers = this.#taskLayers.get(holder);
    if (!layers) {
      const own = variableLayers(holder);
      const shared = playLayers(play);
      layers = {
        params: [...reversed(own.includeParams), ...reversed(own.roleParams)],
        vars: reversed(own.taskVars),
        roleVars: [...reversed(own.roleVars), ...reversed(shared.roleVars)],
        defaults: [...reversed(own.roleDefaults), ...reversed(shared.roleDefaults)],
      };
      this.#taskLayers.set(holder, layers);
    }
    return layers;
  }

  #identity(name: string): Layer {
    const groups =
      this.inventory
        .host(name)
        ?.groups()
        .map(group => group.name)
        .sort() ?? [];
    return new Map<string, Value>([
      ['inventory_hostname', name],
      ['inventory_hostname_short', name.split('.')[0]!],
      ['group_names', groups],
    ]);
  }
}

interface TaskLayers {
  readonly params: readonly Layer[];
  readonly vars: readonly Layer[];
  readonly roleVars: readonly Layer[];
  readonly defaults: readonly Layer[];
}
