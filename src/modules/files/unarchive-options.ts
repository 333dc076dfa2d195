import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';

export const unarchiveOptions = {
  src: {
    type: 'path',
    required: true,
    description: 'A local archive, or with remote_src one on the host or its URL.',
  },
  dest: { type: 'path', required: true, description: 'The folder it is unpacked in, which must be there.' },
  remote_src: { type: 'bool', default: false, description: 'src is on the host, or a URL.' },
  copy: { type: 'bool', default: true, description: 'The opposite of remote_src, as it was once called.' },
  creates: { type: 'path', description: 'If there is this file or folder, nothing is done.' },
  list_files: { type: 'bool', default: false, description: 'Return the names of what is in the archive.' },
  keep_newer: {
    type: 'bool',
    default: false,
    description: 'Leave files alone that are newer than those in the archive.',
  },
  exclude: { type: 'list', elements: 'str', default: [], description: 'What is not to be unpacked.' },
  include: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'What alone is to be unpacked.',
  },
  extra_opts: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Further options for tar or unzip, each an element.',
  },
  validate_certs: { type: 'bool', default: true, description: 'Check the server’s certificate.' },
  decrypt: { type: 'bool', default: true, description: 'Decrypt src if it is vaulted.' },
  io_buffer_size: { type: 'int', default: 65536, description: 'Changes nothing.' },
  ...commonOptions,
} as const satisfies OptionSchema;

export type UnarchiveArguments = OptionsOf<typeof unarchiveOptions>;

export const unarchiveReturns = {
  dest: { type: 'str', description: 'The folder.' },
  src: { type: 'str', description: 'The archive.' },
  handler: { type: 'str', description: 'What kind of archive it is: TgzArchive, TarArchive, ZipArchive...' },
  files: { type: 'list', description: 'What is in the archive, with list_files.' },
  extract_results: {
    type: 'dict',
    description: 'What the program that unpacked it was called with and said.',
  },
  owner: { type: 'str', description: 'The user who owns the folder.' },
  group: { type: 'str', description: 'The group that owns the folder.' },
  uid: { type: 'int', description: 'The number of the owner.' },
  gid: { type: 'int', description: 'The number of the group.' },
  mode: { type: 'str', description: 'The permissions of the folder, as 0755.' },
  size: { type: 'int', description: 'Bytes of the folder itself.' },
  state: { type: 'str', description: 'directory.' },
} as const;
