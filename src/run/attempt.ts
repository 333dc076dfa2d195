import { StringDecoder } from 'node:string_decoder';
import { BecomeRefused, type Output, type Script, type Step } from '../agent/protocol.js';
import { type Conclusion, type Difference, type Plan, type Receiver, STALE } from '../modules/module.js';
import type { Task } from '../playbook/model.js';
import { Stopped } from './context.js';
import type { TaskInfo } from './events.js';
import { journalName, journalNames } from './handlers.js';
import type { HostRun } from './host-run.js';
import { type Instance, instanceKey } from './instance.js';
import { failed, type Outcome, ok, resultDict, skipped } from './outcome.js';
import type { Position } from './position.js';
import { withDiff } from './result-diff.js';

/** How often a task starts over because the host changed between its probe and its apply. */
const STALE_TRIES = 3;

const NOTHING: Output = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), code: 0 };

/** Where in a play an attempt is made. */
export interface Turn {
  readonly task: Task;
  readonly info: TaskInfo;
  readonly position: Position;
  /** Which item of the task's loop is at hand. */
  readonly item?: number;
  /** What is notified if this changes something. */
  readonly topics?: readonly string[];
}

/**
 * Probes, plans and, unless in check mode, applies an instance, once it is its turn.
 * @throws ConnectionLost
 */
export const attempt = async (hostRun: HostRun, turn: Turn, instance: Instance): Promise<Outcome> => {
  for (let tries = 1; ; tries++) {
    const output = await observe(hostRun, turn, instance);
    if (output.dropped) return failed('the host printed more than can be read of its state');
    const plan = instance.steps.plan(output);
    if (plan.kind === 'same') return ok(plan.result);
    if (plan.kind === 'skipped') return skipped(plan.result);
    if (plan.kind === 'failed') return failed(plan.message, plan.result);
    const { checkMode } = instance.context;
    // In check mode a context has it in any case, for the drift report.
    const showsDiff = checkMode ? hostRun.play.run.options.diff : instance.context.diff;
    if (checkMode) return withDiff(predicted(plan), showsDiff);
    const conclusion = await apply(hostRun, turn, instance, plan);
    if (conclusion.kind === 'stale' && tries < STALE_TRIES) continue;
    return withDiff(concluded(conclusion, plan.kind === 'change' ? plan.differences : []), showsDiff);
  }
};

/** What the probe of an instance prints. */
export const observe = async (hostRun: HostRun, turn: Turn, instance: Instance): Promise<Output> => {
  const { probe } = instance.steps;
  return probe === undefined ? NOTHING : answerTo(hostRun, turn, instance, probe);
};

const predicted = (plan: Extract<Plan, { kind: 'change' | 'action' }>): Outcome =>
  plan.kind === 'action'
    ? skipped({
        ...{ rc: 0, stdout: '', stderr: '', msg: 'Command would have run if not in check mode' },
        ...plan.unmade,
      })
    : { ...ok(plan.result, true), differences: plan.differences };

/** What a task came to, from how its change ended. */
export const concluded = (conclusion: Conclusion, differences: readonly Difference[]): Outcome => {
  switch (conclusion.kind) {
    case 'changed':
      return { ...ok(conclusion.result, true), differences };
    case 'unchanged':
      return ok(conclusion.result);
    case 'failed': {
      const outcome = failed(conclusion.message, conclusion.result);
      return { ...outcome, differences };
    }
    case 'stale':
      return failed('the host kept changing between looking at it and changing it');
  }
};

/** The answer to a probe: one that looking ahead has asked for, or a new message that asks for it and for those to come. */
const answerTo = async (hostRun: HostRun, turn: Turn, instance: Instance, probe: Script): Promise<Output> => {
  const { answers } = instance.remote;
  const key = instanceKey(instance, probe);
  const known = answers.take(key);
  if (known !== undefined) {
    try {
      const output = await known;
      hostRun.window.grow();
      return output;
    } catch (error) {
      // When it was asked ahead the account may not have been there.
      if (!(error instanceof BecomeRefused && error.lacksAccount)) throw error;
    }
  }
  await hostRun.sendProbes([{ instance, key, probe }], turn);
  const answer = answers.take(key);
  if (answer === undefined) throw new Error('a probe that was just sent has no answer');
  return answer;
};

/**
 * Makes the change once every host has finished the tasks before it. The message carries the probes of the tasks behind it, since
 * what they answered before is no longer true.
 */
const apply = async (
  hostRun: HostRun,
  turn: Turn,
  instance: Instance,
  plan: Extract<Plan, { kind: 'change' | 'action' }>,
): Promise<Conclusion> => {
  const receiver = plan.kind === 'action' ? plan.receiver : undefined;
  if (plan.kind === 'change' && plan.releases !== undefined) await instance.remote.release(plan.releases);
  try {
    const output = await applyScript(hostRun, turn, instance, plan.apply, receiver);
    return plan.conclude ? plan.conclude(output) : concludeByCode(output, plan);
  } finally {
    receiver?.close();
  }
};

/** Runs the script of a change when it is its turn. */
export const applyScript = async (
  hostRun: HostRun,
  turn: Turn,
  instance: Instance,
  script: Script,
  receiver?: Receiver,
): Promise<Output> => {
  await hostRun.play.mayChange(turn.position);
  if (hostRun.play.run.stop.asked || hostRun.play.aborted) throw new Stopped();
  // A character may come in two pieces.
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const step: Step = {
    kind: 'apply',
    script: journaled(hostRun, turn, instance, script),
    ...(instance.timeLimit !== undefined && { timeLimit: instance.timeLimit }),
    environment: instance.environment,
    ...(receiver && { receive: (chunk: Buffer) => receiver.take(chunk) }),
    onOutput: (chunk, stream) =>
      hostRun.play.liveOutput(turn.info, hostRun.name, decoders[stream].write(chunk)),
  };
  return hostRun.sendApply(instance, step, turn);
};

/** A change's script with what the journal of handlers needs done around it. */
const journaled = (
  hostRun: HostRun,
  { task, topics }: Turn,
  { remote, account }: Instance,
  script: Script,
): Script => {
  const { journal } = hostRun;
  const noted = journal.noting(remote, account, script, journalNames(hostRun, task, topics ?? []));
  return task.handler ? journal.striking(remote, account, noted, journalName(hostRun, task)) : noted;
};

/** How a change ended that says so by its status. */
export const concludeByCode = (
  output: Output,
  plan: Extract<Plan, { kind: 'change' | 'action' }>,
): Conclusion => {
  if (output.code === 0) return { kind: 'changed', result: plan.kind === 'change' ? plan.result : {} };
  if (output.code === STALE) return { kind: 'stale' };
  const stderr = output.stderr.toString().trim();
  return {
    kind: 'failed',
    message: stderr === '' ? `the change failed with exit status ${output.code}` : stderr,
    result: { rc: output.code, stdout: output.stdout.toString(), stderr },
  };
};

/** The outcome with a result that tells it was only predicted, for tasks that an earlier change may decide about. */
export const unknownOutcome = (outcome: Outcome): Outcome => ({
  status: 'unknown',
  result: resultDict(outcome.result, { failed: false, changed: false }),
  differences: [],
  ...(outcome.message !== undefined && { message: outcome.message }),
});
