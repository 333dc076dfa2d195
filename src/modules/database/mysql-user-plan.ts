import type { Output } from '../../agent/protocol.js';
import type { Conclusion, Context, Difference, Plan, Result } from '../module.js';
import { mysqlClient, mysqlFailure, mysqlSetup, mysqlText } from './mysql-login.js';
import {
  grant,
  isSamePrivileges,
  type PrivilegePlan,
  type Privileges,
  parseGrants,
  parsePrivileges,
  planPrivileges,
} from './mysql-privileges.js';
import { type Requirements, requirementsIn } from './mysql-requirements.js';
import type { MysqlUserArguments } from './mysql-user-options.js';
import { type MysqlAccount, type MysqlUserState, sessionStatements } from './mysql-user-state.js';

/** A task of mysql_user. */
export interface MysqlUserTask {
  readonly args: MysqlUserArguments;
  /** Privileges, written as one text. */
  readonly priv: string | undefined;
  /** The password's hash. */
  readonly hash: string | undefined;
  readonly requires: Requirements;
}

/** What is to be done, gathered. */
interface Work {
  readonly statements: string[];
  readonly differences: Difference[];
  message: string;
  passwordChanged: boolean;
  /** Only privileges that the server may take for those that there are: each with how they were. */
  readonly doubtful: { readonly account: string; readonly before: Privileges }[];
  isCertain: boolean;
}

/** Plans accounts of MySQL. */
export const planMysqlUser = (
  task: MysqlUserTask,
  state: MysqlUserState | string,
  context: Context,
): Plan => {
  if (typeof state === 'string') return { kind: 'failed', message: state };
  const { args } = task;
  const work: Work = {
    statements: [],
    differences: [],
    message: 'User unchanged',
    passwordChanged: false,
    doubtful: [],
    isCertain: false,
  };
  try {
    if (args.state === 'absent') remove(work, args, state.accounts);
    else if (state.accounts.length > 0) change(work, task, state);
    else if (args.host_all)
      return { kind: 'failed', message: 'host_all parameter cannot be used when adding a user' };
    else add(work, task, state);
    addLimits(work, args, state);
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
  const isNew = args.state === 'present' && state.accounts.length === 0;
  const result: Result = {
    user: args.user,
    msg: work.message,
    // Ansible does not know it before it was done.
    password_changed: isNew && context.checkMode ? null : work.passwordChanged,
  };
  if (work.statements.length === 0) return { kind: 'same', result };
  const after = work.doubtful.map(({ account }) => `SELECT 'grants';\nSHOW GRANTS FOR ${account};\n`);
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: {
      text: `${mysqlSetup(args)}query\n`,
      uses: [mysqlClient],
      payload: [
        sessionStatements(args) + work.statements.map(statement => `${statement};\n`).join(''),
        ...(work.isCertain ? [] : after),
      ],
    },
    conclude: output => conclude(output, work, result),
  };
};

const accountOf = ({ user }: MysqlUserArguments, host: string): string =>
  `${mysqlText(user)}@${mysqlText(host)}`;

const differ = (work: Work, account: string, name: string, before: string | null, after: string | null) => {
  work.differences.push({ kind: 'attribute', subject: account, name, before, after });
};

const remove = (work: Work, args: MysqlUserArguments, accounts: readonly MysqlAccount[]) => {
  work.message = accounts.length > 0 ? 'User deleted' : "User doesn't exist";
  work.isCertain = true;
  for (const { host } of accounts) {
    work.statements.push(`DROP USER ${accountOf(args, host)}`);
    differ(work, accountOf(args, host), 'state', 'present', 'absent');
  }
};

const identified = ({ args, hash }: MysqlUserTask, isMariaDb: boolean): string => {
  const { plugin, plugin_hash_string: hashString, plugin_auth_string: authString } = args;
  if (hash !== undefined)
    return args.encrypted && isMariaDb
      ? ` IDENTIFIED BY PASSWORD ${mysqlText(hash)}`
      : ` IDENTIFIED WITH mysql_native_password AS ${mysqlText(hash)}`;
  return plugin ? identifiedWith(plugin, hashString, authString) : '';
};

const identifiedWith = (
  plugin: string,
  hashString: string | undefined,
  authString: string | undefined,
): string => {
  const by = plugin === 'pam' ? 'USING' : 'BY';
  const rest = hashString
    ? ` AS ${mysqlText(hashString)}`
    : authString
      ? ` ${by} ${mysqlText(authString)}`
      : '';
  return ` IDENTIFIED WITH ${mysqlText(plugin)}${rest}`;
};

const required = (requires: Requirements): string => {
  if (requires === undefined) return 'NONE';
  if (typeof requires === 'string') return requires;
  return [...requires].map(([name, value]) => `${name} ${mysqlText(value)}`).join(' AND ');
};

