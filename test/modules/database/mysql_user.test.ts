import test from 'ava';
import { mysqlUser } from '../../../src/modules/database/mysql_user.js';
import type { Plan } from '../../../src/modules/module.js';
import type { Arguments } from '../../../src/modules/options.js';
import { perform, SHELLS } from '../rig.js';
import { planFor } from '../system/plans.js';
import { fakeClient } from './fake-client.js';

const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

/** What the probe prints of an account. */
const account = (
  host: string,
  { same = '1', grants = 'GRANT USAGE ON *.* TO `u`@`h`', needs = '', plugin = 'x' } = {},
) => ({
  rows: `account\t${hex(host)}
password\t${hex(host)}\t1\t${same}
plugin\t${hex(host)}\t${hex(plugin)}\t0
limit\t${hex(host)}\tMAX_QUERIES_PER_HOUR\t0
`,
  said: `grants\t${hex(host)}\n${grants}\ncreation\t${hex(host)}\nCREATE USER \`u\`@\`h\` IDENTIFIED BY PASSWORD 'HASH'${needs}\n`,
});

const printed = (...accounts: readonly ReturnType<typeof account>[]): string =>
  `server\t${hex('10.11.6-MariaDB-0+deb12u1')}\t${hex('STRICT_TRANS_TABLES')}\ncount\t${accounts.length}\n` +
  accounts.map(({ rows }) => rows).join('') +
  accounts.map(({ said }) => said).join('');

const statementsOf = (plan: Plan): readonly string[] =>
  plan.kind === 'change'
    ? String(plan.apply.payload![0])
        .trimEnd()
        .split(';\n')
        .map(each => each.replace(/;$/, ''))
    : [];

const HASH = '*6BB4837EB74329105EE4568DDA7DC67ED2CA2AD9';
const U = "'u'@'localhost'";

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  statements: readonly string[],
  message: string,
])[] = [
  [
    'a new account',
    { password: '123456', priv: 'app.*:ALL' },
    printed(),
    [
      `CREATE USER ${U} IDENTIFIED WITH mysql_native_password AS '${HASH}'`,
      `GRANT ALL ON \`app\`.* TO ${U}`,
      `GRANT USAGE ON *.* TO ${U}`,
    ],
    'User added',
  ],
  [
    'with a hash, a requirement and a limit',
    {
      password: HASH,
      encrypted: true,
      tls_requires: new Map([['x509', null]]),
      resource_limits: new Map([['MAX_QUERIES_PER_HOUR', 5]]),
    },
    printed(),
    [
      `CREATE USER ${U} IDENTIFIED BY PASSWORD '${HASH}' REQUIRE X509`,
      `ALTER USER ${U} WITH MAX_QUERIES_PER_HOUR 5`,
    ],
    'User added',
  ],
  [
    'with a plugin',
    { plugin: 'pam', plugin_auth_string: "a'b" },
    printed(),
    [`CREATE USER ${U} IDENTIFIED WITH 'pam' USING 'a''b'`],
    'User added',
  ],
  [
    'as it should be',
    { password: '123456', priv: '*.*:USAGE' },
    printed(account('localhost')),
    [],
    'User unchanged',
  ],
  [
    'another password',
    { password: '123456' },
    printed(account('localhost', { same: '0' })),
    [`ALTER USER ${U} IDENTIFIED WITH mysql_native_password AS '${HASH}'`],
    'Password updated (new style)',
  ],
  [
    'a password for new accounts only',
    { password: '123456', update_password: 'on_create' },
    printed(account('localhost', { same: '0' })),
    [],
    'User unchanged',
  ],
  [
    'another plugin',
    { plugin: 'unix_socket' },
    printed(account('localhost')),
    [`ALTER USER ${U} IDENTIFIED WITH 'unix_socket'`],
    'User unchanged',
  ],
  ['its plugin', { plugin: 'x' }, printed(account('localhost')), [], 'User unchanged'],
  [
    'on all hosts',
    { password: '123456', host_all: true },
    printed(account('a'), account('b', { same: '0' })),
    [`ALTER USER 'u'@'b' IDENTIFIED WITH mysql_native_password AS '${HASH}'`],
    'Password updated (new style)',
  ],
  [
    'a requirement goes',
    {},
    printed(account('localhost', { needs: ' REQUIRE SSL' })),
    [`ALTER USER ${U} REQUIRE NONE`],
    'TLS requires updated',
  ],
  [
    'a requirement that stays, in another order',
    {
      tls_requires: new Map([
        ['subject', '/CN=x y'],
        ['issuer', '/i'],
      ]),
    },
    printed(account('localhost', { needs: " REQUIRE ISSUER '/i' SUBJECT '/CN=x y'" })),
    [],
    'User unchanged',
  ],
  ['it goes', { state: 'absent' }, printed(account('localhost')), [`DROP USER ${U}`], 'User deleted'],
  ['it is gone', { state: 'absent' }, printed(), [], "User doesn't exist"],
];

for (const [title, args, output, statements, message] of cases)
  test(title, async t => {
    const plan = await planFor(mysqlUser, { user: 'u', ...args }, output);
    t.deepEqual(statementsOf(plan), statements);
    t.is('result' in plan ? plan.result?.msg : '', message);
    if (plan.kind === 'change') t.false(plan.apply.text.includes(HASH) || plan.apply.text.includes('123456'));
  });

for (const shell of SHELLS)
  test(`${shell}: privileges that the server has under other names change nothing`, async t => {
    const client = fakeClient(t, ['mysql']);
    const grants = 'GRANT BINLOG MONITOR ON *.* TO `u`@`localhost`';
    const { rows, said } = account('localhost', { grants });
    client.answer(`case $SQL in
  *COUNT*) printf '%s\\n' '${printed().trim().replace('\t0', '\t1').replace('count\t0', 'count\t1')}' '${rows.trim()}' ;;
  *CONCAT*) printf '%s\\n' "grants please" ;;
  *please*) cat <<'END'
${said.trim().replaceAll("'HASH'", `'${HASH}'`)}
END
    ;;
  *GRANT*) printf 'grants\\n%s\\n' '${grants}' ;;
esac`);
    const args = { user: 'u', priv: '*.*:REPLICATION CLIENT', append_privs: true, config_file: '/nowhere' };
    const outcome = await perform(mysqlUser, args, { shell, path: client.path });
    t.is(outcome.kind, 'unchanged', outcome.message);
    t.is(outcome.result.msg, "Privileges updated: granted ['REPLICATION CLIENT'], revoked []");
    t.false(outcome.probed!.stdout.toString().includes(HASH));
  });

test('what can not be is refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(planFor(mysqlUser, { user: 'u', ...args }, ''), { message });
  await refuse({ update_password: 'on_new_username' }, /on_new_username is not supported/);
  await refuse({ password: 'x', encrypted: true }, /does not appear to be a valid hash/);
  await refuse({ priv: ['x'] }, /priv parameter must be str or dict/);
  await refuse({ priv: 'x' }, /no privileges/);
  t.like(await planFor(mysqlUser, { user: 'u', host_all: true }, printed()), {
    message: 'host_all parameter cannot be used when adding a user',
  });
  t.like(
    await planFor(
      mysqlUser,
      { user: 'u', resource_limits: new Map([['X', 1]]) },
      printed(account('localhost')),
    ),
    {
      message: "resource_limits: key 'X' is unsupported.",
    },
  );
});
