import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost, type Output } from '../agent/protocol.js';
import type { Action, ActionServices } from '../modules/module.js';
import type { Turn } from './attempt.js';
import { Stopped } from './context.js';
import { contextOf } from './directives.js';
import type { HostRun } from './host-run.js';
import { argumentsOf } from './instance.js';
import { failed, type Outcome, ok, skipped } from './outcome.js';
import type { Rendering } from './task-run.js';

/** Milliseconds after which a wait sees that the run was stopped. */
const SLICE = 200;

/** Carries out an action, once every host has finished the tasks before it. */
export const runAction = async (
  hostRun: HostRun,
  turn: Turn,
  action: Action,
  rendering: Rendering,
): Promise<Outcome> => {
  const { task } = turn;
  const { args, services } = await rendering(view => {
    const parsed = argumentsOf(task, view, action);
    const { checkMode } = contextOf(task, view, hostRun.play.run.options);
    const target = hostRun.play.target(hostRun, task, view);
    return { args: parsed, services: servicesOf(hostRun, turn, checkMode, target) };
  });
  await hostRun.play.mayChange(turn.position);
  const outcome = await action.run(args, services);
  // Time has passed: the host may have changed by itself.
  hostRun.forgetAnswers();
  if (outcome.kind === 'failed') return failed(outcome.message, outcome.result);
  return outcome.kind === 'skipped'
    ? skipped(outcome.result)
    : ok(outcome.result, outcome.kind === 'changed');
};

const servicesOf = (
  hostRun: HostRun,
  { info }: Turn,
  checkMode: boolean,
  { remote, account }: ReturnType<HostRun['play']['target']>,
): ActionServices => {
  const { run } = hostRun.play;
  return {
    checkMode,
    isLocal: remote.isLocal,
    taskName: info.name,
    now: () => performance.now(),
    sleep: async seconds => {
      const end = performance.now() + seconds * 1000;
      for (let left = seconds * 1000; left > 0; left = end - performance.now()) {
        if (run.stop.asked) throw new Stopped();
        await sleep(Math.min(left, SLICE));
      }
    },
    reconnect: async () => {
      await remote.reset();
      const answer = await answerTo(remote.send(account, [{ kind: 'probe', script: { text: ':' } }])[0]!);
      return typeof answer === 'string' ? answer : undefined;
    },
    execute: async script => {
      if (run.stop.asked) throw new Stopped();
      return answerTo(remote.send(account, [{ kind: 'apply', script }])[0]!);
    },
    say: text => run.emit({ kind: 'job', task: info, host: hostRun.name, text }),
    ask: async (question, isShown) => run.ask?.(question, isShown),
  };
};

/** An answer, or why there is none. */
const answerTo = async (answer: Promise<Output>): Promise<Output | string> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectionLost) return error.message;
    throw error;
  }
};
