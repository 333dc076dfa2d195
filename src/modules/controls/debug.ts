import { Template, type Unrendered, type Value } from '../../value/value.js';
import type { Control, ControlOutcome, ControlServices } from '../module.js';

/** Prints a message or the value of a variable. */
export const debug: Control = {
  kind: 'control',
  name: 'debug',
  collection: 'ansible.builtin',
  description: 'Prints a message, or the value of a variable or expression.',
  options: {
    msg: { type: 'raw', description: 'What to print.', default: 'Hello world!' },
    var: {
      type: 'condition',
      description: 'An expression, such as the name of a variable, whose value is printed.',
    },
    verbosity: { type: 'int', description: 'Print only when -v is given at least that often.', default: 0 },
  },
  constraints: { mutuallyExclusive: [['msg', 'var']] },
  returns: { msg: { description: 'The message.', type: 'raw' } },
  examples: `- debug:
    msg: "{{ inventory_hostname }} runs {{ version }}"
- debug:
    var: result.stdout_lines
`,
  run: (args, services) => {
    const needed = Number(args.get('verbosity') ?? 0);
    if (needed > services.verbosity)
      return {
        kind: 'skipped',
        result: { skipped_reason: 'Verbosity threshold not met.', failed: false },
      };
    const variable = args.get('var');
    return variable === undefined || variable === null
      ? {
          kind: 'ok',
          shown: true,
          result: { msg: (args.has('msg') ? args.get('msg') : 'Hello world!') as Value },
        }
      : showVariable(variable, services);
  },
};

const showVariable = (variable: Unrendered, services: ControlServices): ControlOutcome => {
  const name =
    variable instanceof Template ? variable.source.replace(/^\s*\{\{\s*|\s*\}\}\s*$/g, '') : String(variable);
  const value = services.evaluate(variable, 'VARIABLE IS NOT DEFINED!');
  return { kind: 'ok', shown: true, result: { [name]: value } };
};
