import type { Output, Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion, Context, Difference, Plan, Result, Services } from '../module.js';
import { put } from '../shell/functions.js';
import { type PostgresqlDbArguments, postgresqlDbOptions } from './postgresql-db-options.js';
import { dumpScript, restoreScript } from './postgresql-dump.js';
import {
  checkPsqlLogin,
  fromHex,
  psqlBegin,
  psqlConnectionFailure,
  psqlFailure,
  psqlHex,
  psqlName,
  psqlSetup,
  psqlText,
} from './psql-login.js';

/** A database as the server has it. */
interface Database {
  readonly owner: string;
  readonly encoding: string;
  /** It has the encoding that is asked for. */
  readonly isEncoded: boolean;
  readonly collate: string;
  readonly ctype: string;
  readonly connLimit: string;
  readonly tablespace: string;
}

interface State {
  readonly database: Database | undefined;
  /** There is a database of the name that it is to be renamed to. */
  readonly hasTarget: boolean;
  readonly version: number;
}

/** Databases of PostgreSQL. */
export const postgresqlDb = defineModule<PostgresqlDbArguments, PostgresqlDbArguments, State | string>({
  name: 'postgresql_db',
  collection: 'community.postgresql',
  description:
    'Makes, changes, removes, renames, dumps and restores databases of PostgreSQL, by its own clients.',
  options: postgresqlDbOptions,
  returns: {
    db: { type: 'str', description: 'The database.' },
    executed_commands: { type: 'list', description: 'What was executed.' },
  },
  examples: `- name: A database for the application
  become_user: postgres
  postgresql_db:
    name: app
    owner: app
    encoding: UTF-8
`,
  prepare: (args, services) => prepare(args, services),
  probe: args => (isFile(args) ? undefined : probe(args)),
  parse: (output, args) => (isFile(args) ? NOTHING : parse(output)),
  plan: (args, state, context) => plan(args, state, context),
});

const NOTHING: State = { database: undefined, hasTarget: false, version: 0 };

const isFile = ({ state }: PostgresqlDbArguments): boolean => state === 'dump' || state === 'restore';

const prepare = (args: PostgresqlDbArguments, services: Services): PostgresqlDbArguments => {
  const { db, target, owner, template, tablespace, conn_limit: limit, encoding } = args;
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (args.state === 'rename') {
    if (target === '')
      throw refuse('The "target" option must be defined when the "rename" option is used.', 'state');
    if (db === target)
      throw refuse('The "name/db" option and the "target" option cannot be the same.', 'target');
    if (args.maintenance_db === db)
      throw refuse(
        'The "maintenance_db" option and the "name/db" option cannot be the same.',
        'maintenance_db',
      );
  }
  if (limit !== '' && !/^-?\d+$/.test(limit)) throw refuse('conn_limit must be a number', 'conn_limit');
  checkPsqlLogin(args, [owner, limit, encoding, db, template, tablespace], services);
  return args;
};

const probe = (args: PostgresqlDbArguments): Script => {
  const encoding = args.encoding === '' ? 'NULL' : `pg_char_to_encoding(${psqlText(args.encoding)})`;
  const columns = [
    'rolname',
    'pg_encoding_to_char(encoding)',
    'datcollate',
    'datctype',
    'datconnlimit',
    'spcname',
  ].map(psqlHex);
  return {
    text: `${psqlSetup(args, args.maintenance_db)}query\n`,
    payload: [
      `${psqlBegin(args)}SELECT 'version', current_setting('server_version_num');
SELECT 'target' FROM pg_database WHERE datname = ${psqlText(args.target)};
SELECT 'database', ${columns.join(', ')}, encoding IS NOT DISTINCT FROM ${encoding}
FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba JOIN pg_tablespace ON pg_tablespace.oid = dattablespace
WHERE datname = ${psqlText(args.db)};
`,
    ],
  };
};

const parse = (output: Output): State | string => {
  if (output.code !== 0) return psqlConnectionFailure(output);
  const rows = output.stdout
    .toString()
    .split('\n')
    .map(line => line.split('|'));
  const row = rows.find(([name]) => name === 'database');
  const [owner, encoding, collate, ctype, connLimit, tablespace] = (row ?? []).slice(1).map(fromHex);
  return {
    version: Number(rows.find(([name]) => name === 'version')?.[1] ?? 0),
    hasTarget: rows.some(([name]) => name === 'target'),
    database: row && {
      owner: owner!,
      encoding: encoding!,
      isEncoded: row[7] === 't',
      collate: collate!,
      ctype: ctype!,
      connLimit: connLimit!,
      tablespace: tablespace!,
    },
  };
};

/** Statements, and what they change. */
interface Work {
  readonly statements: string[];
  readonly differences: Difference[];
}

