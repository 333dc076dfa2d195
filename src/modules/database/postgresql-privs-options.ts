import type { OptionSchema, OptionsOf } from '../options.js';
import { psqlLoginOptions } from './psql-login.js';

/** The options of postgresql_privs. */
export const postgresqlPrivsOptions = {
  database: {
    type: 'str',
    required: true,
    aliases: ['db', 'login_db'],
    description: 'The database to connect to.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the roles have the privileges.',
  },
  privs: { type: 'str', aliases: ['priv'], description: 'The privileges, with commas in between.' },
  type: {
    type: 'str',
    default: 'table',
    choices: [
      'table',
      'sequence',
      'function',
      'procedure',
      'database',
      'schema',
      'language',
      'tablespace',
      'group',
      'default_privs',
      'foreign_data_wrapper',
      'foreign_server',
      'type',
    ],
    description: 'What the privileges are on; group is the membership of roles.',
  },
  objs: {
    type: 'str',
    aliases: ['obj'],
    description:
      'Their names, with commas in between; ALL_IN_SCHEMA for all. Arguments of functions have colons in between.',
  },
  schema: { type: 'str', description: 'The schema that they are in, public if it is not given.' },
  roles: {
    type: 'str',
    required: true,
    aliases: ['role'],
    description: 'Who has the privileges, with commas in between; PUBLIC for all.',
  },
  target_roles: { type: 'str', description: 'Whose default privileges are meant.' },
  grant_option: {
    type: 'bool',
    aliases: ['admin_option'],
    description: 'Whether the roles may pass the privileges on.',
  },
  fail_on_role: {
    type: 'bool',
    default: true,
    description: 'Whether a role that does not exist is a failure.',
  },
  usage_on_types: {
    type: 'bool',
    default: true,
    description: 'With default privileges give USAGE on types as well.',
  },
  password: { type: 'str', default: '', noLog: true, description: 'The same as login_password.' },
  ...psqlLoginOptions,
} as const satisfies OptionSchema;

export type PostgresqlPrivsArguments = OptionsOf<typeof postgresqlPrivsOptions>;
