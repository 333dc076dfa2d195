import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';
import { backupOption } from './content-options.js';

export const getUrlOptions = {
  url: { type: 'str', required: true, description: 'What to fetch: http, https, ftp, or file on the host.' },
  dest: {
    type: 'path',
    required: true,
    description: 'The file, or the folder that it is put in under the last part of the URL.',
  },
  checksum: {
    type: 'str',
    default: '',
    description:
      'algorithm:digits, such as sha256:..., or algorithm:URL of a file of checksums. A file that has it is not fetched again; one fetched without it is thrown away.',
  },
  force: {
    type: 'bool',
    default: false,
    description:
      'Fetch a file that is there already; if false, only if it is newer on the server, or checksum differs.',
  },
  headers: { type: 'dict', description: 'Further headers of the request.' },
  url_username: { type: 'str', aliases: ['username'], description: 'The user for basic authentication.' },
  url_password: {
    type: 'str',
    aliases: ['password'],
    noLog: true,
    description: 'The password for basic authentication.',
  },
  force_basic_auth: {
    type: 'bool',
    default: false,
    description: 'The password is always sent at once; this changes nothing.',
  },
  timeout: { type: 'int', default: 10, description: 'Seconds without an answer after which to give up.' },
  validate_certs: { type: 'bool', default: true, description: 'Check the server’s certificate.' },
  http_agent: { type: 'str', default: 'ansible-httpget', description: 'How the client calls itself.' },
  use_proxy: { type: 'bool', default: true, description: 'Use the proxy that the environment names.' },
  use_netrc: { type: 'bool', default: true, description: 'Use the passwords in ~/.netrc.' },
  client_cert: { type: 'path', description: 'A client certificate on the host, in PEM.' },
  client_key: { type: 'path', description: 'Its key on the host, if it is not in the same file.' },
  ciphers: { type: 'list', elements: 'str', description: 'The ciphers for TLS, as OpenSSL calls them.' },
  decompress: { type: 'bool', default: true, description: 'Unpack what the server has packed for the way.' },
  tmp_dest: {
    type: 'path',
    description: 'Changes nothing: the file is fetched to a hidden file beside dest.',
  },
  unredirected_headers: { type: 'list', elements: 'str', default: [], description: 'Not supported.' },
  use_gssapi: { type: 'bool', default: false, description: 'Not supported.' },
  ...backupOption,
  ...commonOptions,
} as const satisfies OptionSchema;

export type GetUrlArguments = OptionsOf<typeof getUrlOptions>;
