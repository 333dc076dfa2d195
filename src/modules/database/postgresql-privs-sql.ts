import type { PostgresqlPrivsArguments } from './postgresql-privs-options.js';
import { psqlName, psqlText } from './psql-login.js';

/** A task of postgresql_privs. */
export interface PrivsTask {
  readonly args: PostgresqlPrivsArguments;
  readonly privileges: readonly string[];
  /** Names; undefined for all that are in the schema. */
  readonly objects: readonly string[] | undefined;
  readonly schema: string | undefined;
  /** Undefined for PUBLIC. */
  readonly roles: readonly string[] | undefined;
}

/** How the catalogue has a type of object: its table, the column with its name, the one with its rights, and its schema. */
interface Catalogue {
  readonly table: string;
  readonly name: string;
  readonly rights: string;
  readonly schema?: string;
  readonly only?: string;
}

const relation = (kinds: string): Catalogue => ({
  table: 'pg_class',
  name: 'relname',
  rights: 'relacl',
  schema: 'relnamespace',
  only: `relkind IN (${kinds})`,
});

const routine = (kind: string): Catalogue => ({
  table: 'pg_proc',
  name: 'proname',
  rights: 'proacl',
  schema: 'pronamespace',
  only: `prokind = '${kind}'`,
});

const CATALOGUES: Readonly<Record<string, Catalogue>> = {
  table: relation("'r', 'v', 'm', 'p'"),
  sequence: relation("'S'"),
  function: routine('f'),
  procedure: routine('p'),
  database: { table: 'pg_database', name: 'datname', rights: 'datacl' },
  schema: { table: 'pg_namespace', name: 'nspname', rights: 'nspacl' },
  language: { table: 'pg_language', name: 'lanname', rights: 'lanacl' },
  tablespace: { table: 'pg_tablespace', name: 'spcname', rights: 'spcacl' },
  foreign_data_wrapper: { table: 'pg_foreign_data_wrapper', name: 'fdwname', rights: 'fdwacl' },
  foreign_server: { table: 'pg_foreign_server', name: 'srvname', rights: 'srvacl' },
  type: { table: 'pg_type', name: 'typname', rights: 'typacl', schema: 'typnamespace' },
};

const inSchema = (column: string, schema: string | undefined): readonly string[] =>
  schema === undefined
    ? []
    : [`${column} = (SELECT oid FROM pg_namespace WHERE nspname = ${psqlText(schema)})`];

/** SQL for the rights as they are, a row for each object; `label` stands in front. */
export const statusQuery = ({ args, objects, schema }: PrivsTask, label: string): string => {
  const column = (value: string) => `SELECT '${label}', coalesce((${value})::text, '')`;
  if (args.type === 'group')
    return `${column("concat_ws(' ', roleid, grantor, member, admin_option)")} FROM pg_auth_members JOIN pg_roles r ON r.oid = roleid WHERE r.rolname IN (${objects!.map(psqlText).join(', ')});\n`;
  if (args.type === 'default_privs') {
    const where = inSchema('defaclnamespace', schema);
    return `${column('defaclacl')} FROM pg_default_acl${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''};\n`;
  }
  const catalogue = CATALOGUES[args.type]!;
  const names = objects?.map(each => each.split('(', 1)[0]!);
  const where = [
    ...(catalogue.schema === undefined ? [] : inSchema(catalogue.schema, schema)),
    ...(catalogue.only === undefined ? [] : [catalogue.only]),
    ...(names === undefined ? [] : [`${catalogue.name} IN (${names.map(psqlText).join(', ')})`]),
  ];
  return `${column(catalogue.rights)} FROM ${catalogue.table}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''};\n`;
};

const identifiers = ({ args, objects, schema }: PrivsTask): readonly string[] => {
  const prefix = schema === undefined ? '' : `${psqlName(schema)}.`;
  return objects!.map(object => {
    if (args.type === 'function' || args.type === 'procedure') {
      const bracket = object.indexOf('(');
      return `${prefix}${psqlName(object.slice(0, bracket))}${object.slice(bracket)}`;
    }
    return ['table', 'sequence', 'type'].includes(args.type) ? prefix + psqlName(object) : psqlName(object);
  });
};

/** What is given or taken: privileges on objects, or roles. */
const subjectOf = (task: PrivsTask): string => {
  const { args, privileges, objects, schema } = task;
  if (args.type === 'group') return identifiers(task).join(',');
  if (objects === undefined)
    return `${privileges.join(',')} ON ALL ${args.type.toUpperCase()}S IN SCHEMA ${psqlName(schema ?? 'public')}`;
  return `${privileges.join(',')} ON ${args.type.replaceAll('_', ' ')} ${identifiers(task).join(',')}`;
};

/** Statements for the roles, which are written as `whom`. */
export const statementsFor = (task: PrivsTask, whom: string): readonly string[] => {
  const { args } = task;
  if (args.type === 'default_privs') return defaultPrivileges(task, whom);
  const subject = subjectOf(task);
  if (args.state === 'absent') return [`REVOKE ${subject} FROM ${whom};`];
  const kind = args.type === 'group' ? 'ADMIN' : 'GRANT';
  const option = args.grant_option ? ` WITH ${kind} OPTION` : '';
  return [
    `GRANT ${subject} TO ${whom}${option};`,
    ...(args.grant_option === false ? [`REVOKE ${kind} OPTION FOR ${subject} FROM ${whom};`] : []),
  ];
};

const defaultPrivileges = (task: PrivsTask, whom: string): readonly string[] => {
  const { args, privileges, objects, schema } = task;
  const roles = args.target_roles?.split(',').map(psqlName).join(',');
  const alter = `ALTER DEFAULT PRIVILEGES${roles === undefined ? '' : ` FOR ROLE ${roles}`}${schema === undefined ? '' : ` IN SCHEMA ${psqlName(schema)}`}`;
  const revoke = (kind: string) => `${alter} REVOKE ALL ON ${kind} FROM ${whom};`;
  if (args.state === 'absent') return ['TABLES', 'SEQUENCES', 'TYPES'].map(revoke);
  const option = args.grant_option ? ' WITH GRANT OPTION' : '';
  return [
    ...objects!.map(revoke),
    ...objects!.map(kind => `${alter} GRANT ${privileges.join(',')} ON ${kind} TO ${whom}${option};`),
    ...(args.usage_on_types ? [`${alter} GRANT USAGE ON TYPES TO ${whom}${option};`] : []),
  ];
};

/** SQL that tells which of the roles there are, and sets psql's variable `whom` to them. */
export const rolesQuery = (roles: readonly string[]): string => {
  const known = `FROM unnest(ARRAY[${roles.map(role => psqlText(role)).join(', ')}]) WITH ORDINALITY AS asked(name, place) WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = name)`;
  return `SELECT 'role', place ${known} ORDER BY place;
SELECT coalesce(string_agg('"' || replace(name, '"', '""') || '"', ',' ORDER BY place), '') AS whom, count(*) > 0 AS some ${known}
\\gset
`;
};
