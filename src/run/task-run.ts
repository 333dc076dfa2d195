import { setTimeout as sleep } from 'node:timers/promises';
import { BecomeRefused, ConnectionLost, TimedOut } from '../agent/protocol.js';
import { effective } from '../playbook/inherit.js';
import type { Field, Task } from '../playbook/model.js';
import { type Diagnostic, DiagnosticError, placed, within } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { UndefinedError } from '../template/index.js';
import type { Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import { attempt, type Turn, unknownOutcome } from './attempt.js';
import { runControl } from './control.js';
import { conditionText, failedCondition, isOn, numberOf } from './directives.js';
import type { Status, TaskOutcome } from './events.js';
import { addFacts, bringsFacts, factsOwner } from './facts-owner.js';
import { topicsOf } from './handlers.js';
import type { HostRun } from './host-run.js';
import { instanceOf } from './instance.js';
import type { Job } from './jobs.js';
import { itemLabel, type LoopItem, loopItems, loopLayer, loopPause, withItem } from './loop.js';
import { failed, loopOutcome, type Outcome, resultDict, skipped, unreachable } from './outcome.js';
import { delegateOf } from './targets.js';
import type { View } from './view.js';

/**
 * Carries a task out on a host, all items of its loop, and reports it. What is not known yet (facts, other hosts' results) is
 * waited for.
 */
export const runTask = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const started = performance.now();
  const outcome = await throttled(hostRun, turn, () => wholeTask(hostRun, turn));
  const passed = await passes(hostRun, turn.task, outcome);
  const final: Outcome = passed ? { ...outcome, ignored: true } : outcome;
  hostRun.report(turn.info, toEvent(final, started));
  return final;
};

const toEvent = (outcome: Outcome, started: number, item?: string): TaskOutcome => ({
  status: outcome.status,
  result: outcome.result,
  differences: outcome.differences,
  duration: (performance.now() - started) / 1000,
  ...(outcome.ignored && { ignored: true }),
  ...(outcome.shown && { shown: true }),
  ...(outcome.internal && { internal: true }),
  ...(outcome.message !== undefined && { message: outcome.message }),
  ...(item !== undefined && { item }),
  ...(outcome.delegate !== undefined && { delegate: outcome.delegate }),
});

/** Does something with as many hosts as `throttle` lets at the task at once. */
const throttled = async <Result>(
  hostRun: HostRun,
  { task, position }: Turn,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (effective(task, 'throttle') === undefined) return work();
  const most = (await hostRun.rendering(task, view => numberOf(task, 'throttle', view))) ?? 0;
  return most > 0 ? hostRun.play.throttle(task, position, most).use(work) : work();
};

/** Whether the play goes on for the host although the task has failed. */
const passes = async (hostRun: HostRun, task: Task, { status }: Outcome): Promise<boolean> => {
  const keyword = PASSING.get(status);
  return keyword !== undefined && (await hostRun.rendering(task, view => isOn(task, keyword, view)));
};

const PASSING: ReadonlyMap<Status, string> = new Map([
  ['failed', 'ignore_errors'],
  ['unreachable', 'ignore_unreachable'],
]);

const wholeTask = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const { task } = turn;
  try {
    const items = await hostRun.rendering(task, view => loopItems(task, view));
    if (items === undefined) return await oneItem(hostRun, turn, undefined);
    const outcomes: Outcome[] = [];
    // Each round finds what the one before has registered.
    let before: ReadonlyMap<string, Value> = new Map();
    const pause = await hostRun.rendering(task, view => loopPause(task, view));
    for (const [index, item] of items.entries()) {
      if (index > 0 && pause > 0) await sleep(pause * 1000);
      const started = performance.now();
      const { outcome, label } = await labelled(
        hostRun,
        turn,
        item,
        await oneItem(hostRun, { ...turn, item: index }, item, before),
      );
      outcomes.push(outcome);
      if (outcome.status !== 'skipped') before = registered(task, outcome);
      hostRun.play.run.emit({
        kind: 'item',
        task: turn.info,
        host: hostRun.name,
        outcome: toEvent(outcome, started, label),
      });
    }
    return loopOutcome(outcomes);
  } catch (error) {
    if (error instanceof DiagnosticError) return diagnosed(hostRun, turn, error);
    // As in Ansible: the task has failed as a whole, whatever its failed_when and until would say.
    if (error instanceof BecomeRefused) return failed(error.message);
    if (error instanceof ConnectionLost) return unreachable(error.message);
    throw error;
  }
};

/** What an item is called; where that can't be told it has failed, though it has been carried out. */
const labelled = async (
  hostRun: HostRun,
  turn: Turn,
  item: LoopItem,
  outcome: Outcome,
): Promise<{ readonly outcome: Outcome; readonly label: string }> => {
  const { task } = turn;
  try {
    const label = await hostRun.rendering(task, view => itemLabel(task, view.with(loopLayer(item))));
    return { outcome, label };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const failure = diagnosed(hostRun, turn, error);
    const result = resultDict(outcome.result, { failed: true, msg: failure.message ?? '' });
    return { outcome: { ...failure, result }, label: 'None' };
  }
};

