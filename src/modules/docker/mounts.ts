import { posix } from 'node:path';
import type { Plain } from '../../value/value.js';
import type { ContainerArguments } from './container-options.js';
import { at, dictAt, listAt } from './inspect.js';
import { dict, flagged, type Setting } from './setting.js';

const clean = (path: string): string => (path.startsWith('/') ? posix.resolve(path) : path);

const MODES = /^(rw|ro|z|Z|consistent|delegated|cached|r?private|r?shared|r?slave|nocopy)$/;

const areModes = (text: string): boolean => text.split(',').every(mode => MODES.test(mode));

/** A volume in one form: `source:target` with its modes, sorted, where they are more than `rw`; the target alone if anonymous. */
const volume = (text: string): string => {
  const parts = text.split(':');
  const modes = parts.length > 1 && areModes(parts.at(-1)!) ? parts.pop()!.split(',') : [];
  const kept = modes.filter(mode => mode !== 'rw').sort();
  return [...parts.map(clean), ...(kept.length > 0 ? [kept.join(',')] : [])].join(':');
};

/** What is wrong with a volume, if anything. */
export const volumeProblem = (text: string): string | undefined => {
  const parts = text.split(':');
  if (parts.length > 3 || (parts.length === 3 && !areModes(parts[2]!)))
    return `is not a volume (host path or name:path in the container[:modes]): ${text}`;
  const target = parts.length === 1 || (parts.length === 2 && areModes(parts[1]!)) ? parts[0]! : parts[1]!;
  if (!target.startsWith('/')) return `has no absolute path in the container: ${text}`;
  if (parts.length > 1 && /^[.~]/.test(parts[0]!))
    return `has a path that is not absolute: ${text}; the host's folder it would start from is not known`;
  return undefined;
};

/** `volumes`. */
export const volumes: Setting = {
  option: 'volumes',
  kind: 'set',
  desired: args => args.volumes?.map(volume),
  actual: container => [
    ...listAt(container, 'HostConfig', 'Binds').map(volume),
    ...Object.keys(dictAt(container, 'Config', 'Volumes')),
  ],
  inherited: image => Object.keys(dictAt(image, 'Config', 'Volumes')),
  flags: (_, args) => (args.volumes ?? []).map(text => flagged('volume', text)),
};

type Mount = NonNullable<ContainerArguments['mounts']>[number];

/** A mount as the fields of --mount. */
const fields = (mount: Mount): readonly string[] => [
  `type=${mount.type}`,
  ...(mount.source === undefined ? [] : [`source=${clean(mount.source)}`]),
  `target=${clean(mount.target)}`,
  ...(mount.read_only ? ['readonly'] : []),
  ...(mount.propagation === undefined ? [] : [`bind-propagation=${mount.propagation}`]),
  ...(mount.no_copy ? ['volume-nocopy'] : []),
  ...(mount.tmpfs_size === undefined ? [] : [`tmpfs-size=${mount.tmpfs_size}`]),
  ...(mount.tmpfs_mode === undefined ? [] : [`tmpfs-mode=${mount.tmpfs_mode.replace(/^0+(?=.)/, '')}`]),
];

/** The same fields from what inspect shows. */
const inspectedFields = (mount: Plain): readonly string[] => {
  const text = (...path: readonly string[]): string => {
    const found = at(mount, ...path);
    return found === null || found === undefined || found === false || found === 0 ? '' : String(found);
  };
  const mode = at(mount, 'TmpfsOptions', 'Mode');
  const field = (name: string, found: string): readonly string[] =>
    found === '' ? [] : [`${name}=${found}`];
  return [
    `type=${text('Type')}`,
    ...field('source', clean(text('Source'))),
    `target=${clean(text('Target'))}`,
    ...(text('ReadOnly') === '' ? [] : ['readonly']),
    ...field('bind-propagation', text('BindOptions', 'Propagation')),
    ...(text('VolumeOptions', 'NoCopy') === '' ? [] : ['volume-nocopy']),
    ...field('tmpfs-size', text('TmpfsOptions', 'SizeBytes')),
    ...field('tmpfs-mode', typeof mode === 'number' && mode > 0 ? mode.toString(8) : ''),
  ];
};

/** Fields of --mount are CSV: one with a comma or a quote stands in quotes. */
const csv = (field: string): string => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** `mounts`. */
export const mounts: Setting = {
  option: 'mounts',
  kind: 'set',
  desired: args => args.mounts?.map(mount => fields(mount).map(csv).join(',')),
  actual: container => {
    const list = at(container, 'HostConfig', 'Mounts');
    return Array.isArray(list) ? list.map(mount => inspectedFields(mount).map(csv).join(',')) : [];
  },
  flags: desired => (desired as readonly string[]).map(mount => flagged('mount', mount)),
};

/** `tmpfs`: options by path. */
export const tmpfs: Setting = {
  ...dict('tmpfs', 'tmpfs', container => dictAt(container, 'HostConfig', 'Tmpfs')),
  desired: args =>
    args.tmpfs &&
    Object.fromEntries(
      args.tmpfs.map(text => {
        const colon = text.indexOf(':');
        return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
      }),
    ),
  flags: (_, args) => (args.tmpfs ?? []).map(text => flagged('tmpfs', text)),
};
