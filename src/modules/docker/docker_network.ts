import type { Plain } from '../../value/value.js';
import { defineModule } from '../define.js';
import type { Difference, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { at, type Observed } from './inspect.js';
import {
  attribute,
  changeOf,
  entryDifferences,
  inspectProbe,
  objectsOf,
  parseObject,
  textEntries,
  words,
} from './object.js';

const options = {
  name: { type: 'str', required: true, aliases: ['network_name'], description: 'The network.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether it is there. A network that is removed is left by its containers first.',
  },
  driver: { type: 'str', default: 'bridge', description: 'The driver.' },
  driver_options: { type: 'dict', description: 'Options of the driver.' },
  connected: {
    type: 'list',
    elements: 'str',
    default: [],
    aliases: ['containers'],
    description: 'Containers that are in it. With none, those that are in it stay.',
  },
  appends: {
    type: 'bool',
    default: false,
    aliases: ['incremental'],
    description: 'Leave containers in it that `connected` does not name.',
  },
  force: { type: 'bool', default: false, description: 'Make it anew each time.' },
  attachable: { type: 'bool', description: 'Containers of no service can join it.' },
  enable_ipv6: { type: 'bool', description: 'It has IPv6.' },
  internal: { type: 'bool', description: 'It leads nowhere.' },
  ipam_config: {
    type: 'list',
    elements: 'dict',
    description: 'Its ranges of addresses.',
    options: {
      subnet: { type: 'str', description: 'The subnet, such as 172.20.0.0/16.' },
      iprange: { type: 'str', description: 'The part of it that containers get addresses from.' },
      gateway: { type: 'str', description: 'The address of the gateway.' },
      aux_addresses: { type: 'dict', description: 'Addresses that are taken, by names.' },
    },
  },
  ipam_driver: { type: 'str', description: 'The driver that hands out addresses.' },
  ipam_driver_options: { type: 'dict', description: 'Options of `ipam_driver`.' },
  labels: { type: 'dict', description: 'Labels.' },
  scope: { type: 'str', choices: ['local', 'global', 'swarm'], description: 'How far it reaches.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;
type Pool = NonNullable<Args['ipam_config']>[number];

/** How a network differs from what is asked, where only a new one would do. */
const drift = (args: Args, network: Plain): Difference[] => {
  const subject = `network ${args.name}`;
  const pools = at(network, 'IPAM', 'Config');
  const found = Array.isArray(pools) ? (pools as readonly Plain[]) : [];
  return [
    ...attribute(subject, 'driver', at(network, 'Driver'), args.driver),
    ...entryDifferences(subject, 'driver_options', at(network, 'Options'), textEntries(args.driver_options)),
    ...attribute(subject, 'attachable', at(network, 'Attachable') === true, args.attachable),
    ...attribute(subject, 'enable_ipv6', at(network, 'EnableIPv6') === true, args.enable_ipv6),
    ...attribute(subject, 'internal', at(network, 'Internal') === true, args.internal),
    ...attribute(subject, 'scope', at(network, 'Scope'), args.scope),
    ...attribute(subject, 'ipam_driver', at(network, 'IPAM', 'Driver'), args.ipam_driver),
    ...entryDifferences(
      subject,
      'ipam_driver_options',
      at(network, 'IPAM', 'Options'),
      textEntries(args.ipam_driver_options),
    ),
    ...entryDifferences(subject, 'labels', at(network, 'Labels'), textEntries(args.labels)),
    ...(args.ipam_config ?? []).flatMap((pool, index) =>
      found.some(each => isPool(each, pool))
        ? []
        : attribute(subject, `ipam_config.${index}`, JSON.stringify(found), poolFlags(pool).join(' ')),
    ),
  ];
};

const isPool = (found: Plain, { subnet, iprange, gateway, aux_addresses }: Pool): boolean =>
  (subnet === undefined || at(found, 'Subnet') === subnet) &&
  (iprange === undefined || at(found, 'IPRange') === iprange) &&
  (gateway === undefined || at(found, 'Gateway') === gateway) &&
  (textEntries(aux_addresses) ?? []).every(
    ([name, address]) =>
      at(found, 'AuxiliaryAddresses', name) === address || at(found, 'AuxAddress', name) === address,
  );

const poolFlags = ({ subnet, iprange, gateway, aux_addresses }: Pool): readonly string[] => [
  ...(subnet === undefined ? [] : [`--subnet=${subnet}`]),
  ...(iprange === undefined ? [] : [`--ip-range=${iprange}`]),
  ...(gateway === undefined ? [] : [`--gateway=${gateway}`]),
  ...(textEntries(aux_addresses) ?? []).map(([name, address]) => `--aux-address=${name}=${address}`),
];

const createCommand = (args: Args): string => {
  const entries = (flag: string, dict: Args['labels']): readonly string[] =>
    (textEntries(dict) ?? []).map(([key, text]) => `--${flag}=${key}=${text}`);
  return words(
    ['docker', 'network', 'create', `--driver=${args.driver}`],
    entries('opt', args.driver_options),
    entries('label', args.labels),
    args.attachable === true ? ['--attachable'] : [],
    args.enable_ipv6 === true ? ['--ipv6'] : [],
    args.internal === true ? ['--internal'] : [],
    args.scope === undefined ? [] : [`--scope=${args.scope}`],
    args.ipam_driver === undefined ? [] : [`--ipam-driver=${args.ipam_driver}`],
    entries('ipam-opt', args.ipam_driver_options),
    (args.ipam_config ?? []).flatMap(poolFlags),
    args.name,
  );
};

/** The names of the containers in a network. */
const containersIn = (network: Plain): readonly string[] => {
  const containers = at(network, 'Containers');
  if (containers === null || typeof containers !== 'object') return [];
  return Object.values(containers).map(container => String(at(container as Plain, 'Name')));
};

/** Manages Docker's networks. */
export const dockerNetwork = defineModule<Args, Args, Observed>({
  name: 'docker_network',
  collection: 'community.docker',
  description:
    'Manages a network of Docker. Where it must be made anew, the containers that were in it are put into the new one.',
  options,
  returns: { network: { type: 'dict', description: 'The network as `docker network inspect` shows it.' } },
  examples: `- name: A network of their own for the builds
  community.docker.docker_network:
    name: builds
    ipam_config:
      - subnet: 172.28.0.0/16
        gateway: 172.28.0.1
`,
  prepare: args => args,
  probe: ({ name }) => ({ text: inspectProbe('network', name) }),
  parse: parseObject,
  plan: (args, state): Plan => {
    if (state.kind === 'failed')
      return { kind: 'failed', message: `docker does not answer: ${state.reason}` };
    const { name } = args;
    const network = objectsOf(state).find(each => at(each, 'Name') === name);
    const subject = `network ${name}`;
    const before = containersIn(network);
    const leave = (container: string): readonly [string, string] => [
      `take ${container} out of the network`,
      words('docker', 'network', 'disconnect', name, container),
    ];
    const join = (container: string): readonly [string, string] => [
      `put ${container} into the network`,
      words('docker', 'network', 'connect', name, container),
    ];
    const remove = [
      ...before.map(leave),
      ['remove the network', `${words('docker', 'network', 'rm', name)} >/dev/null`] as const,
    ];
    if (args.state === 'absent') {
      if (network === undefined) return { kind: 'same', result: {} };
      return changeOf('network', attribute(subject, 'state', 'present', 'absent'), remove);
    }
    const differences = network === undefined ? [] : drift(args, network);
    const isReplaced = network !== undefined && (args.force || differences.length > 0);
    const wanted = args.connected.length > 0 ? args.connected : before;
    const leaving = args.appends || isReplaced ? [] : before.filter(each => !wanted.includes(each));
    const joining = isReplaced ? wanted : wanted.filter(each => !before.includes(each));
    const isMade = network === undefined || isReplaced;
    const all = [
      ...(network === undefined ? attribute(subject, 'state', 'absent', 'present') : differences),
      ...(args.force && isReplaced && differences.length === 0
        ? attribute(subject, 'force', false, true)
        : []),
      ...(before.toSorted().join() === wanted.toSorted().join() ||
      (leaving.length === 0 && joining.length === 0)
        ? []
        : attribute(subject, 'connected', before.join(' '), wanted.join(' '))),
    ];
    if (all.length === 0) return { kind: 'same', result: { network } };
    return changeOf(
      'network',
      all,
      [
        ...(isReplaced ? remove : []),
        ...(isMade ? [['create the network', `${createCommand(args)} >/dev/null`] as const] : []),
        ...joining.map(join),
        ...leaving.map(leave),
      ],
      words('docker', 'network', 'inspect', name),
    );
  },
});
