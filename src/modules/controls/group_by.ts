import type { Unrendered } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';

/** Puts each host into a group that is named by its variables. */
export const groupBy: Control = {
  kind: 'control',
  name: 'group_by',
  collection: 'ansible.builtin',
  description:
    'Puts the host into a group, in memory, for the rest of the run; the group is made if need be.',
  options: {
    key: { type: 'str', description: 'The name of the group; blanks become dashes.', required: true },
    parents: {
      type: 'list',
      description: 'Groups that the group is to be a child of.',
      default: ['all'],
    },
  },
  returns: {
    add_group: { description: 'The name of the group.', type: 'str' },
    parent_groups: { description: 'The groups that it is a child of.', type: 'list' },
  },
  examples: `- group_by:
    key: "os_{{ ansible_facts.distribution }}"
`,
  run: (args): ControlOutcome => {
    const name = nameOf(args.get('key'));
    const given = args.get('parents') ?? 'all';
    const parents = (Array.isArray(given) ? given : [given]).map(nameOf);
    return { kind: 'ok', result: { add_group: name, parent_groups: parents }, group: { name, parents } };
  },
};

const nameOf = (value: Unrendered | undefined): string => String(value ?? '').replaceAll(' ', '-');
