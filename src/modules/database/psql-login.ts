import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { failure } from '../files/content.js';
import type { Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

/** How modules that work on PostgreSQL log in to it. */
export const psqlLoginOptions = {
  login_user: {
    type: 'str',
    aliases: ['login'],
    description: 'The role to log in as: postgres if it is not given, or what PGUSER says on the host.',
  },
  login_password: { type: 'str', default: '', noLog: true, description: "That role's password." },
  login_host: {
    type: 'str',
    default: '',
    aliases: ['host'],
    description: 'The host that the server runs on; none for its socket.',
  },
  login_unix_socket: {
    type: 'str',
    default: '',
    aliases: ['unix_socket'],
    description: "The folder of the server's socket.",
  },
  port: {
    type: 'int',
    aliases: ['login_port'],
    description: 'Its port: 5432 if it is not given, or what PGPORT says on the host.',
  },
  ssl_mode: {
    type: 'str',
    default: 'prefer',
    choices: ['allow', 'disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
    description: 'Whether the connection is encrypted.',
  },
  ca_cert: { type: 'str', aliases: ['ssl_rootcert'], description: 'The certificate of the authority.' },
  ssl_cert: { type: 'path', description: "The client's certificate." },
  ssl_key: { type: 'path', description: "The client's key." },
  connect_params: {
    type: 'dict',
    description: 'Further parameters of the connection, by the names that libpq has for them.',
  },
  session_role: { type: 'str', description: 'The role to become after logging in.' },
  trust_input: {
    type: 'bool',
    default: true,
    description: 'Whether names may hold what could be SQL. They are quoted in any case.',
  },
} as const satisfies OptionSchema;

export type PsqlLogin = OptionsOf<typeof psqlLoginOptions>;

/** libpq's parameters and the variables of the environment that stand for them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  application_name: 'PGAPPNAME',
  channel_binding: 'PGCHANNELBINDING',
  client_encoding: 'PGCLIENTENCODING',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  gssencmode: 'PGGSSENCMODE',
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  options: 'PGOPTIONS',
  passfile: 'PGPASSFILE',
  password: 'PGPASSWORD',
  port: 'PGPORT',
  service: 'PGSERVICE',
  sslcert: 'PGSSLCERT',
  sslcrl: 'PGSSLCRL',
  sslkey: 'PGSSLKEY',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  user: 'PGUSER',
};

/** What may be SQL rather than a name: with trust_input off it is refused. */
const DANGEROUS = /['"].*(?:--|union|or\s*'?\d*'?\s*=)|--|;.*\b(?:drop|delete|insert|update|select)\b/is;

/** Says what is wrong with the login's arguments, or names that are not trusted. Throws a DiagnosticError. */
export const checkPsqlLogin = (
  login: PsqlLogin,
  names: readonly (string | undefined)[],
  services: Services,
): void => {
  for (const [name, value] of login.connect_params ?? []) {
    if (PARAMETERS[name] === undefined)
      throw mistake(`connect_params: ${name} is not supported`, services.locate('connect_params'));
    if (name === 'password' && typeof value === 'string') services.secrets.add(value);
  }
  if (login.trust_input) return;
  const bad = [...names, login.session_role].filter(each => each !== undefined && DANGEROUS.test(each));
  if (bad.length > 0)
    throw mistake(
      `Passed input '${bad.join(', ')}' is potentially dangerous`,
      services.locate('trust_input'),
    );
};

/** sh that sets up the login in the environment, and defines `query`, which gives SQL on standard input to psql. */
export const psqlSetup = (login: PsqlLogin, database: string): string => {
  const isLocal = login.login_host === '' || login.login_host === 'localhost';
  const host = isLocal && login.login_unix_socket !== '' ? login.login_unix_socket : login.login_host;
  const { setup, words } = expand([login.ssl_cert ?? '', login.ssl_key ?? '']);
  const lines: string[] = [
    `export PGUSER=${login.login_user === undefined ? `"\${PGUSER:-postgres}"` : quote(login.login_user)}`,
    `export PGPORT=${login.port === undefined ? `"\${PGPORT:-5432}"` : login.port}`,
    `export PGSSLMODE=${login.ssl_mode}`,
    ...(host === '' ? [] : [`export PGHOST=${quote(host)}`]),
    // The environment is seen by the account itself alone.
    ...(login.login_password === '' ? [] : [`export PGPASSWORD=${quote(login.login_password)}`]),
    ...(login.ca_cert === undefined ? [] : [`export PGSSLROOTCERT=${quote(login.ca_cert)}`]),
    ...(login.ssl_cert === undefined ? [] : [`export PGSSLCERT=${words[0]}`]),
    ...(login.ssl_key === undefined ? [] : [`export PGSSLKEY=${words[1]}`]),
    ...[...(login.connect_params ?? [])].map(
      ([name, value]) => `export ${PARAMETERS[name]}=${quote(String(value))}`,
    ),
    ...(database === '' ? [] : [`export PGDATABASE=${quote(database)}`]),
  ];
  return `command -v psql >/dev/null || { echo 'Failed to find required executable "psql" on the host' >&2; exit 127; }
${setup}${lines.join('\n')}
query() { psql -X -q -A -t -v ON_ERROR_STOP=1; }
`;
};

/** SQL that a session begins with. */
export const psqlBegin = ({ session_role: role }: PsqlLogin): string =>
  role === undefined ? '' : `SET ROLE ${psqlName(role)};\n`;

/** A text as a literal of PostgreSQL. */
export const psqlText = (text: string): string =>
  text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;

/** A name of a role, a database and the like in PostgreSQL. */
export const psqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** SQL for a value as hexadecimal of its text: so that what it holds can't be taken for something else. */
export const psqlHex = (value: string): string => `encode(convert_to((${value})::text, 'UTF8'), 'hex')`;

/** Undoes `psqlHex`. */
export const fromHex = (text: string): string => Buffer.from(text, 'hex').toString();

/** What psql said of an error, without the statement. */
export const psqlFailure = (output: Output): string => {
  const said = failure(output);
  const error = /^(?:psql:<stdin>:\d+: )?(?:psql: )?(?:error: )?(.*)$/m.exec(said)?.[1] ?? said;
  return error.replace(/^ERROR: +/, '');
};

/** Why the server could not be asked. */
export const psqlConnectionFailure = (output: Output): string => {
  const said = failure(output);
  return said.startsWith('Failed to find required executable')
    ? said
    : `unable to connect to database: ${said.replace(/^psql: (?:error: )?/, '')}`;
};
