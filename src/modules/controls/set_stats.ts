import { isTemplateText } from '../../source/yaml-node.js';
import type { Value } from '../../value/value.js';
import { Template, type Unrendered } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Keeps figures that are told at the end of the run. */
export const setStats: Control = {
  kind: 'control',
  name: 'set_stats',
  collection: 'ansible.builtin',
  description: 'Keeps values that are told at the end of the run, where `show_custom_stats` is set.',
  options: {
    data: { type: 'condition', description: 'A dictionary of values.', required: true },
    per_host: { type: 'bool', description: 'Keep them for the host, not for the run.', default: false },
    aggregate: {
      type: 'bool',
      description: 'Add to a value that is there already, instead of replacing it.',
      default: true,
    },
  },
  returns: { ansible_stats: { description: 'What was kept, and how.', type: 'dict' } },
  examples: `- set_stats:
    data:
      upgraded: 1
`,
  run: (args, services): ControlOutcome => {
    const data = services.render(withTemplates(args.get('data') ?? new Map()));
    if (!(data instanceof Map))
      return { kind: 'failed', message: "The 'data' option needs to be a dictionary/hash" };
    for (const name of data.keys())
      if (typeof name !== 'string' || !NAME.test(name))
        return {
          kind: 'failed',
          message: `The variable name '${String(name)}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
        };
    const perHost = isOn(args.get('per_host'), false);
    const aggregate = isOn(args.get('aggregate'), true);
    const told = new Map<Value, Value>([
      ['data', data],
      ['per_host', perHost],
      ['aggregate', aggregate],
    ]);
    return {
      kind: 'ok',
      result: { ansible_stats: told },
      statistics: { data: data as ReadonlyMap<string, Value>, perHost, aggregate },
    };
  },
};

/** The names of what is kept may be templates, where they are written out. */
const withTemplates = (data: Unrendered): Unrendered =>
  data instanceof Map
    ? new Map([...data].map(([name, value]) => [isTemplate(name) ? new Template(name) : name, value]))
    : data;

const isTemplate = (name: Unrendered): name is string => typeof name === 'string' && isTemplateText(name);

const isOn = (value: unknown, otherwise: boolean): boolean => {
  if (value === undefined || value === null) return otherwise;
  return typeof value === 'string'
    ? /^(y|yes|on|1|true|t)$/i.test(value.trim())
    : value !== false && value !== 0;
};
