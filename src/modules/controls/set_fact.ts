import type { Value } from '../../value/value.js';
import type { Control } from '../module.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const complaint = (name: string): string | undefined =>
  NAME.test(name)
    ? undefined
    : `The variable name '${name}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`;

/** Gives the host variables for the rest of the run. */
export const setFact: Control = {
  kind: 'control',
  name: 'set_fact',
  collection: 'ansible.builtin',
  description: 'Sets variables of the host for the rest of the run.',
  options: {
    cacheable: { type: 'bool', description: 'Keep them as facts in the fact cache, too.', default: false },
  },
  acceptsAny: true,
  complaintOf: complaint,
  returns: { ansible_facts: { description: 'The variables that were set.', type: 'dict' } },
  examples: `- set_fact:
    backend_count: "{{ groups['backends'] | length }}"
`,
  run: args => {
    const facts = new Map<string, Value>();
    for (const [name, value] of args) {
      if (name === 'cacheable') continue;
      const message = complaint(name);
      if (message !== undefined) return { kind: 'failed', message };
      facts.set(name, toFact(value as Value));
    }
    if (facts.size === 0)
      return {
        kind: 'failed',
        message: 'No key/value pairs provided, at least one is required for this action to succeed',
      };
    return {
      kind: 'ok',
      result: { ansible_facts: new Map(facts) },
      facts,
      ...(isOn(args.get('cacheable')) && { cacheable: facts }),
    };
  },
};

const isOn = (value: unknown): boolean =>
  typeof value === 'string' ? /^(y|yes|on|1|true|t)$/i.test(value.trim()) : value === true || value === 1;

/** The four words that Ansible's set_fact takes for booleans even when they come as text. */
const toFact = (value: Value): Value =>
  typeof value === 'string' && /^(yes|no|true|false)$/i.test(value) ? /^(yes|true)$/i.test(value) : value;
