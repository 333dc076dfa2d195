import { notifiedHandlers } from '../playbook/handlers.js';
import { effective } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { textsOf } from './directives.js';
import type { HostRun } from './host-run.js';
import type { Outcome } from './outcome.js';
import type { Position } from './position.js';
import { carryOut } from './special.js';

/** Takes note of the handlers that a changed task notifies. Throws a DiagnosticError for one that there isn't. */
export const notify = async (hostRun: HostRun, task: Task, outcome: Outcome): Promise<void> => {
  if (outcome.status !== 'changed' && outcome.result.get('changed') !== true) return;
  const { handlers } = hostRun.play;
  for (const topic of await notifications(hostRun, task)) {
    const found = notifiedHandlers(topic, handlers, handler => hostRun.play.handlerName(hostRun, handler));
    if (found.length === 0)
      throw mistake(
        `the requested handler "${topic}" was not found`,
        effective(task, 'notify')?.location ?? task.location,
      );
    for (const handler of found) hostRun.notified.add(handler);
  }
};

/** What a task notifies, rendered. */
export const notifications = (hostRun: HostRun, task: Task): Promise<readonly string[]> =>
  hostRun.rendering(task, view => textsOf(task, 'notify', view));

/** Runs the handlers that have been notified, in the order in which they are defined, until none is left. */
export const flushHandlers = async (hostRun: HostRun, position: Position): Promise<'goes on' | 'failed'> => {
  for (let round = 0; hostRun.notified.size > 0 && round < 100; round++) {
    for (const [index, task] of hostRun.play.handlers.entries()) {
      if (!hostRun.notified.has(task)) continue;
      const outcome = await carryOut(hostRun, task, [...position, round, index]);
      hostRun.notified.delete(task);
      if (outcome && hostRun.settle(task, outcome) === 'failed') return 'failed';
    }
  }
  return 'goes on';
};

/** After a failure, for plays that force handlers: what was notified runs all the same. */
export const forceHandlers = async (hostRun: HostRun): Promise<void> => {
  await flushHandlers(hostRun, [...hostRun.position, Number.MAX_SAFE_INTEGER]);
};
