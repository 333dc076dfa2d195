import type { Output, Step } from '../agent/protocol.js';
import { effective, roleUseOf } from '../playbook/inherit.js';
import type { Node, Task } from '../playbook/model.js';
import { isTaskSelected } from '../playbook/tags.js';
import type { Unrendered, Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import type { Hostvars } from '../vars/hostvars.js';
import { FactsNeeded, HostNeeded } from '../vars/interrupts.js';
import type { Assumptions } from '../vars/scope.js';
import type { Turn } from './attempt.js';
import {
  type Cursor,
  countsAsFailed,
  type Failure,
  fail,
  isRescuing,
  next,
  outermost,
  phaseOf,
  type Relapse,
  type Stop,
  start,
  type Visits,
  visitsOf,
} from './cursor.js';
import { isOn } from './directives.js';
import type { TaskInfo, TaskOutcome } from './events.js';
import { gatherFacts } from './facts.js';
import { flushHandlers } from './handlers.js';
import type { Instance } from './instance.js';
import { HandlerJournal } from './journal.js';
import { lookAhead, type Probe } from './lookahead.js';
import { meta } from './meta.js';
import type { Outcome } from './outcome.js';
import type { PlayRun } from './play-run.js';
import type { Position } from './position.js';
import type { Remote } from './remote.js';
import type { Fate } from './rounds.js';
import { carryOut } from './special.js';
import { nameOn } from './task-infos.js';
import type { View } from './view.js';
import { Window } from './window.js';

/** How a host ended a play. */
export type HostEnd = 'finished' | 'failed' | 'unreachable' | 'ended';

/** What came of a task for the way of its host. */
export interface CarriedOut {
  readonly fate: Fate;
  /** It has failed, even if a block takes that. */
  readonly fails: boolean;
  /** Another host has carried it out. */
  readonly isShared: boolean;
  /** What a handler includes. */
  readonly included: readonly Node[];
}

const WENT_ON: CarriedOut = { fate: 'goes on', fails: false, isShared: false, included: [] };

/** One host's way through a play. */
export class HostRun {
  readonly name: string;
  readonly play: PlayRun;
  readonly variables: HostVariables;
  /** `hostvars` as this host's templates read it. */
  readonly hostvars: Hostvars;
  readonly window = new Window();
  readonly journal = new HandlerJournal();
  /** Handlers that have been notified and have not run yet. */
  readonly notified = new Set<Task>();
  /** In check mode: a task would have changed the host, so that later ones may not be able to tell. */
  dependsOnUnmade = false;
  /** Set by `meta: end_host` and the like. */
  ended = false;
  /** The task at hand, and how it is told of. */
  task: Task | undefined;
  current: TaskInfo | undefined;
  /** The task that the play begins at, until the host has come to it. */
  beginning: Task | undefined;
  /** Variables that the debugger has changed for the task at hand. */
  debugged: ReadonlyMap<string, Unrendered> = new Map();
  #cursor: Cursor;
  #position: Position = [];
  readonly #rolesDone = new Set<string>();
  readonly #rolesBegun = new Set<string>();
  readonly #visits = visitsOf(this.#rolesDone, identity => this.#rolesBegun.has(identity));
  readonly #remotes = new Set<Remote>();

  constructor(play: PlayRun, name: string, variables: HostVariables) {
    this.play = play;
    this.name = name;
    this.variables = variables;
    this.hostvars = play.run.store.hostvars((other, variable) => play.sync(this, other, variable));
    this.beginning = play.beginning;
    this.#cursor = start(play.program);
  }

  /** Where the host goes on once the task at hand is done. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  set cursor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** Goes through the play to its end. Throws ConnectionLost when the host can't be reached any more. */
  async run(): Promise<HostEnd> {
    for (;;) {
      if (this.isEnded) {
        await this.#dropHandlers();
        return 'ended';
      }
      const stop = next(this.#cursor, this.#visits);
      if (stop === undefined) return 'finished';
      this.#cursor = stop.cursor;
      const fate = 'failure' in stop ? this.#relapse(stop) : await this.#goOn(stop);
      if (fate !== 'goes on') return fate;
    }
  }

  /** Where the playbook itself ends the host or the play, its handlers are not to run, in the next run neither. */
  async #dropHandlers(): Promise<void> {
    const { endIsMeant, run } = this.play;
    if ((this.ended || endIsMeant) && !run.stop.asked && !run.options.checkMode)
      await this.journal.strikeOut([]);
  }

  /** The host takes no more steps in this play. */
  get isEnded(): boolean {
    return this.ended || this.play.aborted || this.play.run.stop.asked;
  }

  #goOn({ leaf, position }: Stop): Promise<Fate> {
    if (leaf.kind === 'flush') {
      this.arrive(position);
      return flushHandlers(this, position);
    }
    if (leaf.kind === 'gather') return gatherFacts(this, position);
    return this.carryOut(leaf, position).then(({ fate }) => fate);
  }

  /** Carries a task out and takes its outcome into account; what it included is entered next, but for a handler. */
  async carryOut(task: Task, position: Position): Promise<CarriedOut> {
    this.arrive(position, task);
    if (!(task.handler || this.#isSelected(task)) || this.#isBefore(task)) return WENT_ON;
    if (this.play.isLinear && this.play.run.debugger.isExpected) await this.play.barrier.all(position);
    if (task.action === 'meta') return { ...WENT_ON, fate: await meta(this, task, position) };
    if (!(await this.#isTaken(task, position))) return WENT_ON;
    await this.play.run.caughtUp();
    const outcome = await carryOut(this, task, position);
    const role = outcome.status === 'skipped' ? undefined : roleUseOf(task);
    if (role) this.#rolesBegun.add(role.identity);
    const fails = outcome.status === 'failed' && !outcome.ignored;
    const counts = fails && countsAsFailed(this.#cursor, this.#isSelected);
    const fate = this.settle(task, outcome);
    const isFatal = await this.#isFatal(task);
    await this.play.rounds.finish(this.name, position, { fate, counts, isFatal });
    return { fate, fails, isShared: outcome.isShared === true, included: outcome.nodes ?? [] };
  }

  readonly #isSelected = (task: Task): boolean => isTaskSelected(task, this.play.run.options);

  /** Whether a task comes before the one that the play begins at. */
  #isBefore(task: Task): boolean {
    if (task === this.beginning) this.beginning = undefined;
    return this.beginning !== undefined && !task.handler;
  }

  /** Whether whoever goes step by step wants a task to be carried out. */
  async #isTaken(task: Task, position: Position): Promise<boolean> {
    const { step } = this.play.run;
    if (step === undefined || step.isThrough) return true;
    await this.play.barrier.all(position);
    return step.takes(this.play.number, position, this.play.infos.of(this, task, position).name);
  }

  /** Whether the failure of a task on one host is one of all. */
  async #isFatal(task: Task): Promise<boolean> {
    if (!this.play.isLinear) return false;
    if (effective(task, 'any_errors_fatal') === undefined && effective(task, 'run_once') === undefined)
      return false;
    return this.rendering(
      task,
      view =>
        (isOn(task, 'any_errors_fatal', view) || isOn(task, 'run_once', view)) &&
        !isOn(task, 'ignore_errors', view),
    );
  }

  /** Takes a task's outcome into account: the failed go to rescue or end. */
  settle(task: Task | undefined, outcome: Outcome): Fate {
    const { status, ignored, isShared = false, result } = outcome;
    if (status === 'changed' && !outcome.internal && this.play.run.options.checkMode)
      this.dependsOnUnmade = true;
    if (ignored) return 'goes on';
    if (status === 'unreachable') {
      // What another host could not do is no failure of this one; others are given up by the rules of run_once.
      if (isShared) return 'goes on';
      this.play.removed.add(this.name);
      return 'unreachable';
    }
    if (status !== 'failed') return 'goes on';
    const isHandler = task?.handler === true;
    if (isHandler) this.#cursor = outermost(this.#cursor);
    const rescuing = isRescuing(this.#cursor, this.#isSelected) && !isHandler;
    if (!rescuing || isShared) this.play.removed.add(this.name);
    if (!isShared) this.#count(task, result, rescuing);
    return this.#catch({ task, result });
  }

  #count(task: Task | undefined, result: Value, isRescued: boolean): void {
    const { recap } = this.play;
    if (!isRescued || task === undefined) {
      recap.failed(this.name);
      return;
    }
    recap.rescued(this.name);
    const { set } = this.variables;
    set.set('ansible_failed_result', result);
    set.set(
      'ansible_failed_task',
      new Map<Value, Value>([
        ['name', nameOn(this, task) ?? ''],
        ['action', task.action],
      ]),
    );
  }

  #relapse({ failure }: Relapse): Fate {
    return this.#catch(failure);
  }

  #catch(failure: Failure): Fate {
    const caught = fail(this.#cursor, failure, this.#isSelected);
    if (caught === undefined) return 'failed';
    this.#cursor = caught.cursor;
    return 'goes on';
  }

  /** Whether the failures of other hosts leave this one in its rescue or always section. */
  get isSheltered(): boolean {
    if (this.ended) return false;
    const stop = next(this.#cursor, this.imaginedVisits());
    return stop !== undefined && !('failure' in stop) && phaseOf(stop.cursor) !== 'body';
  }

  /** The roles that have been run, to be extended by looking ahead without consequences. */
  imaginedVisits(): Visits {
    return visitsOf(new Set(this.#rolesDone), () => true);
  }

  /** The variables of a task on this host. */
  view(task: Task, assumptions?: Assumptions): View {
    const view = this.play.viewOf(this, task, assumptions);
    return this.debugged.size === 0 ? view : view.with(this.debugged);
  }

  /** Renders something of a task; what is not known yet is waited for, and then it is rendered again. */
  async rendering<T>(task: Task, render: (view: View) => T | Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await render(this.view(task));
      } catch (error) {
        if (error instanceof FactsNeeded) await this.play.gather(this, error);
        else if (error instanceof HostNeeded) await this.play.waitFor(this, error.host);
        else throw error;
      }
    }
  }

  /** Asks for probes now, and in the same message for those that looking ahead finds behind this turn. */
  async sendProbes(needed: readonly Probe[], turn: Turn | undefined): Promise<void> {
    const ahead = await lookAhead(this, turn, needed);
    for (const [remote, account, probes] of byAgent([...needed, ...ahead]))
      this.#send(remote, account, [], probes);
  }

  /**
   * Sees that the host can be reached as the play's user, in one message with the probes that looking ahead finds.
   * Throws ConnectionLost.
   */
  async contact(): Promise<void> {
    const { remote, account } = this.play.target(this, undefined, this.play.viewOf(this, undefined));
    const nothing: Step = { kind: 'probe', script: { text: ':' } };
    let answer: Promise<Output> | undefined;
    for (const [other, otherAccount, probes] of byAgent(await lookAhead(this, undefined, []))) {
      const isOwn = other === remote && otherAccount.key === account.key;
      const answers = this.#send(other, otherAccount, isOwn ? [nothing] : [], probes);
      if (isOwn) answer = answers[0];
    }
    answer ??= this.#send(remote, account, [nothing], [])[0]!;
    await answer;
  }

  /** Sends a change, and behind it in the same message the probes that looking ahead finds. */
  async sendApply(instance: Instance, step: Step, turn: Turn): Promise<Output> {
    this.window.shrink();
    const { remote, account } = instance;
    remote.answers.clear();
    const ahead = await lookAhead(this, turn, []);
    let applied: Promise<Output> | undefined;
    for (const [other, otherAccount, probes] of byAgent(ahead))
      if (other === remote && otherAccount.key === account.key)
        applied = this.#send(remote, account, [step], probes)[0];
    applied ??= this.#send(remote, account, [step], [])[0]!;
    return applied;
  }

  /** Closes the connection of a task's host; the next step opens it again. */
  async resetConnection(task: Task): Promise<void> {
    const { remote } = await this.rendering(task, view => this.play.target(this, task, view));
    await remote.reset();
  }

  /** Drops what looking ahead knows: time has passed, and the host may have changed by itself. */
  forgetAnswers(): void {
    for (const remote of this.#remotes) remote.answers.clear();
  }

  #send(
    remote: Remote,
    account: Instance['account'],
    first: readonly Step[],
    probes: readonly Probe[],
  ): Promise<Output>[] {
    this.#remotes.add(remote);
    const steps = probes.map(
      ({ instance, probe }): Step => ({
        kind: 'probe',
        script: probe,
        environment: instance.environment,
        ...(instance.timeLimit !== undefined && { timeLimit: instance.timeLimit }),
      }),
    );
    const reading = this.journal.readStep(remote, account);
    const answers = remote.send(account, [...(reading ? [reading] : []), ...first, ...steps]);
    if (reading) this.journal.keepRead(remote, account, answers.shift()!);
    for (const [index, { key }] of probes.entries()) remote.answers.put(key, answers[first.length + index]!);
    return answers;
  }

  /** Reports what became of a task and counts it. */
  report(task: TaskInfo, outcome: TaskOutcome): void {
    this.play.recap.count(this.name, outcome);
    this.tell(task, outcome);
  }

  /** Reports what became of a task that is not counted as one. */
  tell(task: TaskInfo, outcome: TaskOutcome): void {
    this.play.run.emit({ kind: 'result', task, host: this.name, outcome });
  }

  /** Where the host is. */
  get position(): Position {
    return this.#position;
  }

  /** Begins with what stands at a position: all before it is finished. */
  arrive(position: Position, task?: Task): void {
    this.#position = position;
    this.task = task;
    this.play.barrier.arrive(this.name, position);
  }
}

const byAgent = (
  probes: readonly Probe[],
): readonly (readonly [Remote, Instance['account'], readonly Probe[]])[] => {
  const groups: [Remote, Instance['account'], Probe[]][] = [];
  for (const probe of probes) {
    const { remote, account } = probe.instance;
    const group = groups.find(
      ([other, otherAccount]) => other === remote && otherAccount.key === account.key,
    );
    if (group) group[2].push(probe);
    else groups.push([remote, account, [probe]]);
  }
  return groups;
};
