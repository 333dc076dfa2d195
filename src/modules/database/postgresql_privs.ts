import type { Output } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion, Plan, Result, Services } from '../module.js';
import { type PostgresqlPrivsArguments, postgresqlPrivsOptions } from './postgresql-privs-options.js';
import { type PrivsTask, rolesQuery, statementsFor, statusQuery } from './postgresql-privs-sql.js';
import {
  checkPsqlLogin,
  psqlBegin,
  psqlConnectionFailure,
  psqlFailure,
  psqlName,
  psqlSetup,
} from './psql-login.js';

interface State {
  /** The roles that there are, by their places among those that are asked for. */
  readonly roles: readonly number[];
  /** The rights as they are, and as they would be. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Privileges in PostgreSQL. The server itself says whether anything would change: the probe makes the change in a transaction, looks, and
 * rolls it back.
 */
export const postgresqlPrivs = defineModule<PostgresqlPrivsArguments, PrivsTask, State | string>({
  name: 'postgresql_privs',
  collection: 'community.postgresql',
  description: 'Gives privileges in PostgreSQL to roles, and takes them away, by its own client.',
  options: postgresqlPrivsOptions,
  returns: { queries: { type: 'list', description: 'What was executed.' } },
  examples: `- name: Reading for the reports
  become_user: postgres
  postgresql_privs:
    database: app
    roles: reports
    privs: SELECT
    objs: ALL_IN_SCHEMA
`,
  prepare: (args, services) => prepare(args, services),
  probe: task => ({
    text: `${psqlSetup(loginOf(task), task.args.database)}query\n`,
    payload: [sqlOf(task, 'ROLLBACK')],
  }),
  parse: output => parse(output),
  plan: (task, state) => plan(task, state),
});

const KNOWN = new Set(
  'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER CREATE CONNECT TEMPORARY TEMP EXECUTE USAGE ALL'.split(
    ' ',
  ),
);

const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  TABLES: ['ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
  SEQUENCES: ['ALL', 'SELECT', 'UPDATE', 'USAGE'],
  FUNCTIONS: ['ALL', 'EXECUTE'],
  TYPES: ['ALL', 'USAGE'],
  SCHEMAS: ['CREATE', 'USAGE'],
};

const IN_SCHEMA = ['table', 'sequence', 'function', 'procedure'];

const prepare = (args: PostgresqlPrivsArguments, services: Services): PrivsTask => {
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  const { type, objs, privs } = args;
  const hasSchema = [...IN_SCHEMA, 'type', 'default_privs'].includes(type);
  if (args.password !== '' && args.login_password !== '')
    throw refuse(
      'Use the "password" or "login_password" option but not both to pass a password to log in with.',
      'password',
    );
  if (!hasSchema && args.schema)
    throw refuse(`Argument "schema" is not allowed for type "${type}".`, 'schema');
  if (objs === 'ALL_IN_SCHEMA' && !IN_SCHEMA.includes(type))
    throw refuse(
      `Argument "objs": ALL_IN_SCHEMA can be used only for type: table, sequence, function or procedure, ${type} was passed.`,
      'objs',
    );
  if (!objs && type !== 'database') throw refuse(`Argument "objs" is required for type "${type}".`, 'objs');
  if (type === 'group' && privs) throw refuse('Argument "privs" is not allowed for type "group".', 'privs');
  if (type !== 'group' && !privs) throw refuse(`Argument "privs" is required for type "${type}".`, 'privs');
  const privileges = (privs ?? '')
    .split(',')
    .filter(Boolean)
    .map(each => each.toUpperCase());
  const unknown = privileges.filter(each => !KNOWN.has(each));
  if (unknown.length > 0) throw refuse(`Invalid privileges specified: ${unknown.join(', ')}`, 'privs');
  const objects = objectsOf(args, privileges, refuse);
  checkPsqlLogin(args, [args.roles, args.target_roles, args.schema], services);
  const isEverywhere = objs === 'schemas' || args.schema === 'not-specified';
  return {
    args,
    privileges,
    objects,
    schema: hasSchema && !isEverywhere ? args.schema || 'public' : undefined,
    roles: args.roles.toUpperCase() === 'PUBLIC' ? undefined : args.roles.split(',').map(role => role.trim()),
  };
};

const objectsOf = (
  { type, objs, database }: PostgresqlPrivsArguments,
  privileges: readonly string[],
  refuse: (message: string, argument: string) => Error,
): readonly string[] | undefined => {
  if (objs === 'ALL_IN_SCHEMA') return undefined;
  const names = (objs || database).split(',');
  if (type === 'function' || type === 'procedure') {
    const bad = names.find(name => !name.includes('('));
    if (bad !== undefined) throw refuse(`Illegal function / procedure signature: "${bad}".`, 'objs');
    return names.map(name => name.replaceAll(':', ','));
  }
  if (type !== 'default_privs') return names;
  const kinds =
    objs === 'ALL_DEFAULT'
      ? ['TABLES', 'SEQUENCES', 'FUNCTIONS', 'TYPES']
      : names.map(name => name.toUpperCase());
  for (const kind of kinds) {
    const allowed = DEFAULTS[kind];
    if (!allowed) throw refuse(`Invalid Object set specified: ${kind}`, 'objs');
    const wrong = privileges.filter(each => !allowed.includes(each));
    if (wrong.length > 0)
      throw refuse(`Invalid priv specified: ${wrong.join(', ')} can't be given on ${kind}`, 'privs');
  }
  return kinds;
};

const loginOf = ({ args }: PrivsTask) => ({ ...args, login_password: args.login_password || args.password });

/** One transaction in which the change is made; it tells of the rights before and after. */
const sqlOf = (task: PrivsTask, end: 'COMMIT' | 'ROLLBACK'): string => {
  const whom = task.roles === undefined ? 'PUBLIC' : ':whom';
  const change = statementsFor(task, whom).join('\n');
  const [known, open, close] =
    task.roles === undefined ? ['', '', ''] : [rolesQuery(task.roles), '\\if :some\n', '\\endif\n'];
  return `BEGIN;
${psqlBegin(task.args)}${known}${statusQuery(task, 'before')}${open}${change}
${close}${statusQuery(task, 'after')}${end};
`;
};

const parse = (output: Output): State | string => {
  const rows = output.stdout
    .toString()
    .split('\n')
    .map(line => [line.slice(0, line.indexOf('|')), line.slice(line.indexOf('|') + 1)] as const);
  if (output.code !== 0) return output.code === 3 ? psqlFailure(output) : psqlConnectionFailure(output);
  const valuesOf = (name: string) => rows.filter(([label]) => label === name).map(([, value]) => value);
  return {
    roles: valuesOf('role').map(Number),
    before: valuesOf('before').sort(),
    after: valuesOf('after').sort(),
  };
};

const plan = (task: PrivsTask, state: State | string): Plan => {
  if (typeof state === 'string') return { kind: 'failed', message: state };
  const { args, roles } = task;
  const missing = (roles ?? []).filter((_, index) => !state.roles.includes(index + 1));
  const hasObjects = task.objects !== undefined || state.before.length > 0;
  // Ansible looks at several roles only if there is something to give them.
  if (missing.length > 0 && args.fail_on_role && (hasObjects || roles!.length === 1))
    return { kind: 'failed', message: `Role '${missing[0]}' does not exist` };
  const present = roles?.filter(role => !missing.includes(role));
  const whom = present === undefined ? 'PUBLIC' : present.map(psqlName).join(',');
  const isNothing = whom === '' || !hasObjects;
  const result: Result = {
    queries: isNothing ? [] : [statementsFor(task, whom).join('\n')],
    ...(missing.length > 0 && {
      warnings: missing.map(
        role => `Role '${role}' does not exist, ${roles!.length === 1 ? 'nothing to do' : 'pass it'}`,
      ),
    }),
  };
  const isSame = state.before.join('\n') === state.after.join('\n');
  if (isNothing || isSame) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: [
      {
        kind: 'attribute',
        subject: args.objs ?? args.database,
        name: 'privileges',
        before: state.before.join('\n'),
        after: state.after.join('\n'),
      },
    ],
    apply: {
      text: `${psqlSetup(loginOf(task), args.database)}query\n`,
      payload: [sqlOf(task, 'COMMIT')],
    },
    conclude: (output): Conclusion =>
      output.code === 0 ? { kind: 'changed', result } : { kind: 'failed', message: psqlFailure(output) },
  };
};
