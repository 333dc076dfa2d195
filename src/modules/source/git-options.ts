import type { OptionSchema, OptionsOf } from '../options.js';

export const gitOptions = {
  repo: {
    type: 'str',
    required: true,
    aliases: ['name'],
    description: 'Where the repository is: a URL or a path.',
  },
  dest: {
    type: 'path',
    description: 'The folder it is cloned to. Only with `clone: false` it may be left out.',
  },
  version: {
    type: 'str',
    default: 'HEAD',
    description: 'A branch, a tag, or the whole SHA-1 of a commit; HEAD is the branch that is checked out.',
  },
  remote: { type: 'str', default: 'origin', description: 'What the repository is called in the clone.' },
  refspec: { type: 'str', description: 'What is fetched beside the usual.' },
  reference: { type: 'str', description: 'A repository on the host that has some of it already.' },
  force: { type: 'bool', default: false, description: 'Throw away what was changed in the working tree.' },
  depth: { type: 'int', description: 'Clone so many revisions only.' },
  clone: { type: 'bool', default: true, description: 'Clone the repository if there is no clone of it.' },
  update: { type: 'bool', default: true, description: 'Fetch what is new if there is a clone.' },
  verify_commit: {
    type: 'bool',
    default: false,
    description: 'Fail if the commit or tag has no good signature.',
  },
  gpg_whitelist: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'The fingerprints of which the signature must have one.',
  },
  accept_hostkey: { type: 'bool', default: false, description: "Take any key of the repository's host." },
  accept_newhostkey: {
    type: 'bool',
    default: false,
    description: "Take the key of the repository's host if no other is known.",
  },
  key_file: { type: 'path', description: 'A private SSH key on the host.' },
  ssh_opts: { type: 'str', description: 'Further options for ssh.' },
  executable: { type: 'path', description: 'The git to use.' },
  bare: { type: 'bool', default: false, description: 'Make a repository without a working tree.' },
  recursive: { type: 'bool', default: true, description: 'Take submodules along.' },
  single_branch: { type: 'bool', default: false, description: 'Clone the history of one branch only.' },
  track_submodules: {
    type: 'bool',
    default: false,
    description: 'Take the newest commits of submodules, not those that the repository names.',
  },
  umask: { type: 'raw', description: 'The umask meanwhile, octal digits in quotes.' },
  archive: { type: 'path', description: 'A file that the version is packed into: .zip, .gz, .tar or .tgz.' },
  archive_prefix: { type: 'str', description: 'What is put before each name in it.' },
  separate_git_dir: { type: 'path', description: 'Where the repository is, apart from the working tree.' },
} as const satisfies OptionSchema;

export type GitArguments = OptionsOf<typeof gitOptions>;

export const gitReturns = {
  before: { type: 'str', description: 'The commit as it was, null if there was none.' },
  after: { type: 'str', description: 'The commit as it is now.' },
  remote_url_changed: { type: 'bool', description: 'Whether the clone was of another repository.' },
  submodules_changed: { type: 'bool', description: 'true if submodules were brought up to date.' },
  git_dir_before: { type: 'str', description: 'Where the repository was, if it was moved.' },
  git_dir_now: { type: 'str', description: 'Where it is now.' },
} as const;
