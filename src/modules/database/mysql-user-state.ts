import type { Output, Script } from '../../agent/protocol.js';
import { connectionFailure, mysqlClient, mysqlFailure, mysqlSetup, mysqlText } from './mysql-login.js';
import type { MysqlUserArguments } from './mysql-user-options.js';

/** An account as the server has it. */
export interface MysqlAccount {
  readonly host: string;
  /** What `SHOW GRANTS` and `SHOW CREATE USER` say; hashes are left out. */
  readonly grants: readonly string[];
  readonly creation: string;
  /** Its password is the one that is asked for. */
  readonly hasPassword: boolean;
  readonly plugin: string;
  /** Its plugin's string is the one that is asked for. */
  readonly hasPluginString: boolean;
  readonly limits: ReadonlyMap<string, number>;
}

export interface MysqlUserState {
  readonly isMariaDb: boolean;
  readonly isAnsi: boolean;
  readonly accounts: readonly MysqlAccount[];
}

const LIMITS: Readonly<Record<string, string>> = {
  MAX_QUERIES_PER_HOUR: 'max_questions',
  MAX_UPDATES_PER_HOUR: 'max_updates',
  MAX_CONNECTIONS_PER_HOUR: 'max_connections',
  MAX_USER_CONNECTIONS: 'max_user_connections',
  MAX_STATEMENT_TIME: 'max_statement_time',
};

/** Statements that a session begins with. */
export const sessionStatements = (args: MysqlUserArguments): string => {
  const variables = [...(args.session_vars ?? [])].map(([name, value]) => {
    const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
    const literal = typeof value === 'string' ? mysqlText(text) : text;
    return `SET SESSION \`${name.toString().replaceAll('`', '``')}\` = ${literal};\n`;
  });
  return [
    ...(args.force_context ? ['USE mysql;\n'] : []),
    ...(args.sql_log_bin ? [] : ['SET SQL_LOG_BIN=0;\n']),
    ...variables,
  ].join('');
};

/** Lines of the accounts: each has a name, the account's host in hexadecimal, and what is told. What one server does not know it passes over. */
const queries = (args: MysqlUserArguments, hash: string): string => {
  const where = `FROM mysql.user WHERE user = ${mysqlText(args.user)}${args.host_all ? '' : ` AND host = ${mysqlText(args.host.toLowerCase())}`};\n`;
  const pluginString = args.plugin_hash_string ?? args.plugin_auth_string ?? '';
  return [
    "SELECT 'server', HEX(VERSION()), HEX(@@GLOBAL.sql_mode);\n",
    `SELECT 'count', COUNT(*) ${where}`,
    `SELECT 'account', HEX(host) ${where}`,
    `SELECT 'password', HEX(host), authentication_string <> '', BINARY authentication_string = ${mysqlText(hash)} ${where}`,
    // Where there is an older column as well, that one counts if it is not empty.
    `SELECT 'password', HEX(host), Password <> '', BINARY Password = ${mysqlText(hash)} ${where}`,
    `SELECT 'plugin', HEX(host), HEX(plugin), BINARY authentication_string = ${mysqlText(pluginString)} ${where}`,
    ...Object.entries(LIMITS).map(
      ([name, column]) => `SELECT 'limit', HEX(host), '${name}', ${column} ${where}`,
    ),
  ].join('');
};

export const probeMysqlUser = (args: MysqlUserArguments, hash: string): Script => {
  const asked = queries(args, hash);
  const account = "QUOTE(user), '@', QUOTE(host)";
  const makes = `SELECT CONCAT('SELECT ''grants'', ''', HEX(host), ''';SHOW GRANTS FOR ', ${account}, ';SELECT ''creation'', ''', HEX(host), ''';SHOW CREATE USER ', ${account}, ';') FROM mysql.user WHERE user = ${mysqlText(args.user)}${args.host_all ? '' : ` AND host = ${mysqlText(args.host.toLowerCase())}`};\n`;
  return {
    // Hashes stay on the host.
    text: `${mysqlSetup(args)}take ${Buffer.byteLength(asked)} | query --force
take ${Buffer.byteLength(makes)} | query --raw 2>/dev/null | query --force | sed "s/'\\*[0-9A-Fa-f]\\{40\\}'/'HASH'/g"
`,
    uses: [mysqlClient],
    payload: [asked, makes],
  };
};

/** Reads what the probe printed; text is why nothing can be told. */
export const parseMysqlUser = (output: Output, args: MysqlUserArguments): MysqlUserState | string => {
  const rows = output.stdout
    .toString()
    .split('\n')
    .map(line => line.split('\t').map(unescaped));
  const server = rows.find(([name]) => name === 'server');
  if (!server) return connectionFailure(output, args);
  if (!rows.some(([name]) => name === 'count')) return mysqlFailure(output);
  const rowsOf = (name: string, host: string) => rows.filter(row => row[0] === name && row[1] === host);
  return {
    isMariaDb: /mariadb/i.test(unhex(server[1]!)),
    isAnsi: unhex(server[2]!).includes('ANSI'),
    accounts: rows
      .filter(([name]) => name === 'account')
      .map(([, host = '']) => {
        const passwords = rowsOf('password', host).filter(([, , isSet]) => isSet === '1');
        const [plugin] = rowsOf('plugin', host);
        return {
          host: unhex(host),
          grants: linesBehind(rows, 'grants', host),
          creation: linesBehind(rows, 'creation', host)[0] ?? '',
          hasPassword: passwords.at(-1)?.[3] === '1',
          plugin: unhex(plugin?.[2] ?? ''),
          hasPluginString: plugin?.[3] === '1',
          limits: new Map(rowsOf('limit', host).map(([, , name, value]) => [name!, Number(value)])),
        };
      }),
  };
};

/** The lines that follow a heading. */
const linesBehind = (rows: readonly (readonly string[])[], name: string, host: string): readonly string[] => {
  const begin = rows.findIndex(row => row[0] === name && row[1] === host);
  if (begin === -1) return [];
  const rest = rows.slice(begin + 1);
  const end = rest.findIndex(row => row.length > 1 || row[0] === '');
  return (end === -1 ? rest : rest.slice(0, end)).map(row => row.join('\t'));
};

const unhex = (text: string): string => Buffer.from(text, 'hex').toString();

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };

/** A value as the client's batch mode escapes it. */
const unescaped = (text: string): string =>
  text.replace(/\\([nt0\\])/g, (_, letter: string) => ESCAPES[letter]!);
