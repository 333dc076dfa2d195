import { effective } from '../../playbook/inherit.js';
import type { Play, Playbook, Task } from '../../playbook/model.js';
import { nodesOf, walk } from '../../playbook/walk.js';
import type { Turn } from '../attempt.js';
import { Stopped } from '../context.js';
import { textOf } from '../directives.js';
import type { HostRun } from '../host-run.js';
import type { Outcome } from '../outcome.js';
import { Semaphore } from '../semaphore.js';

/** Whoever debugs: is shown things, and types commands. */
export interface Conversation {
  /** The line that is typed; undefined where nothing more comes. */
  ask(prompt: string): Promise<string | undefined>;
  say(text: string): void;
}

/** How a run is debugged. */
export class Debugger {
  readonly conversation: Conversation;
  /** Something in the run asks for it, as far as that is known before: then no host goes ahead of the others. */
  readonly isExpected: boolean;
  /** Tasks that fail are looked at although nothing says so of them: `enable_task_debugger`. */
  readonly isOn: boolean;
  /** Failures that are ignored are passed over. */
  readonly passesIgnored: boolean;
  /** One task at a time. */
  readonly turn = new Semaphore(1);

  constructor(options: Omit<Debugger, 'turn'>) {
    this.conversation = options.conversation;
    this.isExpected = options.isExpected;
    this.isOn = options.isOn;
    this.passesIgnored = options.passesIgnored;
  }
}

/** Whether anything in playbooks, as far as they are known before the run, asks for the debugger. */
export const asksForDebugger = (playbooks: readonly Playbook[]): boolean =>
  playbooks.some(({ plays }) => plays.some(asks));

const asks = (play: Play): boolean =>
  /(?:^|\.)debug$/.test(String(play.keywords.get('strategy')?.value ?? '')) ||
  [play, ...walk([...nodesOf(play), ...play.handlers])].some(({ keywords }) => keywords.has('debugger'));

/**
 * Carries a task out; where the debugger is to look at what came of it, as often as it says so. By "Debugging tasks" in Ansible's
 * documentation.
 */
export const debugged = async (
  hostRun: HostRun,
  turn: Turn,
  carryOut: (turn: Turn) => Promise<Outcome>,
): Promise<Outcome> => {
  const { run, barrier, isLinear } = hostRun.play;
  const { cursor } = hostRun;
  let outcome = await carryOut(turn);
  if (!(await needsDebugger(hostRun, turn.task, outcome))) return outcome;
  const { Session } = await import('./session.js');
  const session = new Session(hostRun, turn, run.debugger.conversation);
  try {
    do {
      // What the others have done so far is to be seen above the prompt.
      if (isLinear) await barrier.all(turn.position);
      const decision = await run.debugger.turn.use(() => decide(hostRun, session, outcome));
      if (decision === 'continue') return outcome;
      hostRun.play.recap.takeBack(hostRun.name, outcome);
      hostRun.cursor = cursor;
      hostRun.forgetAnswers();
      outcome = await carryOut({ ...turn, task: session.task });
    } while (await needsDebugger(hostRun, turn.task, outcome));
    return outcome;
  } finally {
    hostRun.debugged = new Map();
  }
};

const decide = async (
  hostRun: HostRun,
  session: { decide(outcome: Outcome): Promise<'redo' | 'continue' | 'quit'> },
  outcome: Outcome,
): Promise<'redo' | 'continue'> => {
  const {
    stop,
    debugger: { conversation },
  } = hostRun.play.run;
  if (stop.asked) throw new Stopped();
  const decision = await session.decide(outcome);
  if (decision !== 'quit') return decision;
  conversation.say('User interrupted execution');
  stop.asked = true;
  throw new Stopped();
};

/** Whether somebody is to look at what came of a task: by its `debugger`, or since it failed where all failures are looked at. */
const needsDebugger = async (hostRun: HostRun, task: Task, outcome: Outcome): Promise<boolean> => {
  const { run, strategy } = hostRun.play;
  const { status, ignored = false } = outcome;
  const fails = status === 'failed' && !(ignored && run.debugger.passesIgnored);
  const isLost = status === 'unreachable';
  switch (await keywordOf(hostRun, task)) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'on_failed':
      if (fails) return true;
      break;
    case 'on_unreachable':
      if (isLost) return true;
      break;
    case 'on_skipped':
      if (status === 'skipped') return true;
      break;
  }
  return (run.debugger.isOn || strategy === 'debug') && (fails || isLost);
};

const keywordOf = async (hostRun: HostRun, task: Task): Promise<string | undefined> =>
  effective(task, 'debugger') && hostRun.rendering(task, view => textOf(task, 'debugger', view));