const plan = (args: PostgresqlDbArguments, state: State | string, context: Context): Plan => {
  if (typeof state === 'string') return { kind: 'failed', message: state };
  const { db } = args;
  if (isFile(args)) return planFile(args, context);
  const work: Work = { statements: [], differences: [] };
  const problem =
    args.state === 'rename'
      ? rename(work, args, state)
      : args.state === 'absent'
        ? remove(work, args, state)
        : state.database
          ? alter(work, args, state.database)
          : create(work, args);
  // A database that can't be changed is one that differs, in check mode.
  if (problem !== undefined && !(context.checkMode && args.state === 'present'))
    return { kind: 'failed', message: problem };
  // Ansible tells in check mode what was executed: nothing.
  const result: Result = { db, executed_commands: context.checkMode ? [] : work.statements };
  if (work.statements.length === 0 && problem === undefined) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: {
      text: `${psqlSetup(args, args.maintenance_db)}query\n`,
      payload: [psqlBegin(args) + work.statements.map(statement => `${statement};\n`).join('')],
    },
    conclude: (output): Conclusion =>
      output.code === 0
        ? { kind: 'changed', result }
        : { kind: 'failed', message: `Database query failed: ${psqlFailure(output)}` },
  };
};

const differ = (work: Work, subject: string, name: string, before: string | null, after: string | null) =>
  work.differences.push({ kind: 'attribute', subject, name, before, after });

const create = (work: Work, args: PostgresqlDbArguments): undefined => {
  const { db, owner, template, encoding, lc_collate, lc_ctype, tablespace, conn_limit } = args;
  const parts = [
    `CREATE DATABASE ${psqlName(db)}`,
    ...(owner === '' ? [] : [`OWNER ${psqlName(owner)}`]),
    ...(template === '' ? [] : [`TEMPLATE ${psqlName(template)}`]),
    ...(encoding === '' ? [] : [`ENCODING ${psqlText(encoding)}`]),
    ...(lc_collate === '' ? [] : [`LC_COLLATE ${psqlText(lc_collate)}`]),
    ...(lc_ctype === '' ? [] : [`LC_CTYPE ${psqlText(lc_ctype)}`]),
    ...(tablespace === '' ? [] : [`TABLESPACE ${psqlName(tablespace)}`]),
    ...(conn_limit === '' ? [] : [`CONNECTION LIMIT ${conn_limit}`]),
  ];
  work.statements.push(parts.join(' '));
  differ(work, db, 'state', 'absent', 'present');
};

const alter = (work: Work, args: PostgresqlDbArguments, there: Database): string | undefined => {
  const { db, owner, lc_collate: collate, lc_ctype: ctype, conn_limit: limit, tablespace } = args;
  const fixed = (name: string, before: string, after: string, message: string): string => {
    differ(work, db, name, before, after);
    return message;
  };
  if (args.encoding !== '' && !there.isEncoded)
    return fixed(
      'encoding',
      there.encoding,
      args.encoding,
      `Changing database encoding is not supported. Current encoding: ${there.encoding}`,
    );
  if (collate !== '' && collate !== there.collate)
    return fixed(
      'lc_collate',
      there.collate,
      collate,
      `Changing LC_COLLATE is not supported. Current LC_COLLATE: ${there.collate}`,
    );
  if (ctype !== '' && ctype !== there.ctype)
    return fixed(
      'lc_ctype',
      there.ctype,
      ctype,
      `Changing LC_CTYPE is not supported.Current LC_CTYPE: ${there.ctype}`,
    );
  const change = (name: string, before: string, after: string, statement: string) => {
    if (after === '' || after === before) return;
    differ(work, db, name, before, after);
    work.statements.push(`ALTER DATABASE ${psqlName(db)} ${statement}`);
  };
  change('owner', there.owner, owner, `OWNER TO ${psqlName(owner)}`);
  change('conn_limit', there.connLimit, limit, `CONNECTION LIMIT ${limit}`);
  change('tablespace', there.tablespace, tablespace, `SET TABLESPACE ${psqlName(tablespace)}`);
  return undefined;
};

const remove = (
  work: Work,
  { db, force }: PostgresqlDbArguments,
  { database, version }: State,
): undefined => {
  if (!database) return;
  const ends = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${psqlText(db)} AND pid <> pg_backend_pid()`;
  if (force && version < 130000) work.statements.push(ends);
  work.statements.push(`DROP DATABASE ${psqlName(db)}${force && version >= 130000 ? ' WITH (FORCE)' : ''}`);
  differ(work, db, 'state', 'present', 'absent');
};

const rename = (
  work: Work,
  { db, target }: PostgresqlDbArguments,
  { database, hasTarget }: State,
): string | undefined => {
  if (database && hasTarget) return 'Both the source and the target databases exist.';
  if (!database) return hasTarget ? undefined : 'The source and the target databases do not exist.';
  work.statements.push(`ALTER DATABASE ${psqlName(db)} RENAME TO ${psqlName(target)}`);
  differ(work, db, 'name', db, target);
  return undefined;
};

/** A dump or what is read from one. Ansible does nothing about it in check mode, and tells of no change. */
const planFile = (args: PostgresqlDbArguments, context: Context): Plan => {
  const { db } = args;
  if (context.checkMode) return { kind: 'same', result: { db, executed_commands: [] } };
  const { text, shown } = args.state === 'dump' ? dumpScript(args) : restoreScript(args);
  return {
    kind: 'action',
    apply: { text: psqlSetup(args, '') + text, uses: [put] },
    conclude: (output): Conclusion => {
      const told = { rc: output.code, cmd: shown };
      const stdout = output.stdout.toString();
      const stderr = output.stderr.toString();
      return output.code === 0
        ? { kind: 'changed', result: { ...told, msg: stdout, stderr, executed_commands: [shown] } }
        : { kind: 'failed', message: stderr.trim(), result: { ...told, stdout } };
    },
  };
};
