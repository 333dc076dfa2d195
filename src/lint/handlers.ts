import { topicsOf } from '../playbook/handlers.js';
import type { Node, Play } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { Template } from '../value/value.js';

/**
 * Handlers that a playbook itself has and that nothing notifies. Nothing is said where that can't be known: where names are templates, or an
 * include has one.
 * @param included what dynamic includes are known to bring in
 */
export const handlerAdvice = (play: Play, included: readonly Node[]): readonly Diagnostic[] => {
  const notified = new Set<string>();
  for (const node of walk([...nodesOf(play), ...play.handlers, ...included])) {
    for (const { value } of node.keywords.get('notify')?.items ?? []) {
      if (value instanceof Template) return [];
      notified.add(String(value));
    }
    if (
      node.kind === 'task' &&
      isOpen(node.action, node.args.get(node.action === 'include_role' ? 'name' : 'file'))
    )
      return [];
  }
  return play.handlers.flatMap((handler): readonly Diagnostic[] => {
    const { name, location } = handler;
    const isOwn = location.file === play.file && handler.parent === play;
    if (!isOwn || name === undefined || name.value instanceof Template) return [];
    if ([String(name.value), ...topicsOf(handler)].some(topic => notified.has(topic))) return [];
    return [
      {
        severity: 'warning',
        message: `nothing notifies the handler "${name.value}"`,
        location: name.location,
      },
    ];
  });
};

/** Whether what an include brings in is not known. */
const isOpen = (action: string, field: { readonly value: unknown } | undefined): boolean =>
  action.startsWith('include_') && action !== 'include_vars' && typeof field?.value !== 'string';