const add = (work: Work, task: MysqlUserTask, { isMariaDb, isAnsi }: MysqlUserState) => {
  const { args, priv, requires } = task;
  const account = accountOf(args, args.host.toLowerCase());
  const needs = requires === undefined ? '' : ` REQUIRE ${required(requires)}`;
  work.statements.push(`CREATE USER ${account}${identified(task, isMariaDb)}${needs}`);
  if (priv !== undefined && !args.subtract_privs)
    for (const [object, privileges] of parsePrivileges(priv, isAnsi, true))
      work.statements.push(grant(account, object, privileges));
  differ(work, account, 'state', 'absent', 'present');
  work.message = 'User added';
  work.passwordChanged = true;
  work.isCertain = true;
};

const change = (work: Work, task: MysqlUserTask, { accounts, isAnsi }: MysqlUserState) => {
  const { args, priv, hash, requires } = task;
  const changesPassword = args.update_password === 'always';
  const wanted = priv === undefined ? undefined : parsePrivileges(priv, isAnsi, !args.subtract_privs);
  for (const there of accounts) {
    const account = accountOf(args, there.host);
    if (changesPassword && hash !== undefined && !there.hasPassword) {
      work.statements.push(
        `ALTER USER ${account} IDENTIFIED WITH mysql_native_password AS ${mysqlText(hash)}`,
      );
      work.message = 'Password updated (new style)';
      passwordDiffers(work, account);
    }
    const pluginString = args.plugin_hash_string ?? args.plugin_auth_string;
    const isPluginGood = there.plugin === args.plugin && (!pluginString || there.hasPluginString);
    if (changesPassword && args.plugin && !isPluginGood) {
      work.statements.push(
        `ALTER USER ${account}${identifiedWith(args.plugin, args.plugin_hash_string, args.plugin_auth_string)}`,
      );
      passwordDiffers(work, account);
    }
    if (wanted) addPrivileges(work, args, account, there, wanted);
    const needs = args.user === '' ? undefined : requirementsIn(there.creation);
    if (required(needs) !== required(requires)) {
      work.statements.push(`ALTER USER ${account} REQUIRE ${required(requires)}`);
      work.message = 'TLS requires updated';
      differ(work, account, 'tls_requires', required(needs), required(requires));
      work.isCertain = true;
    }
  }
};

const passwordDiffers = (work: Work, account: string) => {
  differ(work, account, 'password', 'OLD_PASSWORD', 'NEW_PASSWORD');
  work.passwordChanged = true;
  work.isCertain = true;
};

const addPrivileges = (
  work: Work,
  args: MysqlUserArguments,
  account: string,
  there: MysqlAccount,
  wanted: Privileges,
) => {
  const before = parseGrants(there.grants);
  const mode = args.append_privs ? 'append' : args.subtract_privs ? 'subtract' : 'replace';
  const plan: PrivilegePlan = planPrivileges(account, args.user === 'root', wanted, before, mode);
  if (plan.message === '') return;
  work.statements.push(...plan.statements);
  work.message = plan.message;
  differ(work, account, 'privileges', there.grants.join('\n'), plan.statements.join('\n'));
  if (plan.isCertain) work.isCertain = true;
  else work.doubtful.push({ account, before });
};

const addLimits = (work: Work, args: MysqlUserArguments, { isMariaDb, accounts }: MysqlUserState) => {
  const { resource_limits: wish, state } = args;
  if (state === 'absent' || wish === undefined || wish.size === 0) return;
  if (!isMariaDb && wish.has('MAX_STATEMENT_TIME'))
    throw new Error('MAX_STATEMENT_TIME resource limit is only supported by MariaDB.');
  const host = args.host.toLowerCase();
  const current = accounts.find(account => account.host === host)?.limits;
  const limits: string[] = [];
  for (const [name, value] of wish) {
    if (current && !current.has(name)) throw new Error(`resource_limits: key '${name}' is unsupported.`);
    if (!/^-?\d+$/.test(String(value))) throw new Error(`Can't convert value '${String(value)}' to integer.`);
    if (current?.get(name) === Number(value)) continue;
    limits.push(`${name} ${String(value)}`);
    differ(work, accountOf(args, host), name, current ? String(current.get(name)) : null, String(value));
  }
  if (limits.length === 0) return;
  work.statements.push(`ALTER USER ${accountOf(args, host)} WITH ${limits.join(' ')}`);
  work.isCertain = true;
};

/** If only privileges were given that may have been there under other names, the server tells whether anything changed. */
const conclude = (output: Output, work: Work, result: Result): Conclusion => {
  if (output.code !== 0) return { kind: 'failed', message: mysqlFailure(output) };
  if (work.isCertain) return { kind: 'changed', result };
  const [, ...parts] = output.stdout.toString().split(/^grants\n/m);
  const isSame = work.doubtful.every(({ before }, index) =>
    isSamePrivileges(before, parseGrants((parts[index] ?? '').split('\n').filter(Boolean))),
  );
  return { kind: isSame ? 'unchanged' : 'changed', result };
};
