import type { MappingNode } from '../source/yaml-node.js';
import { Template } from '../value/value.js';
import type { Action } from './action.js';
import { lineage } from './inherit.js';
import { nameOf } from './loading.js';
import type { FieldVariables, Parent } from './model.js';

/** The action that an `include` stands for, and the variables that it gives to what it brings in. */
export interface OldInclude {
  readonly action: Action;
  readonly vars: FieldVariables;
}

/**
 * `include`, which ansible-core had up to 2.15 and old roles are full of. It is an import where the file is known before
 * the run, and an include where it is not: the name is a template, the task has a loop, or it stands in what is itself
 * included. Arguments beside the file are variables.
 */
export const readOldInclude = (action: Action, parent: Parent, node: MappingNode): OldInclude => {
  const file = action.args.get('file');
  const isLooped = node.entries.some(({ key }) => /^(?:loop|with_.*)$/.test(nameOf(key)));
  const isStatic = !isLooped && !(file?.value instanceof Template) && !isIncluded(parent);
  return {
    action: {
      ...action,
      name: isStatic ? 'import_tasks' : 'include_tasks',
      args: new Map(file && [['file', file]]),
    },
    vars: new Map([...action.args].filter(([name]) => name !== 'file')),
  };
};

const isIncluded = (parent: Parent): boolean => {
  for (const at of lineage(parent))
    if (at.kind === 'include' || (at.kind === 'role' && at.origin === 'include')) return true;
  return false;
};
