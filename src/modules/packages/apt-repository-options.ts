import type { OptionSchema, OptionsOf } from '../options.js';

export const aptRepositoryOptions = {
  repo: {
    type: 'str',
    required: true,
    description: 'The source, as a line of sources.list, or a PPA: ppa:owner/name.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the source is to be there.',
  },
  mode: { type: 'mode', description: 'The permissions of the file that the source is put in.' },
  update_cache: {
    type: 'bool',
    default: true,
    aliases: ['update-cache'],
    description: 'Fetch the lists of packages if something was changed.',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'How often to try to fetch the lists.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'The longest pause between two tries, in seconds.',
  },
  filename: {
    type: 'str',
    description: 'The file in /etc/apt/sources.list.d, without .list. By default it is made of the source.',
  },
  install_python_apt: { type: 'bool', default: true, description: 'Changes nothing: no Python is needed.' },
  validate_certs: {
    type: 'bool',
    default: true,
    description: 'Check the certificate of the server of PPAs.',
  },
  codename: { type: 'str', description: 'The release that a PPA is taken for. By default that of the host.' },
} as const satisfies OptionSchema;

export type AptRepositoryArguments = OptionsOf<typeof aptRepositoryOptions>;
