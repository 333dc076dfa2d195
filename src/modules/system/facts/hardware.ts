import type { Plain } from '../../../value/value.js';
import type { Collector, Facts } from './gather.js';

const megabytes = (kibibytes: number): number => Math.floor(kibibytes / 1024);

/** Memory, in mebibytes. */
export const memory: Collector = {
  files: ['/proc/meminfo'],
  parse: sections => {
    const values = new Map<string, number>();
    for (const line of sections.lines('/proc/meminfo')) {
      const match = /^(\w+):\s+(\d+)/.exec(line);
      if (match) values.set(match[1]!, megabytes(Number(match[2])));
    }
    if (values.size === 0) return {};
    const of = (name: string): number => values.get(name) ?? 0;
    const free = of('Cached') + of('MemFree') + of('Buffers');
    return {
      memtotal_mb: of('MemTotal'),
      memfree_mb: of('MemFree'),
      swaptotal_mb: of('SwapTotal'),
      swapfree_mb: of('SwapFree'),
      memory_mb: {
        real: { total: of('MemTotal'), used: of('MemTotal') - of('MemFree'), free: of('MemFree') },
        nocache: { free, used: of('MemTotal') - free },
        swap: {
          total: of('SwapTotal'),
          free: of('SwapFree'),
          used: of('SwapTotal') - of('SwapFree'),
          cached: of('SwapCached'),
        },
      },
    };
  },
};

const NAMED = new Set(['model name', 'Processor', 'vendor_id', 'cpu', 'Vendor', 'processor']);

/** Processors, counted as Ansible counts them. */
export const processor: Collector = {
  files: ['/proc/cpuinfo', '/proc/self/status'],
  commands: { machine: 'uname -m' },
  parse: sections => {
    const names: string[] = [];
    const occurrences = new Map<string, number>();
    const sockets = new Map<string, number>();
    const cores = new Map<string, number>();
    let [socket, core] = ['0', '0'];
    for (const line of sections.lines('/proc/cpuinfo')) {
      const colon = line.indexOf(':');
      const [key, value] =
        colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      if (NAMED.has(key)) {
        names.push(value);
        occurrences.set(key, (occurrences.get(key) ?? 0) + 1);
      } else if (key === 'physical id') {
        socket = value;
        if (!sockets.has(value)) sockets.set(value, 1);
      } else if (key === 'core id') {
        core = value;
        if (!sockets.has(value)) cores.set(value, 1);
      } else if (key === 'cpu cores') sockets.set(socket, Number(value));
      else if (key === 'siblings') cores.set(core, Number(value));
    }
    if (names.length === 0) return {};
    const times = (key: string): number => occurrences.get(key) ?? 0;
    let count = names.length;
    if (times('vendor_id') > 0 && times('vendor_id') === times('model name')) count = times('vendor_id');
    if (/^(?:armv|aarch|ppc)/.test(sections.line(':machine') ?? '')) count = times('processor');
    const processorCount = sockets.size > 0 ? sockets.size : count;
    const processorCores = [...sockets.values()][0] || 1;
    const threads = Math.floor(([...cores.values()][0] ?? 1) / processorCores);
    return {
      processor: names,
      processor_count: processorCount,
      processor_cores: processorCores,
      processor_threads_per_core: threads,
      processor_vcpus: threads * processorCount * processorCores,
      processor_nproc: allowed(sections.text('/proc/self/status')) ?? times('processor'),
    };
  },
};

/** How many processors a process may use: `0-3,8`. */
const allowed = (status: string | undefined): number | undefined => {
  const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(status ?? '')?.[1];
  return list?.split(',').reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
};

export const uptime: Collector = {
  files: ['/proc/uptime'],
  parse: sections => {
    const seconds = sections.line('/proc/uptime')?.split(' ')[0];
    return seconds === undefined ? {} : { uptime_seconds: Math.floor(Number(seconds)) };
  },
};

export const loadavg: Collector = {
  files: ['/proc/loadavg'],
  parse: sections => {
    const [one, five, fifteen] = (sections.line('/proc/loadavg') ?? '').split(' ').map(Number);
    return fifteen === undefined ? {} : { loadavg: { '1m': one, '5m': five, '15m': fifteen } };
  },
};