/** A mistake that only showed on this host: the task has failed with the diagnostic's sentence. */
export const diagnosed = (hostRun: HostRun, turn: Turn, error: DiagnosticError): Outcome => {
  const located = within(
    placed(error, turn.task.actionLocation),
    `in task "${turn.info.name}" on host ${hostRun.name}`,
  );
  for (const whole of located.diagnostics) {
    const diagnostic = turn.info.noLog ? withoutSecrets(whole, error) : whole;
    hostRun.play.run.emit({ kind: 'diagnostic', diagnostic, host: hostRun.name });
  }
  return failed(error.message);
};

/** What may be told of a mistake in a task with no_log: its place, and which variable is missing. Neither values nor the line's text. */
const withoutSecrets = (diagnostic: Diagnostic, error: DiagnosticError): Diagnostic => {
  const { severity, location, context } = diagnostic;
  return {
    severity,
    message:
      error instanceof UndefinedError ? diagnostic.message : 'this is wrong in a way that no_log hides',
    ...(location && {
      location: { ...location, file: new SourceFile(location.file.path, location.file.text, true) },
    }),
    ...(context && { context }),
  };
};

/** A task without a loop, or for one item, with where it was done. */
const oneItem = async (
  hostRun: HostRun,
  turn: Turn,
  item: LoopItem | undefined,
  before: ReadonlyMap<string, Value> = new Map(),
): Promise<Outcome> => {
  const { task } = turn;
  const layers = item === undefined ? [] : [loopLayer(item), before];
  const rendering: Rendering = render => hostRun.rendering(task, view => render(view.with(...layers)));
  const delegate =
    effective(task, 'delegate_to') &&
    (await rendering(view => delegateOf(hostRun.play, hostRun.name, task, view)));
  const condition = await rendering(view => failedCondition(task, view));
  if (condition !== undefined)
    return withItem(
      item,
      skipped({ skip_reason: 'Conditional result was False', false_condition: condition }),
    );
  const topics = await rendering(view => topicsOf(task, view));
  const outcome = withItem(item, await tried(hostRun, { ...turn, topics }, item, delegate, rendering));
  if (outcome.status === 'skipped') return outcome;
  if (outcome.status === 'ok' || outcome.status === 'changed')
    await rendering(view => keepFacts(factsOwner(hostRun, task, view), task, outcome));
  return { ...outcome, topics, ...(delegate !== undefined && { delegate }) };
};

/** The facts that a module brings; what set_fact sets are variables of another kind. */
const keepFacts = (owner: HostVariables, task: Task, { result }: Outcome): void => {
  if (bringsFacts(task)) addFacts(owner, task, result);
};

/** The same with its retries. */
const tried = async (
  hostRun: HostRun,
  turn: Turn,
  item: LoopItem | undefined,
  delegate: string | undefined,
  rendering: Rendering,
): Promise<Outcome> => {
  const { task } = turn;
  const until = task.keywords.get('until');
  const retries = until ? ((await rendering(view => numberOf(task, 'retries', view))) ?? 3) : 0;
  const delay = until ? ((await rendering(view => numberOf(task, 'delay', view))) ?? 5) : 0;
  for (let tries = 1; ; tries++) {
    const raw = await once(hostRun, turn, rendering);
    if (raw.status === 'unreachable' || raw.isFinal) return raw;
    // Whether it has failed or changed something may depend on it.
    if (until !== undefined && raw.status !== 'skipped') raw.result.set('attempts', tries);
    const outcome = withItem(item, await judged(hostRun, task, raw, rendering));
    if (until === undefined || outcome.status === 'skipped' || outcome.status === 'unknown') return outcome;
    const met = await rendering(view =>
      view.with(registered(task, outcome)).isTrue(until.value, until.location),
    );
    if (met) return outcome;
    if (tries > retries) {
      // Ansible leaves the last attempt out of the count.
      outcome.result.set('attempts', retries);
      const result = resultDict(outcome.result, { failed: true });
      // What `failed_when` says of the last attempt counts, as in Ansible.
      if (outcome.result.get('failed_when_result') === false) return { ...outcome, result };
      return {
        ...outcome,
        status: 'failed',
        result,
        message: outcome.message ?? `${conditionText(until.value)} was not met after ${tries} attempts`,
      };
    }
    hostRun.play.run.emit({
      kind: 'retry',
      task: turn.info,
      host: hostRun.name,
      left: retries - tries + 1,
      result: new Map([...outcome.result, ['retries', retries + 1]]),
      ...(outcome.shown && { shown: true }),
      ...(delegate !== undefined && { delegate }),
    });
    await sleep(delay * 1000);
    hostRun.forgetAnswers();
  }
};

