import type { Unrendered, Value } from '../../value/value.js';
import type { Control, ControlOutcome } from '../module.js';
import { namesOf } from './names.js';

/** Adds a host to the inventory for the rest of the run. */
export const addHost: Control = {
  kind: 'control',
  name: 'add_host',
  collection: 'ansible.builtin',
  description:
    'Adds a host to the inventory, in memory, for the plays that follow. It is done once for all hosts.',
  options: {
    name: {
      type: 'str',
      description: "The host's name or address; a port may stand behind it.",
      required: true,
      aliases: ['host', 'hostname'],
    },
    groups: {
      type: 'list',
      description: 'Groups that the host is to be in; those that are not there yet are made.',
      aliases: ['group', 'groupname'],
    },
  },
  acceptsAny: true,
  returns: { add_host: { description: 'The name, the groups and the variables of the host.', type: 'dict' } },
  examples: `- add_host:
    name: "{{ new_address }}"
    groups: backends
    http_port: 8080
`,
  run: (args): ControlOutcome => {
    const variables = new Map<string, Value>();
    for (const [name, value] of args)
      if (name !== 'name' && name !== 'groups') variables.set(name, value as Value);
    const groups = namesOf(args.get('groups'));
    return {
      kind: 'ok',
      result: {},
      host: { name: textOf(args.get('name')), groups: [...new Set(groups)], variables },
    };
  },
};

const textOf = (value: Unrendered | undefined): string => String(value ?? '');
