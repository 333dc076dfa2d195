import type { Conclusion, Difference, Plan, Result } from '../module.js';
import type { OldPrivileges, PostgresqlUserState, PostgresqlUserTask } from './postgresql-user-state.js';
import { psqlBegin, psqlFailure, psqlName, psqlSetup, psqlText } from './psql-login.js';

/** A statement as it is told, with `%(password)s` in place of a secret, and as it is executed. */
interface Statement {
  readonly told: string;
  readonly text: string;
}

const plain = (text: string): Statement => ({ told: text, text });

/** Plans a role of PostgreSQL. */
export const planPostgresqlUser = (task: PostgresqlUserTask, state: PostgresqlUserState | string): Plan => {
  if (typeof state === 'string') return { kind: 'failed', message: state };
  const { args } = task;
  const differences: Difference[] = [];
  const differ = (name: string, before: string | number | null, after: string | number | null) =>
    differences.push({ kind: 'attribute', subject: args.user, name, before, after });
  const statements =
    args.state === 'absent'
      ? state.exists
        ? [...revocations(task, state), plain(`DROP USER ${psqlName(args.user)}`)]
        : []
      : [
          ...(state.exists ? alteration(task, state, differ) : [creation(task)]),
          ...extras(task, state, differ),
        ];
  if (args.state === 'absent' && state.exists) differ('state', 'present', 'absent');
  if (args.state === 'present' && !state.exists) differ('state', 'absent', 'present');
  const queries = statements.map(({ told }) => told);
  const removes = args.state === 'absent' && state.exists;
  const result: Result = { user: args.user, queries, ...(removes && { user_removed: true }) };
  if (statements.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: `${psqlSetup(args, args.db)}query\n`,
      payload: [
        // A failure says which value was meant: it is cut off behind the first line then.
        `BEGIN;\n${psqlBegin(args)}`,
        ...statements.map(({ text }) => `${text};\n`),
        'COMMIT;\n',
      ],
    },
    conclude: (output): Conclusion => {
      if (output.code === 0) return { kind: 'changed', result };
      if (removes && args.fail_on_user) return { kind: 'failed', message: 'Unable to remove user' };
      if (removes) return { kind: 'unchanged', result: { ...result, user_removed: false } };
      const message = psqlFailure(output);
      return {
        kind: 'failed',
        message: state.exists ? message : `Unable to add user with given requirement due to : ${message}`,
      };
    },
  };
};

type Differ = (name: string, before: string | number | null, after: string | number | null) => void;

const creation = ({ args, flags }: PostgresqlUserTask): Statement => {
  const { password, expires, conn_limit: limit } = args;
  const withPassword = password !== undefined && password !== '';
  const build = (secret: string, until: string) =>
    [
      `CREATE USER ${psqlName(args.user)}`,
      ...(withPassword ? [`WITH ${encryption(args.encrypted)}PASSWORD ${secret}`] : []),
      ...(expires === undefined ? [] : [`VALID UNTIL ${until}`]),
      ...(limit === undefined ? [] : [`CONNECTION LIMIT ${limit}`]),
      flags.join(' '),
    ].join(' ');
  return both(build, password, expires);
};

const encryption = (isEncrypted: boolean): string => (isEncrypted ? 'ENCRYPTED ' : 'UNENCRYPTED ');

const both = (
  build: (secret: string, until: string) => string,
  password: string | undefined,
  expires: string | undefined,
): Statement => ({
  told: build('%(password)s', '%(expires)s'),
  text: build(psqlText(password ?? ''), psqlText(expires ?? '')),
});

const alteration = (
  { args, flags }: PostgresqlUserTask,
  state: PostgresqlUserState,
  differ: Differ,
): readonly Statement[] => {
  const { no_password_changes: isQuiet, expires, conn_limit: limit } = args;
  const password = isQuiet ? undefined : args.password;
  const isPasswordGood = password === undefined || state.hasPassword;
  const wrong = flags.filter(flag => state.flags.includes(flag.replace(/^NO/, '')) === flag.startsWith('NO'));
  const isDateGood = isQuiet || expires === undefined || state.expiresThen;
  const isLimitGood = isQuiet || limit === undefined || limit === state.connLimit;
  if (!isPasswordGood) differ('password', 'OLD_PASSWORD', 'NEW_PASSWORD');
  for (const flag of wrong) differ('flag', flag.startsWith('NO') ? flag.slice(2) : `NO${flag}`, flag);
  if (!isDateGood) differ('expires', null, expires ?? null);
  if (!isLimitGood) differ('conn_limit', state.connLimit, limit ?? null);
  if (isPasswordGood && wrong.length === 0 && isDateGood && isLimitGood) return [];
  const build = (secret: string, until: string) =>
    [
      `ALTER USER ${psqlName(args.user)}`,
      ...(isPasswordGood
        ? flags.length > 0
          ? [`WITH ${flags.join(' ')}`]
          : []
        : [
            password === '' ? 'WITH PASSWORD NULL' : `WITH ${encryption(args.encrypted)}PASSWORD ${secret}`,
            flags.join(' '),
          ]),
      ...(isQuiet || expires === undefined ? [] : [`VALID UNTIL ${until}`]),
      ...(isQuiet || limit === undefined ? [] : [`CONNECTION LIMIT ${limit}`]),
    ].join(' ');
  return [both(build, password, expires)];
};

const objectOf = ({ kind, name }: OldPrivileges): string =>
  `${kind.toUpperCase()} ${kind === 'table' ? name.split('.').map(psqlName).join('.') : psqlName(name)}`;

const granteeOf = (user: string): string => (user === 'PUBLIC' ? user : psqlName(user));

/** Privileges, groups and the comment. */
const extras = (
  { args, privileges }: PostgresqlUserTask,
  state: PostgresqlUserState,
  differ: Differ,
): readonly Statement[] => {
  const statements: Statement[] = [];
  for (const [index, wanted] of privileges.entries()) {
    if (wanted.privileges.every(each => state.privileges[index]!.includes(each))) continue;
    const list = wanted.privileges.join(', ');
    differ(objectOf(wanted), state.privileges[index]!.join(', '), list);
    statements.push(plain(`GRANT ${list} ON ${objectOf(wanted)} TO ${granteeOf(args.user)}`));
  }
  for (const group of args.groups ?? []) {
    if (state.groups.includes(group.trim())) continue;
    differ('group', null, group.trim());
    statements.push(plain(`GRANT ${psqlName(group.trim())} TO ${psqlName(args.user)}`));
  }
  const { comment } = args;
  if (comment !== undefined && comment !== state.comment) {
    differ('comment', state.comment ?? null, comment);
    statements.push(plain(`COMMENT ON ROLE ${psqlName(args.user)} IS ${psqlText(comment)}`));
  }
  return statements;
};

const revocations = (
  { args, privileges }: PostgresqlUserTask,
  state: PostgresqlUserState,
): readonly Statement[] =>
  privileges
    .filter((wanted, index) => wanted.privileges.some(each => state.privileges[index]!.includes(each)))
    .map(wanted =>
      plain(`REVOKE ${wanted.privileges.join(', ')} ON ${objectOf(wanted)} FROM ${granteeOf(args.user)}`),
    );
