import type { Collector, Facts, Sections } from './gather.js';

const BLOCK = '/sys/block';
const DISK = ['size', 'removable', 'queue/rotational', 'queue/scheduler', 'queue/logical_block_size'];
const MORE = ['queue/discard_granularity', 'queue/hw_sector_size'];
const DEVICE = ['vendor', 'model', 'sas_address', 'sas_device_handle', 'serial'];

/** Disks and their partitions. */
export const devices: Collector = {
  files: [
    ...[...DISK, ...MORE, ...DEVICE.map(name => `device/${name}`)].map(
      attribute => `${BLOCK}/*/${attribute}`,
    ),
    '/sys/block/*/dm/name',
    `${BLOCK}/*/*/start`,
    `${BLOCK}/*/*/size`,
  ],
  commands: {
    links: `for path in /dev/disk/by-id/* /dev/disk/by-uuid/* /dev/disk/by-label/*; do
  [ ! -L "$path" ] || printf '%s %s\\n' "$path" "$(readlink "$path")"
done`,
    relations: `for path in ${BLOCK}/*/slaves/* ${BLOCK}/*/holders/* ${BLOCK}/*/*/holders/*; do
  [ ! -e "$path" ] || printf '%s\\n' "$path"
done`,
    pci: `! command -v lspci >/dev/null || { lspci -D
  for path in ${BLOCK}/*; do printf '=> %s %s\\n' "\${path##*/}" "$(readlink "$path")"; done; }`,
    serials: `! command -v sg_inq >/dev/null || for path in ${BLOCK}/*; do
  printf '=> %s\\n' "\${path##*/}"
  sg_inq "/dev/\${path##*/}"
done`,
  },
  parse: sections => {
    const links = linksOf(sections);
    const relations = sections.lines(':relations');
    const linksTo = (name: string): Facts =>
      Object.fromEntries(Object.entries(links).map(([kind, byTarget]) => [kind, byTarget[name] ?? []]));
    const holders = (path: string) =>
      relations
        .filter(line => line.startsWith(`${path}/holders/dm-`))
        .map(line => line.replace(/.*\//, ''))
        .map(holder => sections.line(`${BLOCK}/${holder}/dm/name`) ?? holder);
    const serials = serialsIn(sections.text(':serials'));
    const found: { [name: string]: Facts } = {};
    for (const [, name = ''] of sections.paths(/^\/sys\/block\/([^/]+)\/size$/)) {
      const of = (attribute: string) => sections.line(`${BLOCK}/${name}/${attribute}`) ?? null;
      const partitions: { [name: string]: Facts } = {};
      for (const [path, , part = ''] of sections.paths(/^\/sys\/block\/([^/]+)\/([^/]+)\/start$/)) {
        if (!path.startsWith(`${BLOCK}/${name}/`)) continue;
        const sectors = of(`${part}/size`) ?? '0';
        partitions[part] = {
          links: linksTo(part),
          start: sections.line(path) ?? '0',
          sectors,
          sectorsize: 512,
          size: humanSize(Number(sectors) * 512),
          uuid: (links.uuids[part] ?? [])[0] ?? null,
          holders: holders(`${BLOCK}/${name}/${part}`),
        };
      }
      const sectors = of('size') ?? '0';
      const serial = serials === undefined ? of('device/serial') : (serials.get(name) ?? null);
      const wwn = (links.ids[name] ?? []).findLast(link => link.startsWith('wwn-'))?.slice('wwn-'.length);
      found[name] = {
        virtual: 1,
        links: linksTo(name),
        vendor: of('device/vendor'),
        model: of('device/model'),
        sas_address: of('device/sas_address'),
        sas_device_handle: of('device/sas_device_handle'),
        ...(serial !== null && { serial }),
        removable: of('removable'),
        support_discard: of('queue/discard_granularity'),
        ...(wwn !== undefined && { wwn }),
        partitions,
        rotational: of('queue/rotational'),
        scheduler_mode: /\[(.*)\]/.exec(of('queue/scheduler') ?? '')?.[1] ?? '',
        sectors,
        sectorsize: of('queue/logical_block_size') ?? of('queue/hw_sector_size') ?? 512,
        size: humanSize(Number(sectors) * 512),
        host: controllerOf(name, sections.text(':pci') ?? ''),
        holders: holders(`${BLOCK}/${name}`),
      };
    }
    return { devices: found, device_links: links };
  },
};

/** Serial numbers by device as sg_inq tells them; undefined without it. */
const serialsIn = (text: string | undefined): ReadonlyMap<string, string> | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  const found = new Map<string, string>();
  for (const part of text.split(/^=> /m)) {
    const serial = /(?:Unit serial|Serial) number:\s+(\w+)/.exec(part)?.[1];
    if (serial !== undefined) found.set(part.split('\n')[0]!, serial);
  }
  return found;
};

/** What lspci calls the device that a disk hangs on. */
const controllerOf = (name: string, pci: string): string => {
  const lines = pci.split('\n');
  const path = lines.find(line => line.startsWith(`=> ${name} `)) ?? '';
  const address = /.+\/([a-f0-9]{4}:[a-f0-9]{2}:[0|1][a-f0-9]\.[0-7])\//.exec(path)?.[1];
  const line = address === undefined ? undefined : lines.find(text => text.startsWith(`${address} `));
  return line?.slice(address!.length + 1) ?? '';
};

type Links = { [target: string]: string[] };

const linksOf = (sections: Sections) => {
  const links: { ids: Links; uuids: Links; labels: Links; masters: Links } = {
    ids: {},
    uuids: {},
    labels: {},
    masters: {},
  };
  const kinds = { 'by-id': links.ids, 'by-uuid': links.uuids, 'by-label': links.labels };
  const add = (to: Links, target: string, name: string) => {
    to[target] = [...(to[target] ?? []), name].sort();
  };
  for (const line of sections.lines(':links')) {
    const match = /^\/dev\/disk\/(by-id|by-uuid|by-label)\/(\S+) (?:.*\/)?(.*)$/.exec(line);
    if (match) add(kinds[match[1] as keyof typeof kinds], match[3]!, match[2]!);
  }
  for (const line of sections.lines(':relations')) {
    const match = /^\/sys\/block\/([^/]+)\/slaves\/([^/]+)$/.exec(line);
    if (match) add(links.masters, match[2]!, match[1]!);
  }
  return links;
};

/** Bytes as Ansible writes them: `20.00 GB`, where a GB is 2^30. */
const humanSize = (bytes: number): string => {
  const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
};
