import { effective } from '../playbook/inherit.js';
import type { Field, Node } from '../playbook/model.js';
import type { Diagnostic } from '../source/diagnostic.js';

/** Keywords that do nothing without another, and that other. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  ['retries', 'until'],
  ['delay', 'until'],
  ['poll', 'async'],
  ['delegate_facts', 'delegate_to'],
]);

/** Keywords of a node that do nothing where they stand. */
export const keywordAdvice = (node: Node): readonly Diagnostic[] => {
  if (node.kind !== 'task') return [];
  const warnings: Diagnostic[] = [];
  const warn = (message: string, { location }: Field, hint: string): number =>
    warnings.push({ severity: 'warning', message, location, hint });
  for (const [name, needed] of NEEDS) {
    const field = node.keywords.get(name);
    if (field && effective(node, needed) === undefined)
      warn(`"${name}" does nothing without "${needed}"`, field, `remove it, or add "${needed}"`);
  }
  const control = node.keywords.get('loop_control');
  if (control && node.loop === undefined)
    warn('"loop_control" does nothing without a loop', control, 'remove it');
  return warnings;
};
