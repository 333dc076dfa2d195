import { toText } from '../../template/index.js';
import { toPlain, type Value } from '../../value/value.js';
import type { Control } from '../module.js';

/** Fails with a message. */
export const fail: Control = {
  kind: 'control',
  name: 'fail',
  collection: 'ansible.builtin',
  description: 'Fails the task with a message.',
  options: {
    msg: { type: 'raw', description: 'Why.', default: 'Failed as requested from task' },
  },
  examples: `- fail:
    msg: Only Debian is supported.
  when: ansible_facts.os_family != 'Debian'
`,
  run: args => {
    const msg = (args.get('msg') ?? 'Failed as requested from task') as Value;
    return { kind: 'failed', message: toText(msg), result: { msg: toPlain(msg) } };
  },
};
