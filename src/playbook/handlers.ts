import type { Diagnostic } from '../source/diagnostic.js';
import { didYouMean } from '../source/suggest.js';
import { Template } from '../value/value.js';
import { effective, lineage, roleOf } from './inherit.js';
import type { Play, Task } from './model.js';
import { tasksOf } from './walk.js';

/** The topics that a handler listens to. */
export const topicsOf = (handler: Task): readonly string[] =>
  (handler.keywords.get('listen')?.items ?? []).map(item => String(item.value));

/**
 * The handlers that a notification is for: the one of that name, and all that listen to it, in the order in which they run. Of handlers with one
 * name the last section (play, role) that has it counts, and in it the first. Source: ansible-core 2.14.
 * @param nameOf the rendered name of a handler; undefined if it has none or can't be rendered
 */
export const notifiedHandlers = (
  notification: string,
  handlers: readonly Task[],
  nameOf: (handler: Task) => string | undefined,
): readonly Task[] => {
  const named = handlers.filter(handler => {
    const name = nameOf(handler);
    const role = roleOf(handler)?.name;
    return name !== undefined && (name === notification || `${role} : ${name}` === notification);
  });
  const last = named.at(-1);
  const first = last && named.find(handler => sectionOf(handler) === sectionOf(last));
  return handlers.filter(handler => handler === first || topicsOf(handler).includes(notification));
};

/** What a handler was read for: a play, a role use or an include. */
const sectionOf = (handler: Task): unknown => {
  for (const at of lineage(handler)) if (at.kind !== 'task' && at.kind !== 'block') return at;
  return undefined;
};

/** Warns of notifications that no handler of a play is there for, if all of its handlers can be known before it runs. */
export const unknownHandlers = (play: Play): readonly Diagnostic[] => {
  const names = play.handlers.map(handler => handler.name?.value);
  const tasks = tasksOf(play);
  const isOpen =
    names.some(name => name instanceof Template) ||
    [...tasks, ...play.handlers].some(task => task.action.startsWith('include_'));
  if (isOpen) return [];
  const known = new Set<string>();
  for (const handler of play.handlers) {
    for (const topic of topicsOf(handler)) known.add(topic);
    const name = handler.name?.value;
    if (typeof name === 'string') known.add(name).add(`${roleOf(handler)?.name} : ${name}`);
  }
  const diagnostics: Diagnostic[] = [];
  for (const task of [...tasks, ...play.handlers])
    for (const { value, location } of effective(task, 'notify')?.items ?? []) {
      if (typeof value !== 'string' || known.has(value)) continue;
      const hint = didYouMean(value, known);
      const message = `no handler is named "${value}" or listens to it`;
      diagnostics.push({ severity: 'warning', message, location, ...(hint !== undefined && { hint }) });
    }
  return diagnostics;
};
