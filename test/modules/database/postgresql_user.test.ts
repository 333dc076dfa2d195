import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import test from 'ava';
import { postgresqlUser } from '../../../src/modules/database/postgresql_user.js';
import { hasPassword } from '../../../src/modules/database/postgresql-password.js';
import type { Arguments } from '../../../src/modules/options.js';
import { perform, SHELLS } from '../rig.js';
import { planFor } from '../system/plans.js';
import { fakeClient } from './fake-client.js';

const scram = (password: string): string => {
  const salt = Buffer.from('0123456789abcdef');
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const key = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$c3RvcmVk:${key}`;
};

test('which password a role has', t => {
  const md5 = `md5${createHash('md5').update('secretu').digest('hex')}`;
  t.true(hasPassword('secret', 'u', scram('secret'), true));
  t.false(hasPassword('other', 'u', scram('secret'), true));
  t.true(hasPassword(scram('x'), 'u', scram('x'), true));
  t.true(hasPassword('secret', 'u', md5, true));
  t.true(hasPassword(md5, 'u', md5, true));
  t.true(hasPassword('secret', 'u', 'secret', false));
  t.false(hasPassword('secret', 'u', undefined, true));
  t.true(hasPassword('', 'u', undefined, true));
  t.false(hasPassword('', 'u', md5, true));
});

// SUPERUSER CREATEROLE CREATEDB INHERIT LOGIN REPLICATION BYPASSRLS, then date, limit and comment.
const ROLE = `role|f|f|f|t|t|f|f|t|-1|f|${Buffer.from("it's").toString('hex')}\n`;

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  queries: readonly string[],
])[] = [
  [
    'a new one',
    {
      password: 'x',
      role_attr_flags: 'createdb,NOLOGIN',
      expires: 'tomorrow',
      conn_limit: 3,
      comment: "it's",
    },
    '',
    [
      'CREATE USER "u" WITH ENCRYPTED PASSWORD %(password)s VALID UNTIL %(expires)s CONNECTION LIMIT 3 CREATEDB NOLOGIN',
      `COMMENT ON ROLE "u" IS 'it''s'`,
    ],
  ],
  [
    'as it should be',
    { password: 'x', role_attr_flags: 'LOGIN,NOSUPERUSER', conn_limit: -1, comment: "it's" },
    `${ROLE}password|${scram('x')}\n`,
    [],
  ],
  [
    'another password and flags',
    { password: 'y', role_attr_flags: 'CREATEDB' },
    `${ROLE}password|${scram('x')}\n`,
    ['ALTER USER "u" WITH ENCRYPTED PASSWORD %(password)s CREATEDB'],
  ],
  [
    'a password that may not be read',
    { password: 'y' },
    ROLE,
    ['ALTER USER "u" WITH ENCRYPTED PASSWORD %(password)s '],
  ],
  ['no password', { password: '' }, `${ROLE}password|x\n`, ['ALTER USER "u" WITH PASSWORD NULL ']],
  ['left alone', { password: 'y', no_password_changes: true, conn_limit: 9 }, `${ROLE}password|x\n`, []],
  [
    'a date and a limit',
    { expires: 'tomorrow', conn_limit: 3 },
    ROLE.replace('|t|-1', '|f|-1'),
    ['ALTER USER "u" VALID UNTIL %(expires)s CONNECTION LIMIT 3'],
  ],
  [
    'groups and old privileges',
    { groups: ['a', 'b'], db: 'd', priv: 'CONNECT,TEMP/s.t:ALL' },
    `${ROLE}group|${Buffer.from('a').toString('hex')}\nprivilege|0|CONNECT\n`,
    [
      'GRANT CONNECT, TEMPORARY ON DATABASE "d" TO "u"',
      'GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE "s"."t" TO "u"',
      'GRANT "b" TO "u"',
    ],
  ],
  [
    'to be removed',
    { state: 'absent', db: 'd', priv: 'CONNECT' },
    `${ROLE}privilege|0|CONNECT\n`,
    ['REVOKE CONNECT ON DATABASE "d" FROM "u"', 'DROP USER "u"'],
  ],
  ['gone', { state: 'absent' }, '', []],
];

for (const [title, args, printed, queries] of cases)
  test(title, async t => {
    const plan = await planFor(postgresqlUser, { user: 'u', ...args }, printed);
    t.like(plan, { kind: queries.length > 0 ? 'change' : 'same', result: { user: 'u', queries } });
  });

for (const shell of SHELLS)
  test(`${shell}: all of it in one transaction, or nothing`, async t => {
    const client = fakeClient(t, ['psql']);
    const args = { user: 'u', password: "p'\\w", session_role: 'admin' };
    const made = await perform(postgresqlUser, args, { shell, path: client.path });
    t.is(made.kind, 'changed', made.message);
    t.true(
      client
        .calls()[1]!
        .endsWith(
          `BEGIN;\nSET ROLE "admin";\nCREATE USER "u" WITH ENCRYPTED PASSWORD E'p''\\\\w' ;\nCOMMIT;\n`,
        ),
      client.calls()[1],
    );
    client.answer(
      `case $SQL in *pg_roles*) echo '${ROLE.trim()}' ;; *) echo 'ERROR:  in use' >&2; exit 3 ;; esac`,
    );
    const gone = (more: object) =>
      perform(postgresqlUser, { user: 'u', state: 'absent', ...more }, { shell, path: client.path });
    t.like(await gone({}), { kind: 'failed', message: 'Unable to remove user' });
    t.like(await gone({ fail_on_user: false }), { kind: 'unchanged', result: { user_removed: false } });
  });

test('what can not be is refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(planFor(postgresqlUser, { user: 'u', ...args }, ''), { message });
  await refuse({ role_attr_flags: 'CREATEUSER' }, /Invalid role_attr_flags specified: CREATEUSER/);
  await refuse({ priv: 'ALL' }, /privileges require a database/);
  await refuse({ db: 'd', priv: 'SELECT' }, /Invalid privs specified for database: SELECT/);
  await refuse({ user: 'PUBLIC', password: 'x' }, /cannot change the password for PUBLIC/);
});
