import { dirname, resolve } from 'node:path';
import type { Inventory } from '../inventory/inventory.js';
import { Host } from '../inventory/members.js';
import type { VariableFiles } from '../inventory/variable-files.js';
import type { FieldVariables, Play, RoleUse, Task } from '../playbook/model.js';
import { playLayers, variableLayers } from '../playbook/variables.js';
import type { Engine, LocalFiles } from '../template/index.js';
import type { Variables } from '../value/value.js';
import { AllVariables } from './all-variables.js';
import type { FactCache } from './fact-cache.js';
import { type FactGroup, factsLayer } from './facts.js';
import { HostVariables } from './host.js';
import { Hostvars } from './hostvars.js';
import { hostLayer, type RunMagic, runLayer } from './magic.js';
import type { Assumptions, Layer } from './scope.js';
import { LayeredScope } from './scope.js';

/** What a play gives to all of its tasks. */
export interface PlayVariables {
  readonly play: Play;
  readonly prompts: Layer;
  /**
   * vars_files as a host has them (their names may be templates), later ones first.
   * @param early the host's facts need not be known yet: names that hang on them are passed over
   */
  files(host: string, early: boolean): readonly Layer[];
  /** Roles that dynamic includes have made public: their defaults and vars are the play's from then on. */
  readonly publicRoles: readonly RoleUse[];
}

/** What is asked for when a task's variables are. */
export interface ScopeRequest {
  readonly host: string;
  readonly play: PlayVariables;
  readonly task?: Task;
  /** Magic variables of the play and the task, those that win first. */
  readonly magic: readonly Layer[];
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
  readonly #filesBeside: (directory: string) => VariableFiles;
  readonly #playbookFiles = new Map<string, VariableFiles>();
  readonly #extra: Variables;
  readonly #engine: Engine;
  readonly #groupOf: FactGroup;
  readonly #injectsFacts: boolean;
  readonly #sharesRoleVars: boolean;
  readonly #factCache: FactCache | undefined;
  readonly #magic: Layer;
  readonly #hosts = new Map<string, HostVariables>();
  readonly #inventoryLayers = new Map<string, readonly Layer[]>();
  #taskLayers = new WeakMap<Task | Play, TaskLayers>();
  #directory = '.';

  /**
   * @param options.filesBeside the `group_vars/` and `host_vars/` beside the playbooks of a folder
   * @param options.sharesRoleVars whether tasks outside a role see its `vars`
   * @param options.injectsFacts whether facts are variables of their own, beside `ansible_facts`
   * @param options.factCache where facts outlive the run
   */
  constructor(options: {
    readonly inventory: Inventory;
    readonly filesBeside: (directory: string) => VariableFiles;
    readonly extra: Variables;
    readonly engine: Engine;
    readonly groupOf: FactGroup;
    readonly injectsFacts: boolean;
    readonly sharesRoleVars: boolean;
    readonly factCache?: FactCache | undefined;
    readonly magic: RunMagic;
  }) {
    this.inventory = options.inventory;
    this.#filesBeside = options.filesBeside;
    this.#extra = options.extra;
    this.#engine = options.engine;
    this.#groupOf = options.groupOf;
    this.#injectsFacts = options.injectsFacts;
    this.#sharesRoleVars = options.sharesRoleVars;
    this.#factCache = options.factCache;
    this.#magic = runLayer(options.magic, () => this.#directory);
  }

