import type { OptionSchema, OptionsOf } from '../options.js';

/** The options of ufw. */
export const ufwOptions = {
  state: {
    type: 'str',
    choices: ['enabled', 'disabled', 'reloaded', 'reset'],
    description: 'Whether the firewall is on, now and at boot; or that it is reloaded, or all rules removed.',
  },
  default: {
    type: 'str',
    aliases: ['policy'],
    choices: ['allow', 'deny', 'reject'],
    description: 'What is done where no rule says anything.',
  },
  logging: {
    type: 'str',
    choices: ['full', 'high', 'low', 'medium', 'off', 'on'],
    description: 'How much is logged.',
  },
  direction: {
    type: 'str',
    choices: ['in', 'incoming', 'out', 'outgoing', 'routed'],
    description: 'Which way: in or out for rules, incoming, outgoing or routed for the default.',
  },
  rule: {
    type: 'str',
    choices: ['allow', 'deny', 'limit', 'reject'],
    description: 'A rule: what is done.',
  },
  delete: { type: 'bool', default: false, description: 'Remove the rule.' },
  route: { type: 'bool', default: false, description: 'The rule is for what passes through.' },
  insert: { type: 'int', description: 'Put the rule at this number.' },
  insert_relative_to: {
    type: 'str',
    choices: ['zero', 'first-ipv4', 'last-ipv4', 'first-ipv6', 'last-ipv6'],
    default: 'zero',
    description: 'What the number counts from.',
  },
  interface: { type: 'str', aliases: ['if'], description: 'The interface, with direction.' },
  interface_in: { type: 'str', aliases: ['if_in'], description: 'The interface that it comes in by.' },
  interface_out: { type: 'str', aliases: ['if_out'], description: 'The interface that it goes out by.' },
  log: { type: 'bool', default: false, description: 'Log new connections that the rule is for.' },
  from_ip: { type: 'str', default: 'any', aliases: ['from', 'src'], description: 'Where it comes from.' },
  from_port: { type: 'str', description: 'The port that it comes from.' },
  to_ip: { type: 'str', default: 'any', aliases: ['dest', 'to'], description: 'Where it goes.' },
  to_port: { type: 'str', aliases: ['port'], description: 'The port that it goes to.' },
  proto: {
    type: 'str',
    aliases: ['protocol'],
    choices: ['ah', 'any', 'esp', 'ipv6', 'tcp', 'udp', 'gre', 'igmp'],
    description: 'The protocol.',
  },
  name: { type: 'str', aliases: ['app'], description: 'A profile of /etc/ufw/applications.d.' },
  comment: { type: 'str', description: 'A comment on the rule.' },
} as const satisfies OptionSchema;

export type UfwArguments = OptionsOf<typeof ufwOptions>;
