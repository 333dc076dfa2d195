import type { Output, Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Context, Difference, Plan, Result, Services } from '../module.js';
import { put } from '../shell/functions.js';
import { type MysqlDbArguments, mysqlDbOptions } from './mysql-db-options.js';
import { dumpCommand, importCommand } from './mysql-dump.js';
import {
  checkMysqlLogin,
  connectionFailure,
  mysqlClient,
  mysqlFailure,
  mysqlName,
  mysqlSetup,
  mysqlText,
} from './mysql-login.js';

interface Prepared {
  readonly args: MysqlDbArguments;
  readonly names: readonly string[];
  /** Everything, in a dump or an import. */
  readonly isAll: boolean;
}

interface State {
  /** Which of the databases there are; text is why that can't be told. */
  readonly existing: readonly string[] | string;
  /** The file to import is there. */
  readonly hasTarget: boolean;
}

/** Databases of MySQL and MariaDB. */
export const mysqlDb = defineModule<MysqlDbArguments, Prepared, State>({
  name: 'mysql_db',
  collection: 'community.mysql',
  description: 'Makes, removes, dumps and imports databases of MySQL and MariaDB, by their own clients.',
  options: mysqlDbOptions,
  returns: {
    db: { type: 'str', description: 'The names, with blanks in between.' },
    db_list: { type: 'list', description: 'The names.' },
    executed_commands: { type: 'list', description: 'What was executed.' },
  },
  examples: `- name: A database for the application
  mysql_db:
    name: app
    encoding: utf8mb4
    login_unix_socket: /run/mysqld/mysqld.sock
`,
  prepare: (args, services) => prepare(args, services),
  probe: prepared => probe(prepared),
  parse: (output, { args, names }) => {
    const lines = output.stdout.toString().trimEnd().split('\n');
    const hasTarget = lines.shift() === 'target';
    if (output.code !== 0 || lines.length < names.length)
      return { existing: connectionFailure(output, args), hasTarget };
    return { existing: names.filter((_, index) => lines[index] !== '0'), hasTarget };
  },
  plan: (prepared, state, context) => plan(prepared, state, context),
});

const prepare = (args: MysqlDbArguments, services: Services): Prepared => {
  checkMysqlLogin(args, services);
  const names = args.name.map(name => name.trim());
  const works = args.state === 'dump' || args.state === 'import';
  const isAll = names.length === 1 && names[0] === 'all';
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (![0, 1, 2].includes(args.master_data))
    throw refuse(`value of master_data must be one of: 0, 1, 2, got: ${args.master_data}`, 'master_data');
  if (args.ignore_tables.includes('')) throw refuse('Name of ignored table cannot be empty', 'ignore_tables');
  if (names.length > 1 && args.state === 'import')
    throw refuse('Multiple databases are not supported with state=import', 'name');
  if (works && args.target === undefined)
    throw refuse(`with state=${args.state} target is required`, 'state');
  if (!works && isAll)
    throw refuse("name is not allowed to equal 'all' unless state equals import, or dump.", 'name');
  return { args, names, isAll: works && isAll };
};

/** sh that goes where the module works, and logs in. */
const begin = ({ args }: Prepared): string => {
  if (args.chdir === undefined) return mysqlSetup(args, args.config_overrides_defaults);
  const { setup, words } = expand([args.chdir]);
  return `${setup}cd -- ${words[0]} || exit\n${mysqlSetup(args, args.config_overrides_defaults)}`;
};

const probe = (prepared: Prepared): Script => {
  const { args, names } = prepared;
  const { setup, words } = expand([args.target ?? '']);
  const queries = names.map(
    name => `SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${mysqlText(name)};\n`,
  );
  return {
    text: `${setup}if [ -e ${words[0]} ]; then echo target; else echo; fi\n${begin(prepared)}query\n`,
    uses: [mysqlClient],
    payload: [queries.join('')],
  };
};

const plan = (prepared: Prepared, { existing, hasTarget }: State, context: Context): Plan => {
  const { args, names, isAll } = prepared;
  if (names.length === 0) return { kind: 'same', result: { db: [], db_list: [] } };
  if (typeof existing === 'string') return { kind: 'failed', message: existing };
  const told = { db: names.join(' '), db_list: [...names] };
  const missing = isAll ? [] : names.filter(name => !existing.includes(name));
  const differences = (of: readonly string[], before: string, after: string): Difference[] =>
    of.map(subject => ({ kind: 'attribute', subject, name: 'state', before, after }));
  const resultOf = (commands: readonly string[]): Result =>
    context.checkMode ? told : { ...told, executed_commands: [...commands] };
  const change = (
    statements: readonly string[],
    shown: Difference[],
    work: string,
    commands: string[],
  ): Plan => {
    const result = resultOf([...statements, ...commands]);
    return {
      kind: 'change',
      result: { ...result, ...(work !== '' && !context.checkMode && { msg: '' }) },
      differences: shown,
      apply: {
        text: begin(prepared) + (statements.length > 0 ? 'query || exit\n' : '') + work,
        uses: [mysqlClient, put],
        payload: statements.map(statement => `${statement};\n`),
      },
      conclude: output => concluded(output, result, args.state, work !== ''),
    };
  };
  switch (args.state) {
    case 'absent':
      if (existing.length === 0) return { kind: 'same', result: resultOf([]) };
      return change(
        existing.map(name => `DROP DATABASE ${mysqlName(name)}`),
        differences(existing, 'present', 'absent'),
        '',
        [],
      );
    case 'present':
      if (missing.length === 0) return { kind: 'same', result: resultOf([]) };
      return change(creations(missing, args), differences(missing, 'absent', 'present'), '', []);
    case 'dump': {
      if (missing.length > 0)
        return { kind: 'failed', message: `Cannot dump database(s) '${missing.join(', ')}' - not found` };
      const { text, shown } = dumpCommand(args, names, isAll);
      return change([], differences(names, 'present', 'dumped'), text, [shown]);
    }
    case 'import': {
      if (!hasTarget && !context.checkMode)
        return { kind: 'failed', message: `target ${args.target} does not exist on the host` };
      const { text, shown } = importCommand(args, names, isAll);
      return change(creations(missing, args), differences(names, 'present', 'imported'), text, [shown]);
    }
  }
};

const creations = (names: readonly string[], { encoding, collation }: MysqlDbArguments): string[] =>
  names.map(
    name =>
      `CREATE DATABASE ${mysqlName(name)}${encoding === '' ? '' : ` CHARACTER SET ${mysqlText(encoding)}`}${collation === '' ? '' : ` COLLATE ${mysqlText(collation)}`}`,
  );

const concluded = (output: Output, result: Result, state: string, tells: boolean) =>
  output.code === 0
    ? ({
        kind: 'changed',
        result: { ...result, ...(tells && { msg: output.stdout.toString() }) },
      } as const)
    : ({ kind: 'failed', message: `${FAILED[state] ?? ''}${mysqlFailure(output)}` } as const);

const FAILED: Readonly<Record<string, string>> = {
  present: 'error creating database: ',
  absent: 'error deleting database: ',
};