  /** A play begins: what is beside the playbook that it stands in counts for all hosts. */
  enter(play: Play): void {
    const directory = dirname(resolve(play.file.path));
    if (directory !== this.#directory) this.#inventoryLayers.clear();
    this.#directory = directory;
    this.playChanged();
  }

  /** A role has become public in the play. */
  playChanged(): void {
    this.#taskLayers = new WeakMap();
  }

  /**
   * `hostvars` as one host reads it.
   * @param sync called before a variable of a host is read; throws HostNeeded if that host's tasks may still change it
   */
  hostvars(sync: (host: string, variable: string | undefined) => void): Hostvars {
    return new Hostvars({
      // Ansible's has the implicit localhost, too.
      names: () => new Set([...this.inventory.hosts.keys(), 'localhost']),
      scopeOf: host => (this.inventory.host(host) ? this.hostScope(host) : undefined),
      engine: this.#engine,
      sync,
    });
  }

  /** What a host has come to know. */
  host(name: string): HostVariables {
    let host = this.#hosts.get(name);
    if (!host) {
      host = new HostVariables(name, this.#factCache);
      this.#hosts.set(name, host);
    }
    return host;
  }

  /** A host's variables as other hosts see them, without those of plays and tasks. */
  hostScope(name: string): LayeredScope {
    const host = this.host(name);
    return new LayeredScope([
      hostLayer(name, this.inventory),
      this.#magic,
      this.#extra,
      host.set,
      host.included,
      this.#factsOf(host),
      ...this.#ofInventory(name),
      hostDefaults(name),
    ]);
  }

  /**
   * What the names of a play's vars_files may be made of: all that yields to them, and what wins over everything.
   * @param above what else there is, such as the files before
   */
  scopeBelowFiles(name: string, play: Play, above: readonly Layer[]): LayeredScope {
    const host = this.host(name);
    const magic = [hostLayer(name, this.inventory), this.#magic];
    const below = [this.#factsOf(host), ...this.#ofInventory(name), hostDefaults(name)];
    return new LayeredScope([...magic, this.#extra, ...above, fields(play.vars), ...below]);
  }

  /** What a play's own keywords are rendered with, before any host is at hand. */
  playScope(play: Play): LayeredScope {
    return new LayeredScope([this.#magic, this.#extra, fields(play.vars)]);
  }

  /** What is known before any host is: the command line's variables. */
  runScope(): LayeredScope {
    return new LayeredScope([this.#extra]);
  }

  /** The variables of a task, or of a play, on a host. */
  scope(request: ScopeRequest): LayeredScope {
    const host = this.host(request.host);
    const { play, publicRoles } = request.play;
    const task = this.#ofTask(request.task ?? play, play, publicRoles);
    const all = new AllVariables(this.#engine);
    const layers: Layer[] = [
      all.layer,
      ...request.magic,
      hostLayer(request.host, this.inventory),
      this.#magic,
    ];
    layers.push(this.#extra, ...task.params);
    if (request.assumptions) layers.push(request.assumptions);
    layers.push(host.set, host.included, ...task.vars, ...task.roleVars);
    layers.push(...request.play.files(request.host, request.task === undefined));
    layers.push(request.play.prompts, fields(play.vars), this.#factsOf(host));
    layers.push(...this.#ofInventory(request.host), ...task.defaults, hostDefaults(request.host));
    const scope = new LayeredScope(layers, request.files);
    all.scope = scope;
    return scope;
  }

  /** Reads the variable files of hosts, so that mistakes in them are found early. Throws DiagnosticErrors. */
  readVariables(hosts: Iterable<string>): void {
    for (const host of hosts) this.#ofInventory(host);
  }

  /** Forgets what was read of inventories: hosts or groups were added. */
  inventoryChanged(): void {
    this.#inventoryLayers.clear();
  }

  #factsOf(host: HostVariables): Layer {
    return factsLayer(host, this.#groupOf, this.#injectsFacts);
  }

  #ofInventory(name: string): readonly Layer[] {
    let layers = this.#inventoryLayers.get(name);
    if (!layers) {
      // What a task is delegated to need not be in the inventory, and has the variables of all hosts.
      const host = this.inventory.host(name) ?? new Host(name, undefined);
      layers = this.inventory.variableLayers(host, [this.#beside(this.#directory)]).reverse();
      this.#inventoryLayers.set(name, layers);
    }
    return layers;
  }

  #beside(directory: string): VariableFiles {
    let files = this.#playbookFiles.get(directory);
    if (!files) {
      files = this.#filesBeside(directory);
      this.#playbookFiles.set(directory, files);
    }
    return files;
  }

  #ofTask(holder: Task | Play, play: Play, publicRoles: readonly RoleUse[]): TaskLayers {
    let layers = this.#taskLayers.get(holder);
    if (!layers) {
      const own = variableLayers(holder);
      const shared = playLayers(play, publicRoles);
      layers = {
        params: [...reversed(own.includeParams), ...reversed(own.roleParams)],
        vars: reversed(own.taskVars),
        roleVars: [...reversed(own.roleVars), ...(this.#sharesRoleVars ? reversed(shared.roleVars) : [])],
        defaults: [...reversed(own.roleDefaults), ...reversed(shared.roleDefaults)],
      };
      this.#taskLayers.set(holder, layers);
    }
    return layers;
  }
}

interface TaskLayers {
  readonly params: readonly Layer[];
  readonly vars: readonly Layer[];
  readonly roleVars: readonly Layer[];
  readonly defaults: readonly Layer[];
}
