import type { Unrendered, Value } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';

/** Fails unless all conditions hold. */
export const assert: Control = {
  kind: 'control',
  name: 'assert',
  collection: 'ansible.builtin',
  description: 'Fails unless all the given conditions hold.',
  options: {
    that: {
      type: 'condition',
      description: 'A condition or a list of them, as in `when`.',
      required: true,
    },
    fail_msg: { type: 'raw', description: 'What to say when a condition does not hold.', aliases: ['msg'] },
    success_msg: { type: 'raw', description: 'What to say when all hold.' },
    quiet: { type: 'bool', description: 'Leave the conditions out of the result.', default: false },
  },
  returns: {
    assertion: { description: 'The condition that did not hold.', type: 'str' },
    evaluated_to: { description: 'What it came to.', type: 'bool' },
  },
  examples: `- assert:
    that:
      - registry_domain is defined
      - registry_users | length > 0
    fail_msg: Name a domain and at least one user.
`,
  run: (args, services): ControlOutcome => {
    const that = args.get('that');
    const shown = args.get('quiet') !== true;
    const conditions = Array.isArray(that) ? that : [that as Unrendered];
    for (const condition of conditions) {
      if (services.isTrue(condition)) continue;
      const message = args.get('fail_msg') ?? 'Assertion failed';
      return {
        kind: 'failed',
        shown,
        message: Array.isArray(message) ? message.join('\n') : String(message),
        result: {
          assertion: typeof condition === 'string' ? condition : services.sourceOf(condition),
          evaluated_to: false,
        },
      };
    }
    const message = (args.get('success_msg') ?? 'All assertions passed') as Value;
    return { kind: 'ok', shown, result: { msg: message } };
  },
};
