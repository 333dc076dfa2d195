import type { Node } from '../playbook/model.js';
import type { Diagnostic } from '../source/diagnostic.js';

/** File modes that are written as numbers: they mean what they should only as long as they begin with a zero. */
export const modeAdvice = (node: Node): readonly Diagnostic[] => {
  if (node.kind !== 'task') return [];
  return ['mode', 'directory_mode'].flatMap((name): readonly Diagnostic[] => {
    const field = node.args.get(name);
    if (typeof field?.value !== 'number') return [];
    const { file, start, end } = field.location;
    const written = file.text.slice(start, end);
    if (!/^0o?[0-7]+$/.test(written)) return [];
    const hint = `quote it: "${written}"`;
    return [{ severity: 'warning', message: `"${name}" is a number`, location: field.location, hint }];
  });
};
