import type { Control } from '../module.js';

/** Fails with a message. */
export const fail: Control = {
  kind: 'control',
  name: 'fail',
  collection: 'ansible.builtin',
  description: 'Fails the task with a message.',
  options: {
    msg: { type: 'str', description: 'Why.', default: 'Failed as requested from task' },
  },
  examples: `- fail:
    msg: Only Debian is supported.
  when: ansible_facts.os_family != 'Debian'
`,
  run: args => ({ kind: 'failed', message: String(args.get('msg') ?? 'Failed as requested from task') }),
};
