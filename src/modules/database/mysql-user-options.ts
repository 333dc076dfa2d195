import type { OptionSchema, OptionsOf } from '../options.js';
import { mysqlLoginOptions } from './mysql-login.js';

/** The options of mysql_user. */
export const mysqlUserOptions = {
  user: { type: 'str', required: true, aliases: ['name'], description: "The account's user." },
  host: { type: 'str', default: 'localhost', description: "The account's host." },
  host_all: {
    type: 'bool',
    default: false,
    description: 'Change the accounts of that user on all hosts. It makes none.',
  },
  password: { type: 'str', noLog: true, description: 'The password, for mysql_native_password.' },
  encrypted: {
    type: 'bool',
    default: false,
    description: 'The password is a hash of mysql_native_password.',
  },
  update_password: {
    type: 'str',
    default: 'always',
    choices: ['always', 'on_create', 'on_new_username'],
    description: 'Whether a password that differs is changed, or only that of a new account set.',
  },
  plugin: { type: 'str', description: 'The plugin that authenticates.' },
  plugin_hash_string: { type: 'str', description: "The plugin's hash (AS)." },
  plugin_auth_string: { type: 'str', noLog: true, description: "The plugin's secret or setting (BY)." },
  priv: {
    type: 'raw',
    description: 'Privileges, as db.table:PRIV,PRIV/db2.*:PRIV or as a dictionary. Others are taken away.',
  },
  append_privs: { type: 'bool', default: false, description: 'Keep the privileges that are not named.' },
  subtract_privs: { type: 'bool', default: false, description: 'Take the named privileges away.' },
  tls_requires: {
    type: 'dict',
    description: 'What a connection needs: SSL, X509, or SUBJECT, ISSUER and CIPHER with their values.',
  },
  resource_limits: { type: 'dict', description: 'Limits such as MAX_QUERIES_PER_HOUR.' },
  sql_log_bin: { type: 'bool', default: true, description: 'Whether what is done goes into the binary log.' },
  force_context: { type: 'bool', default: false, description: 'Work in the database mysql.' },
  session_vars: { type: 'dict', description: 'Variables of the session that are set first.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether there is to be such an account.',
  },
  ...mysqlLoginOptions,
} as const satisfies OptionSchema;

export type MysqlUserArguments = OptionsOf<typeof mysqlUserOptions>;
