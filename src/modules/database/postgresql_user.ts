import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import { type PostgresqlUserArguments, postgresqlUserOptions } from './postgresql-user-options.js';
import { planPostgresqlUser } from './postgresql-user-plan.js';
import {
  type OldPrivileges,
  type PostgresqlUserState,
  type PostgresqlUserTask,
  parsePostgresqlUser,
  probePostgresqlUser,
} from './postgresql-user-state.js';
import { checkPsqlLogin } from './psql-login.js';

/** Roles of PostgreSQL. */
export const postgresqlUser = defineModule<
  PostgresqlUserArguments,
  PostgresqlUserTask,
  PostgresqlUserState | string
>({
  name: 'postgresql_user',
  collection: 'community.postgresql',
  description: 'Manages roles of PostgreSQL that may log in, by its own client.',
  options: postgresqlUserOptions,
  returns: {
    user: { type: 'str', description: 'The role.' },
    queries: { type: 'list', description: 'What was executed, without passwords.' },
  },
  examples: `- name: The application's role
  become_user: postgres
  postgresql_user:
    name: app
    password: "{{ app_password }}"
    role_attr_flags: NOSUPERUSER,NOCREATEDB
`,
  prepare: (args, services) => prepare(args, services),
  probe: task => probePostgresqlUser(task),
  parse: (output, task) => parsePostgresqlUser(output, task),
  plan: (task, state) => planPostgresqlUser(task, state),
});

const FLAGS = ['SUPERUSER', 'CREATEROLE', 'CREATEDB', 'INHERIT', 'LOGIN', 'REPLICATION', 'BYPASSRLS'];

const PRIVILEGES = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
  database: ['CREATE', 'CONNECT', 'TEMPORARY'],
} as const;

const prepare = (args: PostgresqlUserArguments, services: Services): PostgresqlUserTask => {
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  const flags = [
    ...new Set(
      args.role_attr_flags
        .split(',')
        .filter(Boolean)
        .map(flag => flag.toUpperCase()),
    ),
  ];
  const unknown = flags.filter(flag => !FLAGS.includes(flag.replace(/^NO/, '')));
  if (unknown.length > 0)
    throw refuse(`Invalid role_attr_flags specified: ${unknown.join(' ')}`, 'role_attr_flags');
  if (args.priv !== undefined && args.db === '')
    throw refuse('privileges require a database to be specified', 'priv');
  if (args.user === 'PUBLIC' && args.password !== undefined)
    throw refuse('cannot change the password for PUBLIC user', 'password');
  if (args.user === 'PUBLIC' && flags.length > 0)
    throw refuse('cannot change the role_attr_flags for PUBLIC user', 'role_attr_flags');
  checkPsqlLogin(args, [args.user, args.priv, args.expires, args.comment, ...(args.groups ?? [])], services);
  return { args, flags, privileges: privilegesOf(args, refuse) };
};

const privilegesOf = (
  { priv, db }: PostgresqlUserArguments,
  refuse: (message: string, argument: string) => Error,
): readonly OldPrivileges[] =>
  (priv === undefined ? [] : priv.split('/')).map(token => {
    const colon = token.indexOf(':');
    const kind = colon === -1 ? 'database' : 'table';
    const words = token
      .slice(colon + 1)
      .split(',')
      .map(word => word.trim().toUpperCase())
      .filter(Boolean)
      .map(word => (word === 'TEMP' ? 'TEMPORARY' : word));
    const known: readonly string[] = PRIVILEGES[kind];
    const unknown = words.filter(word => word !== 'ALL' && !known.includes(word));
    if (unknown.length > 0) throw refuse(`Invalid privs specified for ${kind}: ${unknown.join(' ')}`, 'priv');
    const privileges = words.includes('ALL') ? known : words;
    return { kind, name: colon === -1 ? db : token.slice(0, colon), privileges };
  });
