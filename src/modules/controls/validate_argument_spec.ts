import { toPlain, type Value } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';
import { argumentErrors } from './argument-spec.js';

/** Checks variables by a specification; roles that have one begin with it. */
export const validateArgumentSpec: Control = {
  kind: 'control',
  name: 'validate_argument_spec',
  collection: 'ansible.builtin',
  description: "Checks variables by a specification, as a role's `argument_specs` are.",
  options: {
    argument_spec: {
      type: 'dict',
      description: 'Options by their names, each with its type, choices and so on.',
      required: true,
    },
    provided_arguments: {
      type: 'dict',
      description: 'Values that win over variables of their names.',
    },
    validate_args_context: { type: 'dict', description: 'What is checked, for the result.' },
  },
  returns: {
    argument_errors: { description: 'What is wrong.', type: 'list' },
    argument_spec_data: { description: 'The specification.', type: 'dict' },
    validate_args_context: { description: 'What was checked.', type: 'dict' },
  },
  examples: `- validate_argument_spec:
    argument_spec:
      http_port:
        type: int
        required: true
`,
  run: (args, services): ControlOutcome => {
    const specification = dictOf(args.get('argument_spec') as Value | undefined);
    const context = dictOf(args.get('validate_args_context') as Value | undefined);
    const given = new Map<Value, Value>();
    for (const name of specification.keys()) {
      const value = services.lookup(String(name));
      if (value !== undefined) given.set(name, services.render(value));
    }
    for (const [name, value] of dictOf(args.get('provided_arguments') as Value | undefined))
      given.set(name, value);
    const errors = argumentErrors(specification, given);
    if (errors.length === 0)
      return {
        kind: 'ok',
        result: { msg: 'The arg spec validation passed', validate_args_context: context },
      };
    return {
      kind: 'failed',
      message: `Validation of arguments failed:\n${errors.join('\n')}`,
      result: {
        argument_errors: errors,
        argument_spec_data: toPlain(specification),
        validate_args_context: toPlain(context),
      },
    };
  },
};

const dictOf = (value: Value | undefined): Map<Value, Value> => (value instanceof Map ? value : new Map());
