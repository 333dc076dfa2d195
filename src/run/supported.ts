import type { Keywords, Play, Task } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { META_FORMS, metaForm } from './meta.js';

/** Keywords that the run does not carry out; a playbook that has one is refused before anything is changed. */
const REFUSED: ReadonlySet<string> = new Set([
  'async',
  'debugger',
  'delegate_facts',
  'throttle',
  'timeout',
  'vars_prompt',
  'ignore_unreachable',
]);

/** What a play asks for that the run does not do: each by name, with its place. */
export const unsupported = (play: Play): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  const refuse = (keywords: Keywords): void => {
    for (const [name, { value, location }] of keywords)
      if (REFUSED.has(name) && isAskedFor(value))
        diagnostics.push({ severity: 'error', message: `the keyword "${name}" is not supported`, location });
  };
  refuse(play.keywords);
  const strategy = play.keywords.get('strategy');
  if (
    strategy &&
    typeof strategy.value === 'string' &&
    !/^(?:ansible\.builtin\.)?(?:linear|free)$/.test(strategy.value)
  )
    diagnostics.push({
      severity: 'error',
      message: `the strategy "${strategy.value}" is not supported`,
      location: strategy.location,
      hint: 'linear and free are',
    });
  for (const node of walk([...nodesOf(play), ...play.handlers])) {
    refuse(node.keywords);
    if (node.kind === 'task' && node.action === 'meta') diagnostics.push(...refusedMeta(node));
  }
  return diagnostics;
};

/** Values that ask for what happens anyway are fine. */
const isAskedFor = (value: unknown): boolean => value !== null && value !== false && value !== 0;

const refusedMeta = (task: Task): readonly Diagnostic[] => {
  const form = metaForm(task);
  if (META_FORMS.has(form)) return [];
  return [
    {
      severity: 'error',
      message: `meta: ${form} is not supported`,
      location: task.location,
      hint: `supported are ${[...META_FORMS].join(', ')}`,
    },
  ];
};
