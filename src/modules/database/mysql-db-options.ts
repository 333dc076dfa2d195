import type { OptionSchema, OptionsOf } from '../options.js';
import { mysqlLoginOptions } from './mysql-login.js';

/** The options of mysql_db. */
export const mysqlDbOptions = {
  name: {
    type: 'list',
    elements: 'str',
    required: true,
    aliases: ['db'],
    description: 'The databases; all for a dump or an import of everything.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'dump', 'import', 'present'],
    description:
      'Whether they are to be there; or what is to be done: a dump to the target, an import from it.',
  },
  collation: { type: 'str', default: '', description: 'The collation of new databases.' },
  encoding: {
    type: 'str',
    default: '',
    description: 'The character set of new databases, dumps and imports.',
  },
  target: { type: 'path', description: 'The file of a dump; .gz, .bz2 and .xz are compressed.' },
  single_transaction: { type: 'bool', default: false, description: 'Dump in a single transaction.' },
  quick: { type: 'bool', default: true, description: 'Dump large tables row by row.' },
  ignore_tables: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Tables that are not dumped, as database.table.',
  },
  hex_blob: { type: 'bool', default: false, description: 'Dump binary columns in hexadecimal.' },
  force: {
    type: 'bool',
    default: false,
    description: 'Go on after an error of SQL, in a dump or an import.',
  },
  master_data: {
    type: 'int',
    default: 0,
    description: 'Dump the position in the log: 1 as a statement, 2 as a comment.',
  },
  skip_lock_tables: { type: 'bool', default: false, description: 'Do not lock tables for a dump.' },
  dump_extra_args: { type: 'str', description: 'Further arguments for mysqldump.' },
  use_shell: { type: 'bool', default: false, description: 'Means nothing: it is a shell in any case.' },
  unsafe_login_password: {
    type: 'bool',
    default: false,
    description: 'Means nothing: a password is on no command line.',
  },
  restrict_config_file: {
    type: 'bool',
    default: false,
    description: 'Means nothing: no other option file is read in any case.',
  },
  config_overrides_defaults: {
    type: 'bool',
    default: false,
    description: 'Take host and port from config_file where they are not given.',
  },
  chdir: { type: 'path', description: 'The folder to work in.' },
  pipefail: {
    type: 'bool',
    default: false,
    description: 'Means nothing: a dump that fails is told in any case.',
  },
  ...mysqlLoginOptions,
} as const satisfies OptionSchema;

export type MysqlDbArguments = OptionsOf<typeof mysqlDbOptions>;
