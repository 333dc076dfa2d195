import { isIPv4, isIPv6 } from 'node:net';
import { type Filter, filters } from '../define.js';
import { Fault, type Runtime } from '../runtime.js';
import { toText } from '../values/text.js';

/** An address with the length of its prefix, as a number of 32 or 128 bits. */
interface Address {
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
  /** A prefix or mask was written. */
  readonly isNetwork: boolean;
}

const size = (version: 4 | 6): number => (version === 4 ? 32 : 128);

const parse4 = (text: string): bigint =>
  text.split('.').reduce((bits, part) => bits * 256n + BigInt(part), 0n);

const parse6 = (text: string): bigint => {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = dotted
    ? `${dotted[1]}${(parse4(dotted[2]!) >> 16n).toString(16)}:${(parse4(dotted[2]!) & 0xffffn).toString(16)}`
    : text;
  const [head = '', tail] = plain.split('::');
  const [left, right] = [head, tail ?? ''].map(part => part.split(':').filter(group => group !== ''));
  const missing = Array.from(
    { length: tail === undefined ? 0 : 8 - left!.length - right!.length },
    () => '0',
  );
  return [...left!, ...missing, ...right!].reduce((bits, group) => bits * 65536n + BigInt(`0x${group}`), 0n);
};

const parse = (text: string): Address | undefined => {
  const [address = '', mask, ...rest] = text.trim().split('/');
  const version = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (version === undefined || rest.length > 0) return undefined;
  const prefix = mask === undefined ? size(version) : prefixOf(mask, version);
  if (prefix === undefined) return undefined;
  return {
    version,
    bits: version === 4 ? parse4(address) : parse6(address),
    prefix,
    isNetwork: mask !== undefined,
  };
};

const prefixOf = (mask: string, version: 4 | 6): number | undefined => {
  if (/^\d+$/.test(mask)) return Number(mask) <= size(version) ? Number(mask) : undefined;
  if (version === 6 || !isIPv4(mask)) return undefined;
  const digits = parse4(mask).toString(2).padStart(32, '0');
  return /^1*0*$/.test(digits) ? digits.replace(/0+$/, '').length : undefined;
};

const write = (bits: bigint, version: 4 | 6): string => {
  if (version === 4) return [24n, 16n, 8n, 0n].map(shift => (bits >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':');
  const [longest] = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  if (!longest) return groups;
  return `${groups.slice(0, longest.index)}::${groups.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
};

const maskOf = ({ version, prefix }: Address): bigint =>
  ((1n << BigInt(prefix)) - 1n) << BigInt(size(version) - prefix);

const query = (address: Address, what: string): Runtime => {
  const { version, bits, prefix } = address;
  const mask = maskOf(address);
  const last = (bits & mask) | ((1n << BigInt(size(version) - prefix)) - 1n);
  switch (what) {
    case '':
      return address.isNetwork ? `${write(bits, version)}/${prefix}` : write(bits, version);
    case 'address':
    case 'ip':
      return write(bits, version);
    case 'network':
    case 'network_id':
      return write(bits & mask, version);
    case 'netmask':
      return write(mask, version);
    case 'prefix':
      return prefix;
    case 'subnet':
    case 'cidr':
    case 'network/prefix':
      return `${write(bits & mask, version)}/${prefix}`;
    case 'broadcast':
      return version === 4 && prefix < 31 ? write(last, version) : null;
    case 'host/prefix':
    case 'host':
      return `${write(bits, version)}/${prefix}`;
    case 'size':
      return Number(1n << BigInt(size(version) - prefix));
    case 'version':
      return version;
    case 'int':
      return bits > BigInt(Number.MAX_SAFE_INTEGER) ? bits : Number(bits);
  }
  throw new Fault(
    `ipaddr() knows no "${what}"`,
    'address, network, netmask, prefix, subnet, broadcast, size or version',
  );
};

const among = (value: Runtime, what: string, version: 4 | 6 | undefined): Runtime => {
  if (Array.isArray(value))
    return value.map(item => among(item, what, version)).filter(item => item !== false && item !== null);
  const address = typeof value === 'string' ? parse(value) : undefined;
  if (!address || (version !== undefined && address.version !== version)) return false;
  return query(address, what);
};

/** The filters on addresses of ansible.utils, for the queries that playbooks ask. */
export const addressFilters: [string, Filter][] = filters({
  ipaddr: [['query'], (value, [what = '']) => among(value, toText(what), undefined)],
  ipv4: [['query'], (value, [what = '']) => among(value, toText(what), 4)],
  ipv6: [['query'], (value, [what = '']) => among(value, toText(what), 6)],
  ipwrap: [
    [],
    value => {
      const wrap = (item: Runtime): Runtime => {
        const [address = '', ...rest] = toText(item).split('/');
        return isIPv6(address) ? [`[${address}]`, ...rest].join('/') : item;
      };
      return Array.isArray(value) ? value.map(wrap) : wrap(value);
    },
  ],
});
