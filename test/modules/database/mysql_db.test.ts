import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { mysqlDb } from '../../../src/modules/database/mysql_db.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from '../system/plans.js';
import { fakeClient } from './fake-client.js';

const PASSWORD = 'a "quoted\\ p\'w';

for (const shell of SHELLS)
  test(`${shell}: a database is made; the password comes through a pipe, over the config file's`, async t => {
    const client = fakeClient(t, ['mysql']);
    const config = join(temporaryFolder(t), 'my.cnf');
    writeFileSync(config, '[mysqld]\nx=1\n[client]\nuser=file\npassword=file\n[mysql]\ny=1\n');
    client.answer('case $SQL in *COUNT*) echo 0; echo 1 ;; esac');
    const args = {
      name: ["b'3`x\\", 'there'],
      encoding: 'utf8',
      collation: 'utf8_general_ci',
      login_user: 'admin',
      login_password: PASSWORD,
      login_unix_socket: '/run/s',
      config_file: config,
    };
    const { kind, result, message, differences } = await perform(mysqlDb, args, { shell, path: client.path });
    t.is(kind, 'changed', message);
    const made = "CREATE DATABASE `b'3``x\\` CHARACTER SET 'utf8' COLLATE 'utf8_general_ci'";
    t.deepEqual(result, { db: "b'3`x\\ there", db_list: args.name, executed_commands: [made] });
    t.is(differences.length, 1);
    const [asked, done] = client.calls();
    const [words] = asked!.split('\n');
    t.is(words, 'mysql --defaults-file=/dev/fd/3 --batch --skip-column-names --connect-timeout=30');
    t.true(
      asked!.includes(
        `[client]\nuser=file\npassword=file\n\n[client]\nuser="admin"\npassword="a "quoted\\\\ p'w"\nsocket="/run/s"\nprotocol="socket"\n`,
      ),
      asked,
    );
    t.true(asked!.includes(`SCHEMA_NAME = 'b''3\`x\\\\';`), asked);
    t.true(done!.includes(`${made};`), done);
  });

for (const shell of SHELLS)
  test(`${shell}: dumps and imports`, async t => {
    const client = fakeClient(t, ['mysql', 'mysqldump']);
    client.answer('case $SQL in *COUNT*) echo 1 ;; esac; case $0 in */mysqldump) echo dumped ;; esac');
    const target = join(temporaryFolder(t), 'a dump.sql.gz');
    const dump = await perform(
      mysqlDb,
      { name: ['app'], state: 'dump', target, ignore_tables: ['app.x'], config_file: '/nowhere' },
      { shell, path: client.path },
    );
    t.is(dump.kind, 'changed', dump.message);
    t.is(gunzipSync(readFileSync(target)).toString(), 'dumped\n');
    t.true(
      client.calls()[1]!.startsWith('mysqldump --defaults-file=/dev/fd/3 app --quick --ignore-table=app.x\n'),
    );
    client.clear();
    const args = { name: ['app'], state: 'import', target, force: true, config_file: '/nowhere' };
    const read = await perform(mysqlDb, args, { shell, path: client.path });
    t.is(read.kind, 'changed', read.message);
    t.true(client.calls()[1]!.startsWith('mysql --defaults-file=/dev/fd/3 -f --one-database app\n'));
    t.true(client.calls()[1]!.includes('dumped'));
    client.answer('case $SQL in *COUNT*) echo 1 ;; *) exit 3 ;; esac');
    t.is((await perform(mysqlDb, args, { shell, path: client.path })).kind, 'failed');
    const broken = { ...args, state: 'dump', target: `${target}.xz` };
    t.is((await perform(mysqlDb, broken, { shell, path: client.path })).kind, 'failed');
    t.false(existsSync(`${target}.xz`));
  });

test('what is there stays, what is not can not be dropped, and what can not be is said', async t => {
  const plan = (args: object, printed: string, checkMode = false) =>
    planFor(mysqlDb, { name: ['a', 'b'], ...args }, printed, checkMode);
  t.is((await plan({}, '\n1\n1\n')).kind, 'same');
  t.is((await plan({ state: 'absent' }, '\n0\n0\n')).kind, 'same');
  t.like(await plan({ state: 'absent' }, '\n0\n1\n', true), { kind: 'change', result: { db: 'a b' } });
  t.like(await plan({ state: 'dump', target: '/x' }, '\n0\n1\n'), {
    kind: 'failed',
    message: "Cannot dump database(s) 'a' - not found",
  });
  t.like(await plan({ name: ['a'], state: 'import', target: '/x' }, '\n1\n'), {
    kind: 'failed',
    message: 'target /x does not exist on the host',
  });
  const refuse = (args: object, message: RegExp) => t.throwsAsync(plan(args, ''), { message });
  await refuse({ state: 'import', target: '/x' }, /Multiple databases/);
  await refuse({ state: 'dump' }, /target is required/);
  await refuse({ name: ['all'] }, /not allowed to equal 'all'/);
  await refuse({ login_port: 70000 }, /login_port/);
  await refuse({ master_data: 3 }, /master_data/);
});

test('what the client says is told without the statement', async t => {
  const client = fakeClient(t, ['mysql']);
  const say = () => perform(mysqlDb, { name: ['a'], config_file: '/nowhere' }, { path: client.path });
  client.answer(`case $SQL in *COUNT*) echo 0 ;; *)
printf '%s\\n' -------------- "BY 'secret'" -------------- '' "ERROR 1115 (42000) at line 1: Unknown 'x'" >&2; exit 1 ;; esac`);
  t.is((await say()).message, `error creating database: (1115, "Unknown 'x'")`);
  client.answer('echo "ERROR 1045 (28000): Access denied" >&2; exit 1');
  t.is(
    (await say()).message,
    "unable to connect to database, check login_user and login_password are correct or /nowhere has the credentials. Exception message: (1045, 'Access denied')",
  );
  const folder = temporaryFolder(t);
  symlinkSync('/bin/dash', join(folder, 'dash'));
  t.is(
    (await perform(mysqlDb, { name: ['a'] }, { path: folder })).message,
    'Failed to find required executable "mysql" on the host',
  );
});
