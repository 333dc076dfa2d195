import type { Task } from '../playbook/model.js';
import { failedCondition } from './directives.js';
import { flushHandlers } from './handlers.js';
import type { HostRun } from './host-run.js';
import { failed, type Outcome } from './outcome.js';
import type { Position } from './position.js';

/** The forms of `meta` that are carried out. */
export const META_FORMS: ReadonlySet<string> = new Set([
  'flush_handlers',
  'noop',
  'end_host',
  'end_play',
  'clear_facts',
]);

/** What a `meta` task says to do. */
export const metaForm = (task: Task): string => {
  const field = [...task.args.values()][0];
  return typeof field?.value === 'string' ? field.value.trim() : '';
};

/** Carries out `meta`. It reports nothing and registers nothing, as in Ansible. */
export const meta = async (
  hostRun: HostRun,
  task: Task,
  position: Position,
): Promise<Outcome | undefined> => {
  const condition = await hostRun.rendering(task, view => failedCondition(task, view));
  if (condition !== undefined) return undefined;
  switch (metaForm(task)) {
    case 'flush_handlers':
      return (await flushHandlers(hostRun, position)) === 'failed' ? failed('a handler failed') : undefined;
    case 'end_host':
      hostRun.ended = true;
      return undefined;
    case 'end_play':
      await hostRun.play.barrier.all(position);
      hostRun.play.end();
      return undefined;
    case 'clear_facts':
      hostRun.variables.facts.clear();
      hostRun.variables.gathered.clear();
      return undefined;
    default:
      return undefined;
  }
};
