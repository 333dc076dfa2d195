import type { Output } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { inode, obstacle, resolve } from '../shell/functions.js';
import { inodeResult } from './inode.js';

const options = {
  path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'The file or folder.' },
  follow: { type: 'bool', default: false, description: 'Tell of what a link leads to, not of the link.' },
  get_checksum: {
    type: 'bool',
    default: true,
    description: 'Whether to return the checksum of a regular file.',
  },
  checksum_algorithm: {
    type: 'str',
    default: 'sha1',
    choices: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
    aliases: ['checksum', 'checksum_algo'],
    description: 'Which checksum.',
  },
  get_mime: {
    type: 'bool',
    default: true,
    aliases: ['mime', 'mime_type', 'mime-type'],
    description: 'Whether to return the MIME type and the encoding, if the host has the program file.',
  },
  get_attributes: {
    type: 'bool',
    default: true,
    aliases: ['attr', 'attributes'],
    description: 'Whether to return the attributes that lsattr shows, if the host has it.',
  },
  get_md5: {
    type: 'bool',
    default: false,
    description: 'Whether to return the MD5 as well, as old playbooks have it.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

export const stat = defineModule<Args, Args, Result>({
  name: 'stat',
  collection: 'ansible.builtin',
  description: 'Tells what is known of a file or folder on the host.',
  options,
  prepare: args => args,
  probe: args => {
    const { setup, words } = expand([args.path]);
    const sum = (program: string) =>
      `if [ -f "$path" ] && [ -r "$path" ]; then sum=$(${program} <"$path") && printf '%s' "\${sum%% *}"; fi; printf '\\0'`;
    const lines = [
      `${setup}path=${words[0]}`,
      `printf '%s\\0' "$path"`,
      `inode "$path" ${args.follow ? 'follow' : "''"}`,
      `for right in r w x; do [ "-$right" "$path" ] && printf %s "$right"; done; printf '\\0'`,
      `[ ! -L "$path" ] || readlink -n -- "$path"; printf '\\0'`,
      `resolve "$path"; printf '%s\\0' "$resolved"`,
      `obstacle "$path"`,
      ...(args.get_checksum ? [sum(`${args.checksum_algorithm}sum`)] : []),
      ...(args.get_md5 ? [sum('md5sum')] : []),
      ...(args.get_mime ? [`file -b --mime-type --mime-encoding -- "$path" 2>/dev/null; printf '\\0'`] : []),
      ...(args.get_attributes ? [`lsattr -vd -- "$path" 2>/dev/null; printf '\\0'`] : []),
    ];
    return { text: lines.join('\n'), uses: [inode, obstacle, resolve] };
  },
  parse: (output, args) => parse(output, args),
  plan: (_, found) =>
    typeof found.obstacle === 'string'
      ? { kind: 'failed', message: found.obstacle }
      : { kind: 'same', result: { stat: found } },
  returns: {
    stat: {
      type: 'dict',
      description: 'exists, and if so path, mode, isreg, isdir, islnk, uid, size, mtime, checksum...',
    },
  },
  examples: `- name: Look at a file
  stat:
    path: /etc/app.conf
  register: conf

- debug:
    msg: It is there
  when: conf.stat.exists and conf.stat.isreg
`,
});

const parse = (output: Output, args: Args): Result => {
  const fields = new Fields(output.stdout);
  const path = fields.text();
  const [line, ...times] = fields.text().split('\n');
  const rights = fields.text();
  const target = fields.text();
  const source = fields.text();
  const hindrance = fields.text();
  if (line === undefined || line === '')
    return hindrance === '' ? { exists: false } : { obstacle: hindrance };
  const [
    bits,
    uid,
    gid,
    size,
    atime,
    mtime,
    ctime,
    ino,
    dev,
    links,
    blocks,
    blockSize,
    major,
    minor,
    owner,
    group,
  ] = line.split(':');
  const mode = Number.parseInt(bits!, 16);
  const isLink = (mode & 0o170000) === 0o120000;
  const checksum = args.get_checksum ? fields.text() : '';
  const md5 = args.get_md5 ? fields.text() : '';
  return {
    exists: true,
    path,
    ...inodeResult({
      mode,
      uid: uid!,
      gid: gid!,
      size: size!,
      inode: ino!,
      device: dev!,
      links: links!,
      seconds: [atime!, mtime!, ctime!],
      times,
    }),
    blocks: Number(blocks),
    block_size: Number(blockSize),
    device_type: deviceNumber(Number.parseInt(major!, 16), Number.parseInt(minor!, 16)),
    readable: rights.includes('r'),
    writeable: rights.includes('w'),
    executable: rights.includes('x'),
    ...(isLink && { lnk_source: source, lnk_target: target }),
    ...(owner !== 'UNKNOWN' && { pw_name: owner }),
    ...(group !== 'UNKNOWN' && { gr_name: group }),
    ...(md5 !== '' && !isLink && { md5 }),
    ...(checksum !== '' && !isLink && { checksum }),
    ...(args.get_mime && mimeResult(fields.text())),
    ...(args.get_attributes && attributesResult(fields.text())),
  };
};

/** The device number of a device file as Linux packs it into 64 bits; 0 for all other files. */
const deviceNumber = (major: number, minor: number): number =>
  (major & 0xfff) * 256 + (minor & 0xff) + (minor >> 8) * 1048576;

const mimeResult = (text: string): Result => {
  const match = /^([^;]+); charset=(\S+)/.exec(text);
  return { mimetype: match?.[1] ?? 'unknown', charset: match?.[2] ?? 'unknown' };
};

/** The words that Ansible has for lsattr's letters (ansible.module_utils.basic, FILE_ATTRIBUTES). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
};

const attributesResult = (text: string): Result => {
  const [version, flags = ''] = text.trim().split(/\s+/);
  const letters = flags.replaceAll('-', '');
  return {
    version: text.trim() === '' ? null : version,
    attr_flags: letters,
    attributes: [...letters].flatMap(letter => ATTRIBUTES[letter] ?? []),
  };
};
