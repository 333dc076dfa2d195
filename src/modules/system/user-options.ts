import type { OptionSchema, OptionsOf } from '../options.js';

/** The options of `user`: Ansible's, without those that mean something on other systems than Linux. */
export const userOptions = {
  name: { type: 'str', required: true, aliases: ['user'], description: 'The account.' },
  state: {
    type: 'str',
    choices: ['absent', 'present'],
    default: 'present',
    description: 'Whether there is such an account.',
  },
  uid: { type: 'int', description: 'Its number.' },
  non_unique: {
    type: 'bool',
    default: false,
    description: 'Take the number even if another account has it.',
  },
  comment: { type: 'str', description: 'Whose account it is, or what for.' },
  group: { type: 'str', description: 'Its primary group: a name or a number.' },
  groups: {
    type: 'list',
    elements: 'str',
    description: 'Further groups; it is taken out of others. An empty text stands for none.',
  },
  append: { type: 'bool', default: false, description: 'Leave it in other groups than `groups`.' },
  shell: { type: 'str', description: 'The shell that it logs in to.' },
  home: { type: 'path', description: 'Its home.' },
  create_home: {
    type: 'bool',
    default: true,
    aliases: ['createhome'],
    description: 'Make the home if it is not there.',
  },
  move_home: { type: 'bool', default: false, description: 'Move the home if it is to be another.' },
  skeleton: { type: 'str', description: 'A folder on the host that a new home is a copy of.' },
  umask: { type: 'str', description: 'The umask by which the mode of a new home is found.' },
  system: {
    type: 'bool',
    default: false,
    description: 'Give a new account a number of the range for the system.',
  },
  password: {
    type: 'str',
    noLog: true,
    description: 'The hash of its password, as in /etc/shadow; `!` or `*` for none that could be right.',
  },
  update_password: {
    type: 'str',
    choices: ['always', 'on_create'],
    default: 'always',
    description: 'Whether an account that is there gets the password as well.',
  },
  password_lock: { type: 'bool', description: 'Lock the password, or unlock it.' },
  password_expire_max: { type: 'int', description: 'Days after which the password must be changed.' },
  password_expire_min: { type: 'int', description: 'Days before which it can not be changed again.' },
  expires: {
    type: 'float',
    description: 'When the account expires, in seconds since 1970; negative for never.',
  },
  remove: { type: 'bool', default: false, description: 'With state absent: its home goes, too.' },
  force: {
    type: 'bool',
    default: false,
    description:
      'With state absent: even if it is logged in. With generate_ssh_key: a key that is there is replaced.',
  },
  local: {
    type: 'bool',
    default: false,
    description: 'Look for the account in /etc/passwd only, not in a directory.',
  },
  seuser: { type: 'str', description: 'The SELinux user of a new account.' },
  generate_ssh_key: { type: 'bool', default: false, description: 'Make a key for SSH unless there is one.' },
  ssh_key_bits: { type: 'int', default: 0, description: "The key's size; 0 for what ssh-keygen takes." },
  ssh_key_type: { type: 'str', default: 'rsa', description: "The key's type." },
  ssh_key_file: { type: 'path', description: "The key's file, from the home. By default .ssh/id_TYPE." },
  ssh_key_comment: { type: 'str', description: 'The comment in it. By default it names the host.' },
  ssh_key_passphrase: { type: 'str', noLog: true, description: 'The passphrase of a new key.' },
} as const satisfies OptionSchema;

export type UserArguments = OptionsOf<typeof userOptions>;
