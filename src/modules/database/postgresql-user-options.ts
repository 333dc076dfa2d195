import type { OptionSchema, OptionsOf } from '../options.js';
import { psqlLoginOptions } from './psql-login.js';

/** The options of postgresql_user. */
export const postgresqlUserOptions = {
  user: { type: 'str', required: true, aliases: ['name'], description: 'The role.' },
  password: {
    type: 'str',
    noLog: true,
    description: 'Its password, or the hash of one as the server keeps it; an empty one for none.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether there is to be such a role.',
  },
  role_attr_flags: {
    type: 'str',
    default: '',
    description: 'What it may do: CREATEDB, NOSUPERUSER and the like, with commas in between.',
  },
  encrypted: { type: 'bool', default: true, description: 'Whether the server keeps a hash of the password.' },
  no_password_changes: {
    type: 'bool',
    default: false,
    description: 'Leave the password, the date and the limit of a role that is there alone.',
  },
  expires: { type: 'str', description: 'Until when the password is valid.' },
  conn_limit: { type: 'int', description: 'How many connections it may have.' },
  comment: { type: 'str', description: 'A comment on the role.' },
  groups: { type: 'list', elements: 'str', description: 'Roles that it is to be a member of.' },
  db: {
    type: 'str',
    default: '',
    aliases: ['login_db'],
    description: 'The database to connect to, and that priv is about.',
  },
  priv: {
    type: 'str',
    description: 'Privileges on the database, or as table:PRIV,PRIV on tables, with slashes in between.',
  },
  fail_on_user: {
    type: 'bool',
    default: true,
    aliases: ['fail_on_role'],
    description: 'Whether it is a failure if the role can not be removed.',
  },
  ...psqlLoginOptions,
} as const satisfies OptionSchema;

export type PostgresqlUserArguments = OptionsOf<typeof postgresqlUserOptions>;
