import { commonOptions } from '../files/common.js';
import type { Constraints } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const { mode, owner, group } = commonOptions;

/** The options of `uri`. */
export const uriOptions = {
  url: { type: 'str', required: true, description: 'An http or https URL.' },
  method: { type: 'str', default: 'GET', description: 'The method, in capitals.' },
  body: { type: 'raw', description: 'What to send: a text, or data for body_format.' },
  body_format: {
    type: 'str',
    choices: ['form-urlencoded', 'json', 'raw'],
    default: 'raw',
    description: 'What to make of `body`; Content-Type follows from it.',
  },
  src: { type: 'path', description: 'A file to send, in place of `body`.' },
  remote_src: { type: 'bool', default: false, description: '`src` is a file of the host.' },
  headers: { type: 'dict', description: 'Headers of the request.' },
  status_code: {
    type: 'list',
    elements: 'int',
    description: 'The status codes that are good. By default 200.',
  },
  return_content: {
    type: 'bool',
    default: false,
    description: 'Return the body of the answer as `content`. JSON is always returned as `json`.',
  },
  dest: { type: 'path', description: 'A file on the host, or a folder, that the answer is stored in.' },
  url_username: { type: 'str', aliases: ['user'], description: 'A user to log in as.' },
  url_password: { type: 'str', aliases: ['password'], noLog: true, description: "The user's password." },
  force_basic_auth: {
    type: 'bool',
    default: false,
    description: 'Send user and password at once, before the server asks for them.',
  },
  follow_redirects: {
    type: 'str',
    choices: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
    default: 'safe',
    description: 'Which redirects to follow: all, none, or those of GET and HEAD.',
  },
  timeout: {
    type: 'int',
    default: 30,
    description: 'Seconds to wait for a connection, or for an answer to go on.',
  },
  creates: { type: 'path', description: 'A file: if it exists, nothing is done.' },
  removes: { type: 'path', description: 'A file: if it does not exist, nothing is done.' },
  validate_certs: { type: 'bool', default: true, description: "Check the server's certificate." },
  ca_path: { type: 'path', description: 'A file on the host with certificates of authorities to trust.' },
  client_cert: { type: 'path', description: 'A file on the host with a certificate of our own.' },
  client_key: { type: 'path', description: 'A file on the host with its key.' },
  ciphers: { type: 'list', elements: 'str', description: "OpenSSL's names of ciphers." },
  unix_socket: { type: 'path', description: 'A socket on the host to connect to.' },
  http_agent: { type: 'str', default: 'ansible-httpget', description: 'How to introduce ourselves.' },
  use_proxy: { type: 'bool', default: true, description: "Use the proxy that the host's environment names." },
  use_netrc: { type: 'bool', default: true, description: "Look for a password in the account's ~/.netrc." },
  force: { type: 'bool', default: false, description: 'Ask for an answer that comes from no cache.' },
  decompress: { type: 'bool', default: true, description: 'Unpack an answer that is packed with gzip.' },
  unredirected_headers: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Taken for compatibility: what logs in is never sent on to another host.',
  },
  mode,
  owner,
  group,
} as const satisfies OptionSchema;

export type UriArguments = OptionsOf<typeof uriOptions>;

export const uriConstraints: Constraints = { mutuallyExclusive: [['body', 'src']] };
