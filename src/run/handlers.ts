import { basename } from 'node:path';
import { notifiedHandlers } from '../playbook/handlers.js';
import { effective, roleOf } from '../playbook/inherit.js';
import type { Field, Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { Template } from '../value/value.js';
import { textsOf } from './directives.js';
import type { HostRun } from './host-run.js';
import type { Outcome } from './outcome.js';
import type { Position } from './position.js';
import { carryOut } from './special.js';
import { nameOn } from './task-infos.js';

/** Takes note of the handlers that a changed task notifies. Throws a DiagnosticError for one that there isn't. */
export const notify = async (hostRun: HostRun, task: Task, outcome: Outcome): Promise<void> => {
  if (outcome.status === 'failed' || outcome.result.get('changed') !== true) return;
  for (const handler of await notifiedBy(hostRun, task)) hostRun.notified.add(handler);
};

/** The handlers that a task notifies if it changes something. Throws a DiagnosticError for one that there isn't. */
const notifiedBy = async (hostRun: HostRun, task: Task): Promise<readonly Task[]> => {
  const { handlers } = hostRun.play;
  const topics = await hostRun.rendering(task, view => textsOf(task, 'notify', view));
  return topics.flatMap(topic => {
    const found = notifiedHandlers(topic, handlers, handler => nameOn(hostRun, handler));
    if (found.length > 0) return found;
    throw mistake(
      `the requested handler "${topic}" was not found`,
      effective(task, 'notify')?.location ?? task.location,
    );
  });
};

/** The names under which the journal has the handlers that a task notifies. */
export const journalNames = async (hostRun: HostRun, task: Task): Promise<readonly string[]> =>
  effective(task, 'notify') === undefined
    ? []
    : [...new Set(await notifiedBy(hostRun, task))].map(handler => journalName(hostRun, handler));

/**
 * The name, on one line, under which the journal on the host has a handler. One of a role is the same in every playbook; another belongs to
 * its play, which is known by the file's name and its own: the next run may be started from another folder.
 */
export const journalName = (hostRun: HostRun, handler: Task): string => {
  const { play } = hostRun.play;
  const role = roleOf(handler)?.name;
  const owner = role === undefined ? [basename(play.file.path), written(play.name ?? play.hosts)] : [role];
  return [...owner, handlerName(hostRun, handler)].join(' : ').replace(/\s+/g, ' ');
};

const handlerName = (hostRun: HostRun, handler: Task): string => nameOn(hostRun, handler) ?? handler.action;

/** A play's name as it stands in its file: what it is rendered to may be another in the next run. */
const written = ({ value }: Field): string =>
  value instanceof Template ? value.source : [value].flat().map(String).join(',');

/** Adds the handlers that earlier runs were cut off before. */
const addLeftOver = async (hostRun: HostRun): Promise<void> => {
  const { handlers } = hostRun.play;
  // Names are rendered only where something is left, which is seldom.
  let names: ReadonlyMap<string, Task> | undefined;
  const handlerOf = (name: string): Task | undefined => {
    names ??= new Map(handlers.map(handler => [journalName(hostRun, handler), handler]));
    return names.get(name);
  };
  for (const name of await hostRun.journal.left(name => handlerOf(name) !== undefined)) {
    const handler = handlerOf(name);
    if (handler === undefined || hostRun.notified.has(handler)) continue;
    hostRun.notified.add(handler);
    hostRun.play.run.emit({
      kind: 'diagnostic',
      host: hostRun.name,
      diagnostic: {
        severity: 'warning',
        message: `${hostRun.name}: handler "${handlerName(hostRun, handler)}" was notified in an earlier run and has not run since: it ${hostRun.play.run.options.checkMode ? 'would run' : 'runs'} now`,
      },
    });
  }
};

/** Runs the handlers that have been notified, in the order in which they are defined, until none is left. */
export const flushHandlers = async (hostRun: HostRun, position: Position): Promise<'goes on' | 'failed'> => {
  await addLeftOver(hostRun);
  for (let round = 0; hostRun.notified.size > 0 && round < 100; round++) {
    for (const [index, task] of hostRun.play.handlers.entries()) {
      if (!hostRun.notified.has(task)) continue;
      const outcome = await carryOut(hostRun, task, [...position, round, index]);
      hostRun.notified.delete(task);
      if (outcome && hostRun.settle(task, outcome) === 'failed') return 'failed';
    }
  }
  if (!hostRun.play.run.options.checkMode) await hostRun.journal.strikeOut();
  return 'goes on';
};

/** After a failure, for plays that force handlers: what was notified runs all the same. */
export const forceHandlers = async (hostRun: HostRun): Promise<void> => {
  await flushHandlers(hostRun, [...hostRun.position, Number.MAX_SAFE_INTEGER]);
};
