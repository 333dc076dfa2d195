import type { Keywords, Node, Play, Task } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { META_FORMS, metaForm } from './meta.js';
import { STRATEGIES, shortStrategy } from './strategy.js';

/** Keywords of which the run knows some values only, by their names without `ansible.builtin.`. */
const VALUES: readonly (readonly [keyword: string, values: readonly string[]])[] = [
  ['strategy', STRATEGIES],
  ['become_method', ['sudo', 'su']],
  ['connection', ['ssh', 'local', 'smart', 'paramiko', 'paramiko_ssh']],
];

/** What a play asks for that the run does not do: each by name, with its place. */
export const unsupported = (play: Play): readonly Diagnostic[] => [
  ...refused(play.keywords),
  ...unsupportedIn([...nodesOf(play), ...play.handlers]),
];

/** The same for tasks that are included while a play runs. */
export const unsupportedIn = (nodes: readonly Node[]): readonly Diagnostic[] =>
  walk(nodes).flatMap(node => [
    ...refused(node.keywords),
    ...(node.kind === 'task' && node.action === 'meta' ? refusedMeta(node) : []),
  ]);

const refused = (keywords: Keywords): readonly Diagnostic[] =>
  VALUES.flatMap(([name, values]): Diagnostic[] => {
    const { value, location } = keywords.get(name) ?? {};
    if (typeof value !== 'string' || value === '' || values.includes(shortStrategy(value))) return [];
    const hint = `supported are ${values.join(', ')}`;
    return [
      {
        severity: 'error',
        message: `${name}: ${value} is not supported`,
        ...(location && { location }),
        hint,
      },
    ];
  });

const refusedMeta = (task: Task): readonly Diagnostic[] => {
  const form = metaForm(task);
  if (META_FORMS.has(form)) return [];
  const hint = `supported are ${[...META_FORMS].join(', ')}`;
  return [{ severity: 'error', message: `meta: ${form} is not supported`, location: task.location, hint }];
};
