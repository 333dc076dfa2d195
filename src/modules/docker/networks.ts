import type { Plain } from '../../value/value.js';
import type { ContainerArguments } from './container-options.js';
import { at, listAt } from './inspect.js';
import { flagged } from './setting.js';

type Network = NonNullable<ContainerArguments['networks']>[number];

/** How a container's networks are to change. */
export interface NetworkChange {
  /** Networks it is in otherwise than asked: left first. */
  readonly leave: readonly string[];
  readonly join: readonly Network[];
}

const sameLinks = (wanted: readonly string[], actual: readonly string[]): boolean =>
  wanted.map(link => (link.includes(':') ? link : `${link}:${link}`)).every(link => actual.includes(link));

const isMet = (network: Network, endpoint: Plain): boolean =>
  (network.ipv4_address === undefined ||
    at(endpoint, 'IPAMConfig', 'IPv4Address') === network.ipv4_address) &&
  (network.ipv6_address === undefined ||
    at(endpoint, 'IPAMConfig', 'IPv6Address') === network.ipv6_address) &&
  (network.aliases ?? []).every(alias => listAt(endpoint, 'Aliases').includes(alias)) &&
  sameLinks(network.links ?? [], listAt(endpoint, 'Links'));

/** What has to be done so that a container is in the networks that the task names; with `exclusive`, in no others. */
export const networkChange = (
  wanted: readonly Network[] | undefined,
  container: Plain,
  exclusive: boolean,
): NetworkChange => {
  if (!wanted) return { leave: [], join: [] };
  const endpoints = at(container, 'NetworkSettings', 'Networks');
  const current = endpoints !== null && typeof endpoints === 'object' ? Object.keys(endpoints) : [];
  const join = wanted.filter(
    network => !current.includes(network.name) || !isMet(network, at(endpoints, network.name)),
  );
  const names = new Set(wanted.map(network => network.name));
  return {
    leave: [
      ...join.filter(network => current.includes(network.name)).map(network => network.name),
      ...(exclusive ? current.filter(name => !names.has(name)) : []),
    ],
    join,
  };
};

/** The arguments of `docker network connect` before the network's name. */
export const connectFlags = (network: Network): readonly string[] => [
  ...(network.ipv4_address === undefined ? [] : [flagged('ip', network.ipv4_address)]),
  ...(network.ipv6_address === undefined ? [] : [flagged('ip6', network.ipv6_address)]),
  ...(network.aliases ?? []).map(alias => flagged('alias', alias)),
  ...(network.links ?? []).map(link => flagged('link', link)),
];

/** The arguments of `docker create` for the network that a container starts in. */
export const firstNetworkFlags = (network: Network): readonly string[] => [
  ...(network.ipv4_address === undefined ? [] : [flagged('ip', network.ipv4_address)]),
  ...(network.ipv6_address === undefined ? [] : [flagged('ip6', network.ipv6_address)]),
  ...(network.aliases ?? []).map(alias => flagged('network-alias', alias)),
  ...(network.links ?? []).map(link => flagged('link', link)),
];
