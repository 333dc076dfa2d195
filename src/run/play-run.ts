import { dirname, resolve } from 'node:path';
import type { Included } from '../playbook/include.js';
import type { Play, RoleUse, Task } from '../playbook/model.js';
import type { LoadOptions } from '../playbook/options.js';
import type { FactsNeeded } from '../vars/interrupts.js';
import { HostNeeded } from '../vars/interrupts.js';
import { magicLayer, type PlayMagic } from '../vars/magic.js';
import type { Assumptions } from '../vars/scope.js';
import type { PlayVariables } from '../vars/store.js';
import { Barrier } from './barrier.js';
import type { RunContext } from './context.js';
import { delegatedLayers } from './delegated-variables.js';
import type { TaskInfo } from './events.js';
import { fetchFacts } from './facts.js';
import { type HostEnd, HostRun } from './host-run.js';
import { searchPathOf, TaskFiles } from './local-files.js';
import { Once } from './once.js';
import { type Outcome, unreachable } from './outcome.js';
import type { Position } from './position.js';
import { programOf, type Step } from './program.js';
import type { Account, Remote } from './remote.js';
import { Rounds } from './rounds.js';
import { Semaphore } from './semaphore.js';
import { isLinear, type Strategy } from './strategy.js';
import { targetOf } from './targets.js';
import { TaskInfos } from './task-infos.js';
import { roleNames, taskMagic } from './task-magic.js';
import { View } from './view.js';

/** What a play is run with. */
export interface PlaySetting {
  readonly run: RunContext;
  readonly play: Play;
  readonly name: string;
  readonly variables: Omit<PlayVariables, 'publicRoles'>;
  /** All hosts that the play's pattern names now, and those of this batch; lost ones included. */
  readonly all: () => readonly string[];
  readonly batch: readonly string[];
  /** Hosts that failed in the run so far take no more part. `meta: clear_host_errors` takes them out. */
  readonly lost: Map<string, HostEnd>;
  readonly gathersFacts: boolean;
  /** The task that the play begins at; undefined for its first. */
  readonly beginning: Task | undefined;
  /** Which play of the run it is. */
  readonly number: number;
  readonly strategy: Strategy;
  readonly forcesHandlers: boolean;
  /** The share of failed hosts above which the play ends. */
  readonly maxFailPercentage: number | undefined;
}

/** One batch of hosts going through a play. */
export class PlayRun {
  readonly run: RunContext;
  readonly play: Play;
  readonly program: readonly Step[];
  readonly barrier: Barrier;
  readonly #setting: PlaySetting;
  readonly #directory: string;
  readonly infos: TaskInfos;
  readonly #searchPaths = new WeakMap<Task | Play, TaskFiles>();
  readonly #once: Once<Outcome>;
  readonly #throttles = new Map<Task, Map<string, Semaphore>>();
  readonly #hostRuns = new Map<string, HostRun>();
  readonly #included = new Map<string, Promise<Included>>();
  /** The play's handlers, and those that included roles have brought. */
  readonly handlers: Task[];
  /** Roles that dynamic includes have made public. */
  readonly publicRoles: RoleUse[] = [];
  readonly rounds: Rounds;
  /** Hosts that have left the play: those that failed, can't be reached or were told to end. */
  readonly removed: Set<string>;
  /** Hosts that add_host has added. */
  readonly added: string[] = [];
  /** `meta: end_play`: no batch follows. */
  endsPlay = false;
  /** The playbook itself has ended the batch: `meta: end_play` or `end_batch`. */
  endIsMeant = false;
  #ended = false;
  #all: readonly string[];

