import { addAddresses } from './addresses.js';
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
const BOND = [
  'bonding/slaves',
  'bonding/mode',
  'bonding/miimon',
  'bonding/lacp_rate',
  'bonding/primary',
  'bonding/all_slaves_active',
  'bonding_slave/perm_hwaddr',
];

/** Network interfaces, their addresses, and those by which the host reaches the world. */
export const network: Collector = {
  files: [...ATTRIBUTES, ...BRIDGE, ...BOND].map(attribute => `${NET}/*/${attribute}`),
  commands: {
    order: `ls -U ${NET} || ls ${NET}`,
    addresses: 'ip addr show',
    route4: 'ip -4 route get 8.8.8.8',
    route6: 'ip -6 route get 2404:6800:400a:800::1012',
    members: `for path in ${NET}/*/brif; do
  [ ! -d "$path" ] || { printf '=> %s\\n' "$path"; ls -U "$path" || ls "$path"; }
done`,
    devices: `for path in ${NET}/*/device; do
  [ -e "$path" ] || continue
  printf '%s %s %s\\n' "$path" "$(readlink "$path")" "$([ ! -e "$path/driver/module" ] || readlink -f "$path/driver/module")"
done`,
    ethtool: `! command -v ethtool >/dev/null || for path in ${NET}/*; do
  [ -d "$path" ] || continue
  printf '=> %s\\n' "\${path##*/}"
  text=$(ethtool -k "\${path##*/}") && printf '=>  features\\n%s\\n' "$text"
  text=$(ethtool -T "\${path##*/}") && printf '=>  time\\n%s\\n' "$text"
done`,
  },
  parse: sections => {
    const known = new Set(
      sections.paths(/^\/sys\/class\/net\/([^/]+)\/mtu$/).map(([, device = '']) => device),
    );
    // The order of the folder, which is Ansible's.
    const order = new Set([...sections.lines(':order').filter(device => known.has(device)), ...known]);
    const interfaces = new Map([...order].map(device => [device, deviceFacts(sections, device)] as const));
    if (sections.line(':addresses') === undefined) return {};
    const defaults = { ipv4: route(sections.text(':route4')), ipv6: route(sections.text(':route6')) };
    const all = addAddresses(sections.lines(':addresses'), interfaces, defaults);
    for (const [device, facts] of offloadFacts(sections.lines(':ethtool')))
      Object.assign(interfaces.get(device) ?? {}, facts);
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
    facts.interfaces = new Map(blocks(sections.lines(':members'))).get(`${NET}/${device}/brif`) ?? [];
    facts.id = of('bridge/bridge_id');
    facts.stp = of('bridge/stp_state') === '1';
  }
  if (of('bonding/mode') !== undefined) {
    facts.type = 'bonding';
    facts.slaves = (of('bonding/slaves') ?? '').split(' ').filter(name => name !== '');
    for (const name of ['mode', 'miimon', 'lacp_rate'])
      facts[name] = (of(`bonding/${name}`) ?? '').split(' ')[0];
    if (of('bonding/primary') !== undefined) {
      facts.primary = of('bonding/primary');
      facts.all_slaves_active = of('bonding/all_slaves_active') === '1';
    }
  }
  const permanent = of('bonding_slave/perm_hwaddr');
  if (permanent !== undefined) facts.perm_macaddress = permanent;
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

/** Lines by the title, `=> TITLE`, before them. */
const blocks = (
  lines: readonly string[],
): readonly (readonly [title: string, lines: readonly string[]])[] => {
  const found: [string, string[]][] = [];
  for (const line of lines)
    if (line.startsWith('=> ')) found.push([line.slice(3), []]);
    else found.at(-1)?.[1].push(line);
  return found;
};

/** What ethtool says of each device: what the hardware can take off the kernel, and how it stamps times. */
const offloadFacts = (lines: readonly string[]): readonly (readonly [device: string, Facts])[] => {
  const found: [string, Facts][] = [];
  for (const [title, block] of blocks(lines)) {
    const facts = found.at(-1)?.[1] ?? {};
    if (title === ' features') facts.features = featuresIn(block);
    else if (title === ' time') Object.assign(facts, timestampingIn(block.join('\n')));
    else found.push([title, {}]);
  }
  return found;
};

const featuresIn = (lines: readonly string[]): Facts =>
  Object.fromEntries(
    lines
      .map(line => line.split(': '))
      .filter(([, value]) => value)
      .map(([key = '', value = '']) => [key.trim().replaceAll('-', '_'), value.trim()]),
  );

const timestampingIn = (text: string): Facts => {
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name.toLowerCase());
  const clock = /PTP Hardware Clock: (\d+)/.exec(text)?.[1];
  return {
    timestamping: named(/SOF_TIMESTAMPING_(\w+)/g),
    hw_timestamp_filters: named(/HWTSTAMP_FILTER_(\w+)/g),
    ...(clock !== undefined && { phc_index: Number(clock) }),
  };
};
