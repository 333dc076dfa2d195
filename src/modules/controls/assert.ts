import { Template, toPlain, type Unrendered, type Value } from '../../value/value.js';
import type { Control, ControlOutcome, ControlServices } from '../module.js';

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
    const that = args.get('that') ?? null;
    const shown = args.get('quiet') !== true;
    for (const given of ['fail_msg', 'success_msg']) {
      const complaint = wrongMessage(given, args.get(given));
      if (complaint !== undefined) return { kind: 'failed', message: complaint };
    }
    for (const condition of conditionsOf(that, services)) {
      if (holds(condition, services)) continue;
      const message = (args.get('fail_msg') ?? 'Assertion failed') as Value;
      return {
        kind: 'failed',
        shown,
        message: Array.isArray(message) ? message.join('\n') : String(message),
        result: {
          assertion: isExpression(condition) ? services.sourceOf(condition) : toPlain(condition as Value),
          evaluated_to: toPlain(cameTo(condition, services)),
          ...(Array.isArray(message) && { msg: message.map(String) }),
        },
      };
    }
    const message = (args.get('success_msg') ?? 'All assertions passed') as Value;
    return { kind: 'ok', shown, result: { msg: message } };
  },
};

/** The conditions that are asked for: those of a list, and a template in its place may give one that has none. */
const conditionsOf = (that: Unrendered, services: ControlServices): readonly Unrendered[] => {
  if (Array.isArray(that)) return that.flatMap(services.conditionsIn);
  const conditions = services.conditionsIn(that);
  if (!(that instanceof Template) || conditions[0] !== that) return conditions;
  const value = services.render(that);
  if (Array.isArray(value)) return value.length === 0 ? [] : conditions;
  return typeof value === 'string' && value !== '' ? conditions : [value];
};

const isExpression = (condition: Unrendered): boolean =>
  typeof condition === 'string' || condition instanceof Template;

/** Whether a condition holds; nothing, as a condition, does. */
const holds = (condition: Unrendered, services: ControlServices): boolean => {
  if (condition === null || condition === '') return true;
  return Array.isArray(condition) ? condition.length > 0 : services.isTrue(condition);
};

/** What a condition that does not hold came to: a list or a dict, or it was just not true. */
const cameTo = (condition: Unrendered, services: ControlServices): Value => {
  const value = condition instanceof Template ? services.render(condition) : condition;
  return Array.isArray(value) || value instanceof Map ? (value as Value) : false;
};

/** What is wrong with a message; it is a text, or a list of them that is shown line by line. */
const wrongMessage = (name: string, message: Unrendered | undefined): string | undefined => {
  const called = name === 'fail_msg' ? 'fail_msg or msg' : name;
  if (message === undefined || message === null || typeof message === 'string') return undefined;
  if (!Array.isArray(message)) return `Incorrect type for ${called}, expected a string or list`;
  return message.every(line => typeof line === 'string')
    ? undefined
    : `Type of one of the elements in ${called} list is not string type`;
};
