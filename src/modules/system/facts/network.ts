import type { Plain } from '../../../value/value.js';
import type { Collector, Facts, Sections } from './gather.js';

const TYPES: { readonly [number: string]: string } = {
  '1': 'ether',
  '32': 'infiniband',
  '512': 'ppp',
  '772': 'loopback',
  '65534': 'tunnel',
};

const NET = '/sys/class/net';
const ATTRIBUTES = ['address', 'mtu', 'operstate', 'type', 'speed', 'flags'];
const BRIDGE = ['bridge/bridge_id', 'bridge/stp_state'];
const BOND = ['bonding/slaves', 'bonding/mode', 'bonding/miimon', 'bonding/lacp_rate', 'bonding/primary'];

/** Network interfaces, their addresses, and those by which the host reaches the world. */
export const network: Collector = {
  files: [...ATTRIBUTES, ...BRIDGE, ...BOND].map(attribute => `${NET}/*/${attribute}`),
  commands: {
    addresses: 'ip addr show',
    route4: 'ip -4 route get 8.8.8.8',
    route6: 'ip -6 route get 2404:6800:400a:800::1012',
    members: `for path in ${NET}/*/brif/*; do [ ! -e "$path" ] || printf '%s\\n' "$path"; done`,
    devices: `for path in ${NET}/*/device; do
  [ -e "$path" ] || continue
  printf '%s %s %s\\n' "$path" "$(readlink "$path")" "$([ ! -e "$path/driver/module" ] || readlink -f "$path/driver/module")"
done`,
  },
  parse: sections => {
    const interfaces = new Map<string, Facts>();
    for (const [, device = ''] of sections.paths(/^\/sys\/class\/net\/([^/]+)\/mtu$/))
      interfaces.set(device, deviceFacts(sections, device));
    if (sections.line(':addresses') === undefined) return {};
    const defaults = { ipv4: route(sections.text(':route4')), ipv6: route(sections.text(':route6')) };
    const all = addAddresses(sections.lines(':addresses'), interfaces, defaults);
    const named = [...interfaces].map(([name, facts]) => [name.replaceAll(':', '_'), facts] as const);
    return {
      interfaces: named.map(([name]) => name),
      ...Object.fromEntries(named.map(([name, facts]) => [name.replaceAll(/[-.]/g, '_'), facts])),
      default_ipv4: defaults.ipv4,
      default_ipv6: defaults.ipv6,
      all_ipv4_addresses: all.ipv4,
      all_ipv6_addresses: all.ipv6,
    };
  },
};

const deviceFacts = (sections: Sections, device: string): Facts => {
  const of = (attribute: string): string | undefined => sections.line(`${NET}/${device}/${attribute}`);
  const facts: Facts = { device };
  const address = of('address');
  if (address !== undefined && address !== '00:00:00:00:00:00') facts.macaddress = address;
  facts.mtu = Number(of('mtu'));
  facts.active = of('operstate') !== 'down';
  facts.type = TYPES[of('type') ?? ''] ?? 'unknown';
  const link = sections.lines(':devices').find(line => line.startsWith(`${NET}/${device}/device `));
  if (link !== undefined) {
    const [, target = '', module = ''] = link.split(' ');
    facts.pciid = target.replace(/.*\//, '');
    if (module !== '') facts.module = module.replace(/.*\//, '');
  }
  if (of('bridge/bridge_id') !== undefined) {
    facts.type = 'bridge';
    facts.interfaces = sections
      .lines(':members')
      .filter(path => path.startsWith(`${NET}/${device}/brif/`))
      .map(path => path.replace(/.*\//, ''));
    facts.id = of('bridge/bridge_id');
    facts.stp = of('bridge/stp_state') === '1';
  }
  if (of('bonding/mode') !== undefined) {
    facts.type = 'bonding';
    facts.slaves = (of('bonding/slaves') ?? '').split(' ').filter(name => name !== '');
    for (const name of ['mode', 'miimon', 'lacp_rate'])
      facts[name] = (of(`bonding/${name}`) ?? '').split(' ')[0];
    if (of('bonding/primary') !== undefined) facts.primary = of('bonding/primary');
  }
  const speed = of('speed');
  if (speed !== undefined) facts.speed = Number(speed);
  facts.promisc = (Number(of('flags') ?? 0) & 0x100) !== 0;
  return facts;
};

/** The way out that `ip route get` names. */
const route = (text: string | undefined): Facts => {
  const words = (text ?? '').split('\n')[0]!.split(/\s+/);
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  if (!/^[\da-f.:]+$/.test(words[0] ?? '')) return {};
  const [device, source, gateway] = [after('dev'), after('src'), after('via')];
  return {
    ...(gateway !== undefined && { gateway }),
    ...(device !== undefined && { interface: device }),
    ...(source !== undefined && { address: source }),
  };
};

/** Adds what `ip addr show` says to the interfaces and the default routes. */
const addAddresses = (
  lines: readonly string[],
  interfaces: Map<string, Facts>,
  defaults: { readonly ipv4: Facts; readonly ipv6: Facts },
): { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } => {
  const all = { ipv4: [] as string[], ipv6: [] as string[] };
  let device = '';
  for (const line of lines) {
    device = /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? device;
    const words = line.trim().split(/\s+/);
    const facts = interfaces.get(device);
    if (!facts || (words[0] !== 'inet' && words[0] !== 'inet6')) continue;
    const common = { macaddress: facts.macaddress, mtu: facts.mtu, type: facts.type };
    if (words[0] === 'inet') {
      const [address = '', length = '32'] = words[1]!.split('/');
      const entry = ipv4(address, length, words[2] === 'brd' ? (words[3] ?? '') : '');
      const label = words.find(
        (word, index) => index > 2 && (word === device || word.startsWith(`${device}:`)),
      );
      const secondary = words.includes('secondary') || facts.ipv4 !== undefined;
      if (secondary) facts.ipv4_secondaries = [...((facts.ipv4_secondaries as Plain[]) ?? []), entry];
      else facts.ipv4 = entry;
      if (defaults.ipv4.address === address)
        Object.assign(defaults.ipv4, entry, common, { alias: label ?? words.at(-1) });
      if (!address.startsWith('127.')) all.ipv4.push(address);
    } else {
      const peer = words[2] === 'peer';
      const [address = '', length] = words[1]!.split('/');
      const prefix = peer ? words[3]!.split('/')[1] : length;
      const scope = words[peer ? 5 : 3];
      facts.ipv6 = [...((facts.ipv6 as Plain[]) ?? []), { address, prefix, scope }];
      if (defaults.ipv6.address === address) Object.assign(defaults.ipv6, { prefix, scope }, common);
      if (address !== '::1') all.ipv6.push(address);
    }
  }
  return all;
};

const ipv4 = (address: string, prefix: string, broadcast: string): Facts => {
  const bits = 32 - Number(prefix);
  const mask = bits === 32 ? 0 : (0xffffffff << bits) >>> 0;
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const dotted = (value: number) => [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.');
  return { address, broadcast, netmask: dotted(mask), network: dotted((number & mask) >>> 0), prefix };
};
