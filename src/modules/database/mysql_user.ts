import { createHash } from 'node:crypto';
import { mistake } from '../../source/diagnostic.js';
import type { Value } from '../../value/value.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import { checkMysqlLogin } from './mysql-login.js';
import { parsePrivileges } from './mysql-privileges.js';
import { requirementsOf } from './mysql-requirements.js';
import { type MysqlUserArguments, mysqlUserOptions } from './mysql-user-options.js';
import { type MysqlUserTask, planMysqlUser } from './mysql-user-plan.js';
import { type MysqlUserState, parseMysqlUser, probeMysqlUser } from './mysql-user-state.js';

/** Accounts of MySQL and MariaDB. */
export const mysqlUser = defineModule<MysqlUserArguments, MysqlUserTask, MysqlUserState | string>({
  name: 'mysql_user',
  collection: 'community.mysql',
  description: 'Manages accounts of MySQL and MariaDB and their privileges, by their own client.',
  options: mysqlUserOptions,
  constraints: { mutuallyExclusive: [['append_privs', 'subtract_privs']] },
  returns: {
    user: { type: 'str', description: "The account's user." },
    msg: { type: 'str', description: 'What was done.' },
    password_changed: { type: 'bool', description: 'Whether the password was changed.' },
  },
  examples: `- name: The application's account
  mysql_user:
    name: app
    password: "{{ app_password }}"
    priv: app.*:ALL
    login_unix_socket: /run/mysqld/mysqld.sock
`,
  prepare: (args, services) => prepare(args, services),
  probe: ({ args, hash }) => probeMysqlUser(args, hash ?? ''),
  parse: (output, { args }) => parseMysqlUser(output, args),
  plan: (task, state, context) => planMysqlUser(task, state, context),
});

const prepare = (args: MysqlUserArguments, services: Services): MysqlUserTask => {
  checkMysqlLogin(args, services);
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (args.update_password === 'on_new_username')
    throw refuse('update_password: on_new_username is not supported', 'update_password');
  const priv = privilegesText(args.priv ?? null);
  if (priv === undefined && args.priv) throw refuse('priv parameter must be str or dict', 'priv');
  if (priv !== undefined) {
    try {
      parsePrivileges(priv, false, false);
    } catch (error) {
      throw refuse(`priv: ${(error as Error).message}`, 'priv');
    }
  }
  if (args.password && args.encrypted && !/^\*[0-9A-Fa-f]{40}$/.test(args.password))
    throw refuse(
      'encrypted was specified however it does not appear to be a valid hash expecting: *SHA1(SHA1(your_password))',
      'password',
    );
  const hash = args.password ? (args.encrypted ? args.password : nativeHash(args.password)) : undefined;
  if (hash !== undefined) services.secrets.add(hash);
  return { args, priv, hash, requires: requirementsOf(args.tls_requires) };
};

const privilegesText = (priv: Value): string | undefined => {
  if (typeof priv === 'string') return priv === '' ? undefined : priv;
  if (!(priv instanceof Map)) return undefined;
  return [...priv].map(([object, privileges]) => `${String(object)}:${String(privileges)}`).join('/');
};

/** A password as mysql_native_password keeps it. */
const nativeHash = (password: string): string => {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
};
