import { basename } from 'node:path';
import { notifiedHandlers } from '../playbook/handlers.js';
import { effective, roleOf } from '../playbook/inherit.js';
import type { Field, Node, Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { Template } from '../value/value.js';
import { textsOf } from './directives.js';
import type { HostRun } from './host-run.js';
import type { Outcome } from './outcome.js';
import type { Position } from './position.js';
import type { Fate } from './rounds.js';
import { nameOn } from './task-infos.js';
import type { View } from './view.js';

/** What a task notifies if it changes something. */
export const topicsOf = (task: Task, view: View): readonly string[] => textsOf(task, 'notify', view);

/** Takes note of the handlers that a changed task notifies. Throws a DiagnosticError for one that there isn't. */
export const notify = (hostRun: HostRun, task: Task, outcome: Outcome): void => {
  if (outcome.status === 'failed' || outcome.result.get('changed') !== true) return;
  for (const handler of notifiedBy(hostRun, task, outcome.topics ?? [])) hostRun.notified.add(handler);
};

/** The handlers that topics are of. Throws a DiagnosticError for one that there isn't, unless a setting lets that pass. */
const notifiedBy = (hostRun: HostRun, task: Task, topics: readonly string[]): readonly Task[] =>
  topics.flatMap(topic => {
    const found = notifiedHandlers(topic, hostRun.play.handlers, handler => nameOn(hostRun, handler));
    if (found.length > 0) return found;
    const message = `the requested handler "${topic}" was not found`;
    const location = effective(task, 'notify')?.location ?? task.location;
    const { run } = hostRun.play;
    if (run.options.missingHandlersFail) throw mistake(message, location);
    run.emit({
      kind: 'diagnostic',
      diagnostic: { severity: 'warning', message, location },
      host: hostRun.name,
    });
    return [];
  });

/** The names under which the journal has the handlers that topics are of. */
export const journalNames = (hostRun: HostRun, task: Task, topics: readonly string[]): readonly string[] => [
  ...new Set(notifiedBy(hostRun, task, topics).map(handler => journalName(hostRun, handler))),
];

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

/** Runs the handlers that have been notified, in the order in which they are defined. */
export const flushHandlers = async (hostRun: HostRun, position: Position): Promise<Fate> => {
  await addLeftOver(hostRun);
  const { fate } = await runHandlers(hostRun, [...hostRun.play.handlers], position);
  if (fate !== 'unreachable' && !hostRun.play.run.options.checkMode)
    await hostRun.journal.strikeOut([...hostRun.notified].map(handler => journalName(hostRun, handler)));
  return fate;
};

/** Runs those of some handlers that have been notified; what a handler includes runs behind it. */
const runHandlers = async (
  hostRun: HostRun,
  handlers: readonly Task[],
  position: Position,
  isNotified = (handler: Task): boolean => hostRun.notified.has(handler),
): Promise<{ readonly fate: Fate; readonly isOver: boolean }> => {
  for (const [index, task] of handlers.entries()) {
    if (!isNotified(task)) continue;
    const at = [...position, index];
    const { fate, fails, isShared, included } = await hostRun.carryOut(task, at);
    // With run_once the others are notified still, and the next of them runs it when handlers are run again, as in Ansible.
    if (!isShared) hostRun.notified.delete(task);
    if (fails || fate !== 'goes on' || hostRun.isEnded) return { fate, isOver: true };
    const inner = await runHandlers(hostRun, handlersAmong(included), [...at, 0], () => true);
    if (inner.isOver) return inner;
  }
  return { fate: 'goes on', isOver: false };
};

const handlersAmong = (nodes: readonly Node[]): readonly Task[] => nodes.filter(node => node.kind === 'task');
