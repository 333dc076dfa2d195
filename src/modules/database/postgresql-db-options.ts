import type { OptionSchema, OptionsOf } from '../options.js';
import { psqlLoginOptions } from './psql-login.js';

/** The options of postgresql_db. */
export const postgresqlDbOptions = {
  db: { type: 'str', required: true, aliases: ['name'], description: 'The database.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'dump', 'present', 'rename', 'restore'],
    description: 'Whether there is to be one; or what is to be done with it.',
  },
  owner: { type: 'str', default: '', description: 'The role that owns it.' },
  template: { type: 'str', default: '', description: 'The template of a new one.' },
  encoding: { type: 'str', default: '', description: 'The encoding of a new one.' },
  lc_collate: { type: 'str', default: '', description: 'The order of texts in a new one.' },
  lc_ctype: { type: 'str', default: '', description: 'The classes of characters in a new one.' },
  conn_limit: { type: 'str', default: '', description: 'How many connections it may have.' },
  tablespace: { type: 'path', default: '', description: 'Its tablespace.' },
  target: {
    type: 'path',
    default: '',
    description:
      'The file of a dump, or the name it is renamed to. .gz, .bz2 and .xz are compressed; .tar, .pgc and .dir are formats of pg_dump.',
  },
  target_opts: { type: 'str', default: '', description: 'Further arguments for the program that is called.' },
  dump_extra_args: { type: 'str', description: 'Further arguments for pg_dump.' },
  maintenance_db: { type: 'str', default: 'postgres', description: 'The database to connect to.' },
  force: { type: 'bool', default: false, description: 'End connections to a database that is removed.' },
  ...psqlLoginOptions,
} as const satisfies OptionSchema;

export type PostgresqlDbArguments = OptionsOf<typeof postgresqlDbOptions>;
