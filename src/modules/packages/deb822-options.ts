import type { OptionSchema, OptionsOf } from '../options.js';

const list = (description: string) => ({ type: 'list', elements: 'str', description }) as const;
const flag = (description: string) => ({ type: 'bool', description }) as const;

export const deb822Options = {
  name: {
    type: 'str',
    required: true,
    description: 'What the repository is called; its files are named after it.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the repository is to be there.',
  },
  types: {
    type: 'list',
    elements: 'str',
    choices: ['deb', 'deb-src'],
    default: ['deb'],
    description: 'deb for packages, deb-src for what they are built of.',
  },
  uris: list('Where the repository is.'),
  suites: list('The releases.'),
  components: list('The parts of the releases.'),
  architectures: list('The architectures.'),
  languages: list('The languages of descriptions.'),
  targets: list('What is fetched of the repository.'),
  signed_by: {
    type: 'str',
    description: 'The key it is signed by: its URL, a file on the host, a fingerprint, or the key itself.',
  },
  enabled: flag('Whether apt uses it.'),
  trusted: flag('Whether apt trusts it without a signature.'),
  allow_insecure: flag('Allow that it is not signed.'),
  allow_weak: flag('Allow that it is signed in a weak way.'),
  allow_downgrade_to_insecure: flag('Allow that it is not signed any more.'),
  by_hash: flag('Fetch lists by their checksums.'),
  check_date: flag('Check that the repository is not from the future.'),
  check_valid_until: flag('Check that the repository has not expired.'),
  pdiffs: flag('Fetch differences instead of whole lists.'),
  date_max_future: { type: 'int', description: 'How many seconds from the future it may be.' },
  inrelease_path: { type: 'str', description: 'Where its InRelease file is.' },
  install_python_debian: {
    type: 'bool',
    default: true,
    description: 'Changes nothing: no Python is needed.',
  },
  mode: { type: 'mode', default: '0644', description: 'The permissions of the file of the repository.' },
} as const satisfies OptionSchema;

export type Deb822Arguments = OptionsOf<typeof deb822Options>;
