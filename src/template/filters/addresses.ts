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
  if (bits >> 32n === 0xffffn) return `::ffff:${write(bits & 0xffffffffn, 4)}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(':');
  const [longest] = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  if (!longest) return groups;
  return `${groups.slice(0, longest.index)}::${groups.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
};

const maskOf = ({ version, prefix }: Address): bigint =>
  ((1n << BigInt(prefix)) - 1n) << BigInt(size(version) - prefix);

const integerOf = (bits: bigint): Runtime => (bits > BigInt(Number.MAX_SAFE_INTEGER) ? bits : Number(bits));

/** The networks that are not for everybody to reach, by what they are for. */
const RANGES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'private',
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10', 'fe80::/10', '100.64.0.0/10'],
  ],
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['multicast', ['224.0.0.0/4', 'ff00::/8']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['reserved', ['0.0.0.0/8', '192.0.2.0/24', '240.0.0.0/4', '198.51.100.0/24', '203.0.113.0/24', '::/128']],
]);

const isWithin = (address: Address, network: string): boolean => {
  const range = parse(network);
  if (!range || range.version !== address.version || address.prefix < range.prefix) return false;
  return (address.bits & maskOf(range)) === (range.bits & maskOf(range));
};

const isOf = (address: Address, kind: string): boolean =>
  RANGES.get(kind)!.some(network => isWithin(address, network));

/** The address and what it is part of, worked out once for all queries. */
class Queried {
  readonly #address: Address;
  readonly #first: bigint;
  readonly #last: bigint;

  constructor(address: Address) {
    this.#address = address;
    const mask = maskOf(address);
    const rest = (1n << BigInt(size(address.version) - address.prefix)) - 1n;
    this.#first = address.bits & mask;
    this.#last = this.#first | rest;
  }

  #write(bits: bigint): string {
    return write(bits, this.#address.version);
  }

