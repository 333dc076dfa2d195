import type { Output, Script } from '../../agent/protocol.js';
import { hasPassword } from './postgresql-password.js';
import type { PostgresqlUserArguments } from './postgresql-user-options.js';
import { fromHex, psqlBegin, psqlConnectionFailure, psqlHex, psqlSetup, psqlText } from './psql-login.js';

/** Privileges on one thing, as the option `priv` has them. */
export interface OldPrivileges {
  readonly kind: 'database' | 'table';
  readonly name: string;
  readonly privileges: readonly string[];
}

/** A task of postgresql_user. */
export interface PostgresqlUserTask {
  readonly args: PostgresqlUserArguments;
  readonly flags: readonly string[];
  readonly privileges: readonly OldPrivileges[];
}

export interface PostgresqlUserState {
  readonly exists: boolean;
  /** The flags that it has, without NO in front. */
  readonly flags: readonly string[];
  readonly hasPassword: boolean;
  readonly expiresThen: boolean;
  readonly connLimit: number;
  readonly comment: string | undefined;
  /** The groups that are asked for and that it is a member of. */
  readonly groups: readonly string[];
  /** What it has of the privileges, one list for each that is asked for. */
  readonly privileges: readonly (readonly string[])[];
}

const COLUMNS: Readonly<Record<string, string>> = {
  SUPERUSER: 'rolsuper',
  CREATEROLE: 'rolcreaterole',
  CREATEDB: 'rolcreatedb',
  INHERIT: 'rolinherit',
  LOGIN: 'rolcanlogin',
  REPLICATION: 'rolreplication',
  BYPASSRLS: 'rolbypassrls',
};

const privilegeQuery = ({ kind, name }: OldPrivileges, index: number, user: string): string => {
  const grantee = user === 'PUBLIC' ? '0' : `(SELECT oid FROM pg_roles WHERE rolname = ${psqlText(user)})`;
  if (kind === 'database')
    return `SELECT 'privilege', ${index}, privilege_type FROM pg_database, aclexplode(datacl) WHERE datname = ${psqlText(name)} AND grantee = ${grantee};\n`;
  const dot = name.indexOf('.');
  const [schema, table] = dot === -1 ? ['public', name] : [name.slice(0, dot), name.slice(dot + 1)];
  return `SELECT 'privilege', ${index}, privilege_type FROM information_schema.role_table_grants WHERE grantee = ${psqlText(user)} AND table_name = ${psqlText(table)} AND table_schema = ${psqlText(schema)};\n`;
};

export const probePostgresqlUser = ({ args, privileges }: PostgresqlUserTask): Script => {
  const user = psqlText(args.user);
  const flags = Object.values(COLUMNS).map(column => `${column}`);
  const expires =
    args.expires === undefined
      ? 'true'
      : `rolvaliduntil IS NOT DISTINCT FROM ${psqlText(args.expires)}::timestamptz`;
  const comment = `shobj_description(oid, 'pg_authid')`;
  const groups = (args.groups ?? []).map(group => psqlText(group.trim())).join(', ');
  return {
    text: `${psqlSetup(args, args.db)}query\n`,
    payload: [
      psqlBegin(args),
      `SELECT 'role', ${flags.join(', ')}, ${expires}, rolconnlimit, ${comment} IS NULL, ${psqlHex(comment)} FROM pg_roles WHERE rolname = ${user};\n`,
      ...(args.password === undefined || args.user === 'PUBLIC'
        ? []
        : [
            // Where the hash may not be read (in the cloud, say), the password is taken for another one.
            `SELECT has_table_privilege('pg_authid', 'SELECT') AS readable \\gset\n\\if :readable\nSELECT 'password', rolpassword FROM pg_authid WHERE rolname = ${user};\n\\endif\n`,
          ]),
      ...(groups === ''
        ? []
        : [
            `SELECT 'group', ${psqlHex('g.rolname')} FROM pg_auth_members am JOIN pg_roles g ON g.oid = am.roleid JOIN pg_roles m ON m.oid = am.member WHERE m.rolname = ${user} AND g.rolname IN (${groups});\n`,
          ]),
      ...privileges.map((each, index) => privilegeQuery(each, index, args.user)),
    ],
  };
};

/** Reads what the probe printed; text is why nothing can be told. */
export const parsePostgresqlUser = (
  output: Output,
  { args, privileges }: PostgresqlUserTask,
): PostgresqlUserState | string => {
  if (output.code !== 0) return psqlConnectionFailure(output);
  const rows = output.stdout
    .toString()
    .split('\n')
    .map(line => line.split('|'));
  const rowsOf = (name: string) => rows.filter(row => row[0] === name).map(row => row.slice(1));
  const [role] = rowsOf('role');
  const names = Object.keys(COLUMNS);
  const rest = role?.slice(names.length) ?? [];
  const [password] = rowsOf('password');
  return {
    exists: role !== undefined || args.user === 'PUBLIC',
    flags: names.filter((_, index) => role?.[index] === 't'),
    hasPassword:
      args.password === undefined ||
      (password !== undefined &&
        hasPassword(args.password, args.user, password[0] === '' ? undefined : password[0], args.encrypted)),
    expiresThen: rest[0] !== 'f',
    connLimit: Number(rest[1] ?? -1),
    comment: rest[2] === 't' ? undefined : fromHex(rest[3] ?? ''),
    groups: rowsOf('group').map(([group = '']) => fromHex(group)),
    privileges: privileges.map((_, index) =>
      rowsOf('privilege')
        .filter(([place]) => place === String(index))
        .map(([, privilege]) => privilege!),
    ),
  };
};