  constructor(setting: PlaySetting) {
    this.#setting = setting;
    this.#all = setting.all();
    this.run = setting.run;
    this.play = setting.play;
    this.#directory = dirname(resolve(setting.play.file.path));
    this.infos = new TaskInfos(setting.play, setting.run.nextId);
    this.handlers = [...setting.play.handlers];
    this.program = programOf(setting.play, setting.gathersFacts, setting.forcesHandlers);
    const { batch, lost } = setting;
    this.removed = new Set(lost.keys());
    const present = batch.filter(host => !lost.has(host));
    this.barrier = new Barrier(present, position => this.run.emit({ kind: 'progress', position }));
    this.#once = new Once(this.barrier, (task, position) =>
      present.find(host => this.barrier.isAt(host, position) && this.hostRun(host).task === task),
    );
    this.rounds = new Rounds({
      batch,
      barrier: this.barrier,
      maxFailPercentage: this.isLinear ? setting.maxFailPercentage : undefined,
      isUnreachable: host => lost.get(host) === 'unreachable',
      isSheltered: host => this.#hostRuns.get(host)?.isSheltered ?? false,
      onNoneLeft: () => this.run.emit({ kind: 'no-hosts-left' }),
      end: () => this.end(),
    });
  }

  /** The play is over for all hosts: `meta: end_play`, or any_errors_fatal. */
  get aborted(): boolean {
    return this.#ended;
  }

  /** @param isMeant the playbook says so: no host has failed */
  end(isMeant = false): void {
    this.#ended = true;
    this.endIsMeant = isMeant;
  }

  /** `meta: clear_host_errors`: hosts that failed take part again from the next play on, those that were cut off when the others are through. */
  clearErrors(): void {
    for (const host of this.batch) {
      this.lost.delete(host);
      this.rounds.failed.delete(host);
    }
  }

  /** `meta: refresh_inventory`. Hosts that are new take part from the next play on. */
  refreshInventory(): void {
    this.run.refreshInventory();
    this.#all = this.#setting.all();
  }

  get strategy(): Strategy {
    return this.#setting.strategy;
  }

  /** Hosts wait for each other at each task that can be seen to have an order. */
  get isLinear(): boolean {
    return isLinear(this.strategy);
  }

  /** The task that the play begins at; undefined for its first. */
  get beginning(): Task | undefined {
    return this.#setting.beginning;
  }

  /** A host whose facts are known is not asked for them again. */
  get gathersOnce(): boolean {
    return this.run.facts.gathering === 'smart';
  }

  /** Which play of the run this is. */
  get number(): number {
    return this.#setting.number;
  }

  /** The hosts of the batch, lost ones included. */
  get batch(): readonly string[] {
    return this.#setting.batch;
  }

  /** Hosts that are lost for the run. */
  get lost(): Map<string, HostEnd> {
    return this.#setting.lost;
  }

  get recap() {
    return this.run.recap;
  }

  /** The host's way through this play. */
  hostRun(name: string): HostRun {
    let hostRun = this.#hostRuns.get(name);
    if (!hostRun) {
      hostRun = new HostRun(this, name, this.run.store.host(name));
      this.#hostRuns.set(name, hostRun);
    }
    return hostRun;
  }

  /** What a task, or the play as a whole, sees on a host. */
  viewOf(hostRun: HostRun, task: Task | undefined, assumptions?: Assumptions): View {
    const { run, play } = this;
    const host = hostRun.name;
    const holder = task ?? play;
    const scope = run.store.scope({
      host,
      play: { ...this.#setting.variables, publicRoles: this.publicRoles },
      ...(task && { task }),
      magic: [
        ...delegatedLayers(task, hostRun, other => this.viewOf(other, task, assumptions)),
        magicLayer(hostRun.hostvars, this.#magicOf(hostRun, assumptions), taskMagic(holder, this.#directory)),
      ],
      assumptions,
      files: this.filesOf(holder),
    });
    return new View(run.engine, scope);
  }

  /** The local files of a task. */
  filesOf(holder: Task | Play): TaskFiles {
    let files = this.#searchPaths.get(holder);
    if (!files) {
      files = new TaskFiles(searchPathOf(holder, this.#directory), this.run.vault);
      this.#searchPaths.set(holder, files);
    }
    return files;
  }

  /** What the play says of itself to a host. Which hosts are still in it is known once all have come as far; looking ahead takes them all for well. */
  #magicOf(reader: HostRun, assumptions: Assumptions | undefined): PlayMagic {
    const { batch, name } = this.#setting;
    const sync = (host: string): void => {
      const comes = batch.includes(host) && this.isLinear && assumptions === undefined;
      if (comes && !this.barrier.hasReached(host, reader.position)) throw new HostNeeded(host);
    };
    return {
      name,
      all: [...this.#all, ...this.added],
      batch,
      isLost: host => {
        sync(host);
        return this.removed.has(host);
      },
      settleGroups: () => {
        if (this.run.changingVariables.groups) for (const host of batch) sync(host);
      },
      roles: () => roleNames(this.play, this.publicRoles),
    };
  }

  liveOutput(task: TaskInfo, host: string, text: string): void {
    if (!task.noLog) this.run.emit({ kind: 'output', task, host, text });
  }

  /**
   * What a dynamic include brings in for a host, read once for all hosts that include the same.
   * @param key what tells one include of a task from another: its rendered arguments and the loop's item
   */
  async included(
    turn: { readonly task: Task; readonly position: Position },
    key: string,
    load: (options: LoadOptions) => Included,
  ): Promise<Included> {
    const whole = `${turn.position.join('.')} ${key}`;
    let included = this.#included.get(whole);
    if (!included) {
      included = this.run.table
        .settle(() => load(this.run.loadOptions))
        .then(loaded => {
          this.handlers.push(...loaded.handlers);
          this.run.changingVariables.learn(loaded.nodes);
          if (loaded.publicRoles.length > 0) {
            this.publicRoles.push(...loaded.publicRoles);
            this.run.store.playChanged();
          }
          const mistakes = this.run.table.plugins.takeMistakes();
          return { ...loaded, diagnostics: [...mistakes, ...loaded.diagnostics] };
        });
      this.#included.set(whole, included);
    }
    return included;
  }

  /** A host can't be reached any more. */
  unreachable(hostRun: HostRun, message: string): void {
    const info = hostRun.current ?? this.infos.ofGathering([]);
    hostRun.report(info, { ...unreachable(message), duration: 0 });
  }

  /** Waits until a host may make a change: every host has finished the tasks before it. */
  async mayChange(position: Position): Promise<void> {
    if (this.isLinear) await this.barrier.all(position);
  }

  /** Where a task's steps go: to its host, or the one it is delegated to. */
  target(
    hostRun: HostRun,
    task: Task | undefined,
    view: View,
  ): { readonly remote: Remote; readonly account: Account } {
    return targetOf(this, hostRun.name, task, view);
  }

  /** Brings facts that a template needs, from the host that they are of. */
  async gather(hostRun: HostRun, needed: FactsNeeded): Promise<void> {
    const owner = needed.host === hostRun.name ? hostRun : this.hostRun(needed.host);
    await fetchFacts(owner, needed);
  }

  /** Waits for another host to come as far as this one. */
  async waitFor(hostRun: HostRun, other: string): Promise<void> {
    await this.barrier.reached(other, hostRun.position);
  }

  /** Throws HostNeeded if another host's tasks may still change a variable that this one reads. */
  sync(reader: HostRun, other: string, variable: string | undefined): void {
    if (other === reader.name || !this.#setting.batch.includes(other)) return;
    if (variable !== undefined && !this.run.changingVariables.has(variable)) return;
    if (!this.barrier.hasReached(other, reader.position)) throw new HostNeeded(other);
  }

  /** Lets so many hosts at a task at once. */
  throttle(task: Task, position: Position, most: number): Semaphore {
    let places = this.#throttles.get(task);
    if (!places) {
      places = new Map();
      this.#throttles.set(task, places);
    }
    const key = position.join('.');
    const found = places.get(key) ?? new Semaphore(most);
    places.set(key, found);
    return found;
  }

  /** A task with run_once: the first of the hosts that come to it carries it out, and what came of it counts for all. */
  once(
    hostRun: HostRun,
    task: Task,
    position: Position,
    work: () => Promise<Outcome>,
  ): Promise<{ readonly result: Outcome; readonly isOwn: boolean }> {
    return this.#once.carryOut(hostRun.name, task, position, work);
  }
}
