import type { Plain } from '../../../value/value.js';
import type { Facts } from './gather.js';

/** The ways out by which the host reaches the world. */
export interface Defaults {
  readonly ipv4: Facts;
  readonly ipv6: Facts;
}

/**
 * Adds what `ip addr show` says to the interfaces and the default routes. As Ansible does, an address under a label of its own, `eth0:1`, makes
 * one more interface.
 * @param interfaces by name, in the order in which addresses are listed
 * @returns all addresses but those of the host itself
 */
export const addAddresses = (
  lines: readonly string[],
  interfaces: Map<string, Facts>,
  defaults: Defaults,
): { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } => {
  const all = { ipv4: [] as string[], ipv6: [] as string[] };
  const ofDevice = linesByDevice(lines);
  for (const device of [...interfaces.keys()])
    for (const secondary of [false, true])
      for (const words of ofDevice.get(device) ?? []) {
        if (SECONDARY.some(word => words.includes(word)) !== secondary) continue;
        if (words[0] === 'inet') all.ipv4.push(...addIpv4(words, device, secondary, interfaces, defaults));
        else all.ipv6.push(...addIpv6(words, device, interfaces, defaults));
      }
  return all;
};

/** How `ip` marks an address that is not a device's first in its network. */
const SECONDARY = ['secondary', 'temporary'];

type Words = readonly string[];

const linesByDevice = (lines: readonly string[]): ReadonlyMap<string, Words[]> => {
  const found = new Map<string, Words[]>();
  let device = '';
  for (const line of lines) {
    device = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? device;
    const words = line.trim().split(/\s+/);
    if (words[0] === 'inet' || words[0] === 'inet6') found.set(device, [...(found.get(device) ?? []), words]);
  }
  return found;
};

const addIpv4 = (
  words: Words,
  device: string,
  secondary: boolean,
  interfaces: Map<string, Facts>,
  defaults: Defaults,
): readonly string[] => {
  const [address = '', length = '32'] = words[1]!.split('/');
  const entry = ipv4(address, length, words[2] === 'brd' ? (words[3] ?? '') : '');
  const label = words.at(-1)!;
  const own = interfaces.get(device)!;
  const holder = label === device ? own : {};
  interfaces.set(label, holder);
  if (!secondary && holder.ipv4 === undefined) holder.ipv4 = entry;
  else addTo(holder, 'ipv4_secondaries', entry);
  if (secondary && holder !== own) addTo(own, 'ipv4_secondaries', entry);
  if (defaults.ipv4.address === address) Object.assign(defaults.ipv4, entry, commonTo(own), { alias: label });
  return address.startsWith('127.') ? [] : [address];
};

const addIpv6 = (
  words: Words,
  device: string,
  interfaces: Map<string, Facts>,
  defaults: Defaults,
): readonly string[] => {
  const peer = words[2] === 'peer';
  const [address = '', length] = words[1]!.split('/');
  const prefix = peer ? words[3]!.split('/')[1] : length;
  const scope = words[peer ? 5 : 3];
  const own = interfaces.get(device)!;
  addTo(own, 'ipv6', { address, prefix, scope });
  if (defaults.ipv6.address === address) Object.assign(defaults.ipv6, { prefix, scope }, commonTo(own));
  return address === '::1' ? [] : [address];
};

const addTo = (facts: Facts, name: string, entry: Plain): void => {
  facts[name] = [...((facts[name] as Plain[]) ?? []), entry];
};

const commonTo = ({ macaddress, mtu, type }: Facts): Facts => ({ macaddress, mtu, type });

const ipv4 = (address: string, prefix: string, broadcast: string): Facts => {
  const bits = 32 - Number(prefix);
  const mask = bits === 32 ? 0 : (0xffffffff << bits) >>> 0;
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const dotted = (value: number) => [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.');
  return { address, broadcast, netmask: dotted(mask), network: dotted((number & mask) >>> 0), prefix };
};
