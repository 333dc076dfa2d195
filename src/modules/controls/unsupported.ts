import type { Control } from '../module.js';

/** What stands for a module of Ansible's that trueup has not: tasks with conditions may name it, as they may be for other hosts. */
export const unsupportedModule = (name: string): Control => ({
  kind: 'control',
  name,
  collection: '',
  description: 'A module that is not supported.',
  options: {},
  acceptsAny: true,
  examples: '',
  run: () => ({ kind: 'failed', message: `the module "${name}" is not supported` }),
});