  /** As it was given: with its prefix, if it had one. */
  get #given(): string {
    return this.#address.isNetwork ? this.#whole : this.#write(this.#address.bits);
  }

  get #whole(): string {
    return `${this.#write(this.#address.bits)}/${this.#address.prefix}`;
  }

  /** It names a network as such, and no host in it. */
  get #namesNetwork(): boolean {
    const { version, bits, prefix } = this.#address;
    return prefix < size(version) - 1 && bits === this.#first;
  }

  get #usable(): readonly [first: bigint, last: bigint] {
    return this.#last - this.#first > 1n ? [this.#first + 1n, this.#last - 1n] : [this.#first, this.#last];
  }

  #usableText(make: (first: bigint, last: bigint) => string | null): string | null {
    if (!this.#address.isNetwork) throw new Fault(`"${this.#given}" is no network`, 'it has no prefix');
    return this.#first === this.#last ? null : make(...this.#usable);
  }

  #host(answer: string): string | null {
    return this.#namesNetwork ? null : answer;
  }

  answer(what: string): Runtime {
    const address = this.#address;
    const { version, bits, prefix } = address;
    const [mask, hostMask] = [this.#write(maskOf(address)), this.#write(this.#last - this.#first)];
    const network = this.#write(this.#first);
    const isNetwork = prefix < size(version) && bits === this.#first;
    const isHost = address.isNetwork && prefix < size(version) && !this.#namesNetwork;
    switch (what) {
      case '':
        return this.#given;
      case 'address':
      case 'ip':
        return this.#host(this.#write(bits));
      case 'address/prefix':
      case 'gateway':
      case 'gw':
      case 'host/prefix':
      case 'hostnet':
      case 'router':
        return this.#host(this.#whole) ?? false;
      case 'host':
        return this.#host(this.#whole);
      case 'ip/prefix':
        return isHost ? this.#whole : null;
      case 'ip_netmask':
        return isHost ? `${this.#write(bits)} ${mask}` : null;
      case 'ip_wildcard':
        return isHost ? `${this.#write(bits)} ${hostMask}` : null;
      case 'net':
        return isNetwork ? this.#whole : null;
      case 'network':
      case 'network_id':
        return network;
      case 'network_netmask':
        return `${network} ${mask}`;
      case 'network_wildcard':
        return `${network} ${hostMask}`;
      case 'netmask':
        return mask;
      case 'hostmask':
      case 'wildcard':
        return hostMask;
      case 'prefix':
        return prefix;
      case 'network/prefix':
      case 'subnet':
        return `${network}/${prefix}`;
      case 'cidr':
        return this.#whole;
      case 'broadcast':
        return prefix < size(version) - 1 ? this.#write(this.#last) : null;
      case 'first_usable':
        return this.#usableText(first => this.#write(first));
      case 'last_usable':
        return this.#usableText((_, last) => this.#write(last));
      case 'range_usable':
        return this.#usableText((first, last) => `${this.#write(first)}-${this.#write(last)}`);
      case 'next_usable':
        return this.#usableText((first, last) =>
          bits + 1n >= first && bits + 1n <= last ? this.#write(bits + 1n) : null,
        );
      case 'previous_usable':
        return this.#usableText((first, last) =>
          bits - 1n >= first && bits - 1n <= last ? this.#write(bits - 1n) : null,
        );
      case 'size':
        return integerOf(this.#last - this.#first + 1n);
      case 'size_usable': {
        const count = this.#last - this.#first + 1n;
        return integerOf(count === 1n ? 0n : count === 2n ? 2n : count - 2n);
      }
      case 'peer':
        return this.#peer();
      case 'type':
        return isNetwork ? 'network' : 'address';
      case 'version':
        return version;
      case 'int':
        return address.isNetwork ? `${bits}/${prefix}` : integerOf(bits);
      case 'bool':
        return true;
      case 'wrap':
      case 'ipwrap':
        return version === 6 ? this.#given.replace(/^[^/]*/, '[$&]') : this.#given;
      case 'revdns':
        return this.#reverse();
      case 'ipv4':
      case 'v4':
        return version === 4 ? this.#given : false;
      case 'ipv6':
      case 'v6':
        return version === 6 ? this.#given : `${write(bits | (0xffffn << 32n), 6)}/${prefix + 96}`;
      case 'private':
      case 'loopback':
      case 'multicast':
      case 'link-local':
        return isOf(address, what) ? this.#given : null;
      case 'unicast':
        return isOf(address, 'multicast') ? null : this.#given;
      case 'public':
        return [...RANGES.keys()].some(kind => isOf(address, kind)) ? null : this.#given;
    }
    if (/^-?\d+$/.test(what)) return this.#member(BigInt(what));
    if (parse(what)) return isWithin(address, what) ? this.#given : null;
    throw new Fault(
      `ipaddr() knows no "${what}"`,
      'address, network, netmask, prefix, subnet, broadcast, size, version, a number or a network, and more',
    );
  }

  /** The address at an index of its network, counted from the end for a negative one. */
  #member(index: bigint): Runtime {
    if (this.#first === this.#last) return this.#given;
    const found = index < 0n ? this.#last + 1n + index : this.#first + index;
    return found < this.#first || found > this.#last
      ? false
      : `${this.#write(found)}/${this.#address.prefix}`;
  }

  /** The other end of a link of two. */
  #peer(): string {
    const { bits } = this.#address;
    const count = this.#last - this.#first + 1n;
    if (count === 2n) return this.#write(bits === this.#first ? this.#last : this.#first);
    if (count === 4n && bits !== this.#first && bits !== this.#last)
      return this.#write(bits === this.#first + 1n ? bits + 1n : bits - 1n);
    throw new Fault('only a network of two hosts has a peer');
  }

  #reverse(): string {
    const { version, bits } = this.#address;
    if (version === 4) return `${write(bits, 4).split('.').reverse().join('.')}.in-addr.arpa.`;
    return `${[...bits.toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa.`;
  }
}

const among = (value: Runtime, what: string, version: 4 | 6 | undefined): Runtime => {
  if (Array.isArray(value))
    return value.map(item => among(item, what, version)).filter(item => item !== false && item !== null);
  const address = typeof value === 'string' ? parse(value) : undefined;
  if (!address || (version !== undefined && address.version !== version)) return false;
  return new Queried(address).answer(what);
};

const wrap = (value: Runtime): Runtime => {
  if (Array.isArray(value)) return value.map(wrap);
  const address = typeof value === 'string' ? parse(value) : undefined;
  return address ? new Queried(address).answer('wrap') : value;
};

/** The filters on addresses of ansible.utils. */
export const addressFilters: [string, Filter][] = filters({
  ipaddr: [['query'], (value, [what = '']) => among(value, toText(what), undefined)],
  ipv4: [['query'], (value, [what = '']) => among(value, toText(what), 4)],
  ipv6: [['query'], (value, [what = '']) => among(value, toText(what), 6)],
  ipwrap: [[], wrap],
});
