import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { postgresqlDb } from '../../../src/modules/database/postgresql_db.js';
import type { Arguments } from '../../../src/modules/options.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from '../system/plans.js';
import { fakeClient } from './fake-client.js';

const hex = (text: string): string => Buffer.from(text).toString('hex');

const VERSION = 'version|150006\n';
const THERE = `${VERSION}database|${['app', 'UTF8', 'C.UTF-8', 'C.UTF-8', '-1', 'pg_default'].map(hex).join('|')}|t\n`;

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  commands: readonly string[] | string,
])[] = [
  [
    'a new one',
    {
      owner: 'a"b',
      template: 'template0',
      encoding: 'UTF-8',
      lc_collate: "x'y",
      lc_ctype: 'C',
      tablespace: 't',
      conn_limit: '5',
    },
    VERSION,
    [
      `CREATE DATABASE "app" OWNER "a""b" TEMPLATE "template0" ENCODING 'UTF-8' LC_COLLATE 'x''y' LC_CTYPE 'C' TABLESPACE "t" CONNECTION LIMIT 5`,
    ],
  ],
  ['as it should be', { owner: 'app', lc_ctype: 'C.UTF-8', conn_limit: '-1' }, THERE, []],
  [
    'other settings',
    { owner: 'x', conn_limit: '3', tablespace: 'y' },
    THERE,
    [
      'ALTER DATABASE "app" OWNER TO "x"',
      'ALTER DATABASE "app" CONNECTION LIMIT 3',
      'ALTER DATABASE "app" SET TABLESPACE "y"',
    ],
  ],
  [
    'another encoding',
    { encoding: 'LATIN1' },
    THERE.replace('|t\n', '|f\n'),
    'Changing database encoding is not supported. Current encoding: UTF8',
  ],
  [
    'another order',
    { lc_collate: 'x' },
    THERE,
    'Changing LC_COLLATE is not supported. Current LC_COLLATE: C.UTF-8',
  ],
  ['other classes', { lc_ctype: 'x' }, THERE, 'Changing LC_CTYPE is not supported.Current LC_CTYPE: C.UTF-8'],
  ['to be removed', { state: 'absent' }, THERE, ['DROP DATABASE "app"']],
  [
    'to be removed while it is used',
    { state: 'absent', force: true },
    THERE,
    ['DROP DATABASE "app" WITH (FORCE)'],
  ],
  ['gone', { state: 'absent' }, VERSION, []],
  ['another name', { state: 'rename', target: 'b' }, THERE, ['ALTER DATABASE "app" RENAME TO "b"']],
  ['the other name', { state: 'rename', target: 'b' }, `${VERSION}target\n`, []],
  [
    'both names',
    { state: 'rename', target: 'b' },
    `${THERE}target\n`,
    'Both the source and the target databases exist.',
  ],
  [
    'neither name',
    { state: 'rename', target: 'b' },
    VERSION,
    'The source and the target databases do not exist.',
  ],
];

for (const [title, args, printed, commands] of cases)
  test(title, async t => {
    const plan = await planFor(postgresqlDb, { db: 'app', ...args }, printed);
    if (typeof commands === 'string') t.like(plan, { kind: 'failed', message: commands });
    else
      t.like(plan, {
        kind: commands.length > 0 ? 'change' : 'same',
        result: { db: 'app', executed_commands: commands },
      });
  });

for (const shell of SHELLS)
  test(`${shell}: the login is in the environment, the SQL on standard input`, async t => {
    const client = fakeClient(t, ['psql', 'pg_dump']);
    client.answer(`case $SQL in *version*) printf 'version|150006\\n' ;; esac
echo "$PGUSER $PGPORT $PGHOST $PGDATABASE $PGSSLMODE $PGAPPNAME" >>$0.env
case $0 in */pg_dump) echo dumped ;; esac`);
    const login = {
      login_password: "p'w",
      port: 5433,
      login_unix_socket: '/run/pg',
      connect_params: new Map([['application_name', 'me']]),
    };
    const made = await perform(postgresqlDb, { db: 'app', ...login }, { shell, path: client.path });
    t.is(made.kind, 'changed', made.message);
    const [asked, done] = client.calls();
    t.true(asked!.startsWith("psql -X -q -A -t -v ON_ERROR_STOP=1\n\np'w\n"), asked);
    t.true(done!.includes('CREATE DATABASE "app";'));
    t.is(
      readFileSync(join(client.path.split(':')[0]!, 'psql.env'), 'utf8').split('\n')[0],
      'postgres 5433 /run/pg postgres prefer me',
    );
    const target = join(temporaryFolder(t), 'a dump.sql.gz');
    const dump = await perform(
      postgresqlDb,
      { db: 'app', state: 'dump', target },
      { shell, path: client.path },
    );
    t.is(dump.kind, 'changed', dump.message);
    t.is(gunzipSync(readFileSync(target)).toString(), 'dumped\n');
    client.clear();
    const read = await perform(
      postgresqlDb,
      { db: 'app', state: 'restore', target },
      { shell, path: client.path },
    );
    t.is(read.kind, 'changed', read.message);
    t.true(client.calls()[0]!.startsWith('psql --dbname=app\n') && client.calls()[0]!.includes('dumped'));
  });

test('what can not be is refused, and what the server says is told', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(planFor(postgresqlDb, { db: 'app', ...args }, ''), { message });
  await refuse({ state: 'rename' }, /"target" option must be defined/);
  await refuse({ state: 'rename', target: 'app' }, /cannot be the same/);
  await refuse({ connect_params: new Map([['nonsense', 1]]) }, /nonsense is not supported/);
  await refuse({ owner: "x'; drop table y --", trust_input: false }, /potentially dangerous/);
  const client = fakeClient(t, ['psql']);
  const say = () => perform(postgresqlDb, { db: 'app' }, { path: client.path });
  client.answer(`echo 'psql: error: connection failed: FATAL:  no' >&2; exit 2`);
  t.is((await say()).message, 'unable to connect to database: connection failed: FATAL:  no');
  client.answer(
    `case $SQL in *version*) echo 'version|150006' ;; *) echo 'ERROR:  no such thing' >&2; exit 3 ;; esac`,
  );
  t.is((await say()).message, 'Database query failed: no such thing');
  t.like(await planFor(postgresqlDb, { db: 'app', state: 'dump' }, '', true), { kind: 'same' });
});