const DMI = '/sys/devices/virtual/dmi/id';
const DMI_FILES: { readonly [fact: string]: string } = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  form_factor: 'chassis_type',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
};
/** Types of chassis in the order of their numbers, from the DMTF's SMBIOS specification, with Ansible's spelling. */
const FORM_FACTORS =
  'Unknown,Other,Unknown,Desktop,Low Profile Desktop,Pizza Box,Mini Tower,Tower,Portable,Laptop,Notebook,Hand Held,Docking Station,All In One,Sub Notebook,Space-saving,Lunch Box,Main Server Chassis,Expansion Chassis,Sub Chassis,Bus Expansion Chassis,Peripheral Chassis,RAID Chassis,Rack Mount Chassis,Sealed-case PC,Multi-system,CompactPCI,AdvancedTCA,Blade,Blade Enclosure,Tablet,Convertible,Detachable,IoT Gateway,Embedded PC,Mini PC,Stick PC'.split(
    ',',
  );

/** What the firmware says of the machine. */
export const dmi: Collector = {
  files: Object.values(DMI_FILES).map(file => `${DMI}/${file}`),
  parse: sections => {
    const facts: Facts = {};
    for (const [fact, file] of Object.entries(DMI_FILES)) {
      const value = sections.line(`${DMI}/${file}`) ?? 'NA';
      facts[fact] =
        fact === 'form_factor' && value !== 'NA'
          ? (FORM_FACTORS[Number(value)] ?? `unknown (${value})`)
          : value;
    }
    return facts;
  },
};

/** Filesystems on devices and from other hosts, with their sizes. One that hangs is given up after ten seconds. */
export const mounts: Collector = {
  files: ['/proc/mounts'],
  commands: {
    sizes: `set --
while read -r device folder _; do
  case $device in
  /* | *:/*) set -- "$@" "$(printf '%b' "$folder")" ;;
  esac
done </proc/mounts
limit=$(command -v timeout)
[ $# -eq 0 ] || \${limit:+timeout 10} stat -f -c '%S %s %b %a %c %d %n' -- "$@"`,
    uuids: 'lsblk --list --noheadings --paths --output NAME,UUID --exclude 2',
    binds: 'findmnt --list --noheadings --notruncate',
  },
  parse: sections => {
    const uuids = new Map(
      sections.lines(':uuids').flatMap(line => {
        const [device, uuid] = line.trim().split(/\s+/);
        return uuid === undefined ? [] : [[device!, uuid] as const];
      }),
    );
    const binds = new Set(
      sections.lines(':binds').flatMap(line => {
        const [target, source] = line.trim().split(/\s+/);
        return source?.includes(']') ? [target!] : [];
      }),
    );
    const sizes = new Map(
      sections.lines(':sizes').flatMap(line => {
        const match = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (.*)$/.exec(line);
        return match ? [[match[7]!, match.slice(1, 7).map(Number)] as const] : [];
      }),
    );
    // Of what is mounted over one another only the uppermost can be seen.
    const found = new Map<string, Plain>();
    for (const line of sections.lines('/proc/mounts')) {
      const [device = '', mount = '', fstype = '', options = ''] = line
        .split(' ')
        .map(field =>
          field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
            String.fromCharCode(Number.parseInt(octal, 8)),
          ),
        );
      if ((!/^[/\\]/.test(device) && !device.includes(':/')) || fstype === 'none') continue;
      found.set(mount, {
        mount,
        device,
        fstype,
        options: binds.has(mount) && !/bind/.test(options) ? `${options},bind` : options,
        ...sizeFacts(sizes.get(mount)),
        uuid: uuids.get(device) ?? 'N/A',
      });
    }
    return { mounts: [...found.values()] };
  },
};

const sizeFacts = (numbers: readonly number[] | undefined): Facts => {
  if (!numbers) return {};
  const [fragment = 0, block = 0, total = 0, available = 0, inodes = 0, freeInodes = 0] = numbers;
  return {
    size_total: fragment * total,
    size_available: fragment * available,
    block_size: block,
    block_total: total,
    block_available: available,
    block_used: total - available,
    inode_total: inodes,
    inode_available: freeInodes,
    inode_used: inodes - freeInodes,
  };
};
