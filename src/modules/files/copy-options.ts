import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import { backupOption, validateOption } from './content-options.js';

export const copyOptions = {
  src: {
    type: 'str',
    description:
      'A local file or folder, or with remote_src one on the host. Of a folder with a slash at the end only what is in it is copied.',
  },
  content: {
    type: 'raw',
    description: 'The content itself, instead of src. Structured data is written as JSON.',
  },
  dest: {
    type: 'path',
    required: true,
    description:
      'The file on the host, or the folder it is to be put in. If it ends in a slash, the folder is made.',
  },
  remote_src: { type: 'bool', default: false, description: 'src is a path on the host.' },
  force: {
    type: 'bool',
    default: true,
    description: 'Replace a file whose content differs; if false, only make missing ones.',
  },
  follow: {
    type: 'bool',
    default: false,
    description: 'If the file on the host is a link, change what it leads to.',
  },
  local_follow: {
    type: 'bool',
    default: true,
    description: 'Copy what links in the source lead to, not the links.',
  },
  directory_mode: { type: 'mode', description: 'The mode of folders, when a folder is copied.' },
  checksum: { type: 'str', description: 'The SHA-1 that src must have.' },
  decrypt: { type: 'bool', default: true, description: 'Decrypt src if it is vaulted.' },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

export type CopyArguments = OptionsOf<typeof copyOptions>;

export const copyReturns = {
  dest: { type: 'str', description: 'The file or folder on the host.' },
  src: { type: 'str', description: 'The local file, or with remote_src the one on the host.' },
  checksum: { type: 'str', description: 'The SHA-1 of the file.' },
  md5sum: { type: 'str', description: 'The MD5 of the file.' },
  backup_file: { type: 'str', description: 'Where the old file was kept.' },
  owner: { type: 'str', description: 'The user who owns the file.' },
  group: { type: 'str', description: 'The group that owns the file.' },
  uid: { type: 'int', description: 'The number of the owner.' },
  gid: { type: 'int', description: 'The number of the group.' },
  mode: { type: 'str', description: 'The permissions, as 0644.' },
  size: { type: 'int', description: 'Bytes.' },
  state: { type: 'str', description: 'file, or directory.' },
} as const;
