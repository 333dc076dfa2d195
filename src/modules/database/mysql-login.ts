import { type Output, quote, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { failure } from '../files/content.js';
import type { Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

/** Gives SQL to MySQL's own client; see mysql_client.sh. */
export const mysqlClient = shellFunction(import.meta.url, 'mysql_client');

/** How modules that work on MySQL log in to it. */
export const mysqlLoginOptions = {
  login_user: { type: 'str', description: 'The user to log in as.' },
  login_password: { type: 'str', noLog: true, description: "That user's password." },
  login_host: { type: 'str', default: 'localhost', description: 'The host that the server runs on.' },
  login_port: { type: 'int', default: 3306, description: 'Its port.' },
  login_unix_socket: { type: 'str', description: "The server's socket." },
  config_file: {
    type: 'path',
    default: '~/.my.cnf',
    description: 'A file on the host whose section [client] says the same; the other options come before it.',
  },
  connect_timeout: { type: 'int', default: 30, description: 'Seconds after which a connection is given up.' },
  client_cert: { type: 'path', aliases: ['ssl_cert'], description: "The client's certificate." },
  client_key: { type: 'path', aliases: ['ssl_key'], description: "The client's key." },
  ca_cert: { type: 'path', aliases: ['ssl_ca'], description: 'The certificate of the authority.' },
  check_hostname: { type: 'bool', description: "Whether the server's certificate must be for its name." },
  check_implicit_admin: {
    type: 'bool',
    default: false,
    description: 'Try first to log in as root without a password.',
  },
} as const satisfies OptionSchema;

export type MysqlLogin = OptionsOf<typeof mysqlLoginOptions>;

/** Says what is wrong with the login's arguments. Throws a DiagnosticError. */
export const checkMysqlLogin = ({ login_port: port }: MysqlLogin, services: Services): void => {
  if (port < 0 || port > 65535)
    throw mistake('login_port must be a valid unix port number (0-65535)', services.locate('login_port'));
};

/** A value in an option file. */
const optionValue = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;

const linesFor = (
  login: MysqlLogin,
  user: string | undefined,
  password: string | undefined,
  fileWins: boolean,
): string => {
  const socket = login.login_unix_socket;
  const isElsewhere = login.login_host !== 'localhost' || login.login_port !== 3306;
  const values: readonly (readonly [name: string, value: string | undefined])[] = [
    ['user', user],
    ['password', password],
    ['socket', socket],
    // The file's host would come first otherwise; localhost is reached by its socket.
    ['host', socket !== undefined || (fileWins && !isElsewhere) ? undefined : login.login_host],
    ['port', socket === undefined && isElsewhere ? String(login.login_port) : undefined],
    ['protocol', socket !== undefined ? 'socket' : isElsewhere ? 'tcp' : undefined],
    ['ssl-cert', login.client_cert],
    ['ssl-key', login.client_key],
    ['ssl-ca', login.ca_cert],
  ];
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${optionValue(value)}`])),
    ...(login.check_hostname ? ['ssl-verify-server-cert'] : []),
  ].join('\n');
};

/** sh that sets up what `mysql_client` needs, and defines `mysql` for queries: what it prints has no headings. */
export const mysqlSetup = (login: MysqlLogin, fileWins = false): string => {
  const { setup, words } = expand([login.config_file]);
  const lines = (user: string | undefined, password: string | undefined) =>
    `mysql_login=${quote(linesFor(login, user, password, fileWins))}`;
  const given = lines(login.login_user, login.login_password);
  return `mysql_programs mysql mariadb || exit
${setup}mysql_config=${words[0]}
query() { mysql_client --batch --skip-column-names --connect-timeout=${login.connect_timeout} "$@"; }
${
  login.check_implicit_admin
    ? `${lines('root', '')}\necho 'SELECT 1;' | query >/dev/null 2>&1 || ${given}`
    : given
}
`;
};

/** A text as a literal of MySQL. */
export const mysqlText = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0')}'`;

/** A name of a database and the like in MySQL. */
export const mysqlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** What the client said of an error, as Ansible has it: without the statement, which may hold a secret. */
export const mysqlFailure = (output: Output): string => {
  const said = output.stderr.toString().trim();
  const error = /^ERROR (\d+) \(\w+\)(?: at line \d+)?: (.*)/ms.exec(said);
  if (!error) return failure(output);
  const text = error[2]!.split('\n', 1)[0]!;
  return `(${error[1]}, ${text.includes("'") ? `"${text}"` : `'${text}'`})`;
};

/** Why the server could not be asked: what the client said, in Ansible's frame. */
export const connectionFailure = (output: Output, { config_file: file }: MysqlLogin): string => {
  const said = output.stderr.toString().trim();
  if (said.startsWith('Failed to find required executable')) return said;
  return `unable to connect to database, check login_user and login_password are correct or ${file} has the credentials. Exception message: ${mysqlFailure(output)}`;
};
