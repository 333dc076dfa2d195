import type { Plain } from '../../value/value.js';
import { at, dictAt } from './inspect.js';
import { flagged, type Setting } from './setting.js';

/** A published port taken apart; `address` and `host` are empty where Docker chooses. */
export interface PublishedPort {
  readonly address: string;
  readonly host: string;
  readonly container: string;
  readonly protocol: string;
}

const range = (text: string): readonly [number, number] | undefined => {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return last >= first && first > 0 && last < 65536 ? [first, last] : undefined;
};

/**
 * Takes a published port apart: `[[address:][host port]:]container port[/protocol]`, with an IPv6 address in brackets, and ranges:
 * one for one if both are of the same length; a range for one port leaves the choice to Docker. Or says what is wrong.
 */
export const parsePublished = (text: string, defaultAddress = ''): readonly PublishedPort[] | string => {
  const match = /^(?:(?:(\[[0-9a-fA-F:.]+\]|[0-9.]*):)?([0-9-]*):)?([0-9-]+)(?:\/(\w+))?$/.exec(text);
  const ports = match && range(match[3]!);
  if (!match || !ports) return `is not a port to publish: ${text}`;
  const address = (match[1] ?? '').replace(/^\[|\]$/g, '') || defaultAddress;
  const host = match[2] ?? '';
  const protocol = match[4] ?? 'tcp';
  const hosts = host === '' ? undefined : range(host);
  if (host !== '' && !hosts) return `is not a port to publish: ${text}`;
  const count = ports[1] - ports[0] + 1;
  if (count > 1 && hosts && hosts[1] - hosts[0] + 1 !== count)
    return `has ranges of different lengths: ${text}`;
  return Array.from({ length: count }, (_, index) => ({
    address,
    host: count === 1 || !hosts ? host : String(hosts[0] + index),
    container: String(ports[0] + index),
    protocol,
  }));
};

const published = (texts: readonly string[], defaultAddress: string | undefined): readonly PublishedPort[] =>
  texts.flatMap(text => {
    const ports = parsePublished(text, defaultAddress);
    return typeof ports === 'string' ? [] : ports;
  });

/** Bindings by container port, `5000/tcp`, each `address:port`, separated by blanks. */
const byContainerPort = (
  bindings: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> => {
  const ports = new Map<string, string[]>();
  for (const [port, binding] of bindings) ports.set(port, [...(ports.get(port) ?? []), binding]);
  return Object.fromEntries([...ports].map(([port, list]) => [port, list.sort().join(' ')]));
};

const portBindings = (container: Plain): Readonly<Record<string, string>> => {
  const all = at(container, 'HostConfig', 'PortBindings');
  if (all === null || typeof all !== 'object') return {};
  return byContainerPort(
    Object.entries(all).flatMap(([port, list]) =>
      Array.isArray(list)
        ? list.map(
            (binding: Plain) =>
              [
                port,
                `${String(at(binding, 'HostIp') ?? '')}:${String(at(binding, 'HostPort') ?? '')}`,
              ] as const,
          )
        : [],
    ),
  );
};

/**
 * Where the task names no address, a container that Ansible published on 0.0.0.0 is as good; where it names one, only that one is.
 */
const meets = (actual: string, desired: string): boolean => {
  const bindings = actual.split(' ');
  const wanted = desired.split(' ');
  return (
    bindings.length === wanted.length &&
    wanted.every((wish, index) => {
      const binding = bindings[index]!;
      return binding === wish || (wish.startsWith(':') && binding === `0.0.0.0${wish}`);
    })
  );
};

/** `published_ports`. */
export const publishedPorts: Setting = {
  option: 'published_ports',
  kind: 'dict',
  desired: args =>
    args.published_ports &&
    byContainerPort(
      published(args.published_ports, args.default_host_ip).map(
        port => [`${port.container}/${port.protocol}`, `${port.address}:${port.host}`] as const,
      ),
    ),
  actual: portBindings,
  flags: (_, args) =>
    published(args.published_ports ?? [], args.default_host_ip).map(
      ({ address, host, container, protocol }) => {
        const ip = address.includes(':') ? `[${address}]` : address;
        const prefix = ip !== '' ? `${ip}:${host}:` : host !== '' ? `${host}:` : '';
        return flagged('publish', `${prefix}${container}/${protocol}`);
      },
    ),
  meets,
};

const exposed = (text: string): readonly string[] => {
  const [ports = '', protocol = 'tcp'] = text.split('/');
  const [first, last] = range(ports) ?? [0, -1];
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol}`);
};

/** `exposed_ports`. */
export const exposedPorts: Setting = {
  option: 'exposed_ports',
  kind: 'set',
  desired: args => args.exposed_ports?.flatMap(exposed),
  actual: (container, args) => {
    const also = new Set(
      published(args.published_ports ?? [], undefined).map(port => `${port.container}/${port.protocol}`),
    );
    const named = new Set(args.exposed_ports?.flatMap(exposed));
    return Object.keys(dictAt(container, 'Config', 'ExposedPorts')).filter(
      port => named.has(port) || !also.has(port),
    );
  },
  inherited: image => Object.keys(dictAt(image, 'Config', 'ExposedPorts')),
  flags: desired => (desired as readonly string[]).map(port => flagged('expose', port)),
};