export type Rendering = <T>(render: (view: View) => T | Promise<T>) => Promise<T>;

/** One attempt at a module or control. */
const once = async (hostRun: HostRun, turn: Turn, rendering: Rendering): Promise<Outcome> => {
  const { task } = turn;
  const module = hostRun.play.run.modules.get(task.action);
  if (module === undefined) throw new Error(`module ${task.action} is not loaded`);
  try {
    const { pollInterval } = hostRun.play.run.options;
    const job = await rendering(view => jobOf(task, view, pollInterval));
    if (module.kind !== 'host' && job !== undefined) return failed('async is not supported for this task.');
    if (module.kind === 'action') {
      const { runAction } = await import('./action.js');
      return await runAction(hostRun, turn, module, rendering);
    }
    if (module.kind === 'control') return await rendering(view => runControl(hostRun, task, module, view));
    const instance = await rendering(view => instanceOf(hostRun, task, module, view));
    if (job === undefined) return await attempt(hostRun, turn, instance);
    const { attemptJob } = await import('./jobs.js');
    return await attemptJob(hostRun, turn, instance, job);
  } catch (error) {
    if (error instanceof DiagnosticError) return diagnosed(hostRun, turn, error);
    if (error instanceof ConnectionLost && !(error instanceof BecomeRefused))
      return unreachable(error.message);
    if (error instanceof TimedOut)
      return {
        ...failed(
          `The ${task.action} action failed to execute in the expected time frame (${error.seconds}) and was terminated`,
        ),
        isFinal: true,
      };
    throw error;
  }
};

/** What `async` and `poll` say of a task; undefined for one that is waited for as it is. */
const jobOf = (task: Task, view: View, pollInterval: number): Job | undefined => {
  const seconds = numberOf(task, 'async', view) ?? 0;
  return seconds > 0 ? { seconds, poll: numberOf(task, 'poll', view) ?? pollInterval } : undefined;
};

/** A layer in which a task's result has the name that it registers. */
const registered = (task: Task, outcome: Outcome): ReadonlyMap<string, Value> => {
  const name = task.keywords.get('register')?.value;
  return typeof name === 'string' ? new Map<string, Value>([[name, outcome.result]]) : new Map();
};

/** Whether a condition holds that judges a result, or why that can't be told. */
const judgement = async (rendering: Rendering, holds: (view: View) => boolean): Promise<boolean | string> => {
  try {
    return await rendering(holds);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.message;
    throw error;
  }
};

/** An outcome that can't be judged: as with Ansible it has failed, and its result is kept with the reason. */
const unjudged = (outcome: Outcome, key: string, reason: string): Outcome => ({
  status: 'failed',
  result: resultDict(outcome.result, { failed: true, [key]: reason }),
  differences: outcome.differences,
  message: reason,
});

/** A keyword's condition; an empty list is none. */
const conditionOf = (task: Task, keyword: string): Field | undefined => {
  const field = task.keywords.get(keyword);
  return Array.isArray(field?.value) && field.value.length === 0 ? undefined : field;
};

/** An outcome as `failed_when` and `changed_when` have it. */
const judged = async (
  hostRun: HostRun,
  task: Task,
  outcome: Outcome,
  rendering: Rendering,
): Promise<Outcome> => {
  const { status } = outcome;
  // What can't be told because an earlier change has not been made is no failure of the host.
  if (status === 'failed' && task.action !== 'fail' && hostRun.dependsOnUnmade)
    return unknownOutcome(outcome);
  if (status === 'skipped') return outcome;
  const changedWhen = conditionOf(task, 'changed_when');
  const failedWhen = conditionOf(task, 'failed_when');
  if (changedWhen === undefined && failedWhen === undefined) return outcome;
  let { result, message } = outcome;
  let fails = status === 'failed';
  let changed = result.get('changed') === true;
  if (changedWhen) {
    const holds = await judgement(rendering, view =>
      view.with(registered(task, outcome)).isTrue(changedWhen.value, changedWhen.location),
    );
    if (typeof holds !== 'boolean') return unjudged(outcome, 'changed_when_result', holds);
    changed = holds;
    result = resultDict(result, { changed });
  }
  if (failedWhen) {
    const holds = await judgement(rendering, view =>
      view.with(registered(task, { ...outcome, result })).isTrue(failedWhen.value, failedWhen.location),
    );
    if (typeof holds !== 'boolean') return unjudged({ ...outcome, result }, 'failed_when_result', holds);
    fails = holds;
    result = resultDict(result, { failed: fails, failed_when_result: fails });
    message = fails ? (message ?? `failed_when: ${conditionText(failedWhen.value)}`) : undefined;
  }
  return {
    status: fails ? 'failed' : changed ? 'changed' : 'ok',
    result,
    differences: outcome.differences,
    ...(outcome.shown && { shown: true }),
    ...(outcome.internal && { internal: true }),
    ...(message !== undefined && fails && { message }),
  };
};
