import test from 'ava';
import { postgresqlPrivs } from '../../../src/modules/database/postgresql_privs.js';
import type { Arguments } from '../../../src/modules/options.js';
import { perform, SHELLS } from '../rig.js';
import { planFor } from '../system/plans.js';
import { fakeClient } from './fake-client.js';

const CHANGES = 'role|1\nbefore|\nafter|{u=r/p}\n';

const cases: readonly (readonly [title: string, args: Arguments, queries: string])[] = [
  [
    'tables',
    { privs: 'select,INSERT', objs: 'a,b"c' },
    `GRANT SELECT,INSERT ON table "public"."a","public"."b""c" TO "u";`,
  ],
  [
    'all of a schema',
    { privs: 'ALL', objs: 'ALL_IN_SCHEMA', schema: 's', type: 'sequence' },
    'GRANT ALL ON ALL SEQUENCES IN SCHEMA "s" TO "u";',
  ],
  [
    'functions',
    { privs: 'EXECUTE', objs: 'f(int:text)', type: 'function' },
    'GRANT EXECUTE ON function "public"."f"(int,text) TO "u";',
  ],
  [
    'the database',
    { privs: 'CONNECT', type: 'database', grant_option: true },
    'GRANT CONNECT ON database "d" TO "u" WITH GRANT OPTION;',
  ],
  [
    'not to be passed on',
    { privs: 'USAGE', objs: 's', type: 'schema', grant_option: false },
    'GRANT USAGE ON schema "s" TO "u";\nREVOKE GRANT OPTION FOR USAGE ON schema "s" FROM "u";',
  ],
  ['groups', { objs: 'g', type: 'group', grant_option: true }, 'GRANT "g" TO "u" WITH ADMIN OPTION;'],
  [
    'taken away',
    { privs: 'ALL', objs: 'w', type: 'foreign_data_wrapper', state: 'absent' },
    'REVOKE ALL ON foreign data wrapper "w" FROM "u";',
  ],
  [
    'default privileges',
    { privs: 'SELECT', objs: 'tables', type: 'default_privs', target_roles: 'o' },
    `ALTER DEFAULT PRIVILEGES FOR ROLE "o" IN SCHEMA "public" REVOKE ALL ON TABLES FROM "u";
ALTER DEFAULT PRIVILEGES FOR ROLE "o" IN SCHEMA "public" GRANT SELECT ON TABLES TO "u";
ALTER DEFAULT PRIVILEGES FOR ROLE "o" IN SCHEMA "public" GRANT USAGE ON TYPES TO "u";`,
  ],
  [
    'no default privileges',
    { privs: 'SELECT', objs: 'TABLES', type: 'default_privs', schema: 'not-specified', state: 'absent' },
    ['TABLES', 'SEQUENCES', 'TYPES']
      .map(kind => `ALTER DEFAULT PRIVILEGES REVOKE ALL ON ${kind} FROM "u";`)
      .join('\n'),
  ],
];

for (const [title, args, queries] of cases)
  test(title, async t => {
    const task = { database: 'd', roles: 'u', ...args };
    const plan = await planFor(postgresqlPrivs, task, CHANGES.replace('before|\n', 'before|x\n'));
    t.like(plan, { kind: 'change', result: { queries: [queries] } });
  });

test('what the server would not change, and roles that it has not', async t => {
  const plan = (args: object, printed: string) =>
    planFor(postgresqlPrivs, { database: 'd', roles: 'u', privs: 'ALL', type: 'database', ...args }, printed);
  const same = 'role|1\nbefore|b\nbefore|a\nafter|a\nafter|b\n';
  t.is((await plan({}, same)).kind, 'same');
  t.is((await plan({ roles: 'public' }, same)).kind, 'same');
  t.like(await plan({}, 'before|\nafter|\n'), { kind: 'failed', message: "Role 'u' does not exist" });
  t.like(await plan({ fail_on_role: false }, 'before|\nafter|\n'), { kind: 'same', result: { queries: [] } });
  const some = await plan({ roles: 'u,v', fail_on_role: false }, 'role|2\nbefore|\nafter|x\n');
  t.like(some, { kind: 'change', result: { queries: ['GRANT ALL ON database "d" TO "v";'] } });
  t.deepEqual(some.kind === 'change' && some.result.warnings, ["Role 'u' does not exist, pass it"]);
  const none = await plan({ type: 'table', objs: 'ALL_IN_SCHEMA', privs: 'SELECT' }, 'role|1\n');
  t.like(none, { kind: 'same', result: { queries: [] } });
});

for (const shell of SHELLS)
  test(`${shell}: it is tried and rolled back, then done`, async t => {
    const client = fakeClient(t, ['psql']);
    client.answer(`printf '${CHANGES.replaceAll('\n', '\\n')}'`);
    const args = { database: 'd', roles: 'u', privs: 'SELECT', objs: "t'x", password: 'secret' };
    const done = await perform(postgresqlPrivs, args, { shell, path: client.path });
    t.is(done.kind, 'changed', done.message);
    const [tried, made] = client.calls();
    t.true(tried!.endsWith('\nROLLBACK;\n') && made!.endsWith('\nCOMMIT;\n'));
    t.is(tried!.replace('ROLLBACK', 'COMMIT'), made!);
    t.true(tried!.includes(`\\if :some\nGRANT SELECT ON table "public"."t'x" TO :whom;\n\\endif\n`), tried);
    t.true(tried!.includes(`relname IN ('t''x')`) && tried!.split('\n')[2] === 'secret');
    client.answer(`echo 'ERROR:  relation "public.t" does not exist' >&2; exit 3`);
    const { message } = await perform(postgresqlPrivs, args, { shell, path: client.path });
    t.is(message, 'relation "public.t" does not exist');
  });

test('what can not be is refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(planFor(postgresqlPrivs, { database: 'd', roles: 'u', ...args }, ''), { message });
  await refuse({ privs: 'ALL' }, /"objs" is required/);
  await refuse({ objs: 'a' }, /"privs" is required/);
  await refuse({ objs: 'a', privs: 'NONSENSE' }, /Invalid privileges specified: NONSENSE/);
  await refuse({ objs: 'a', privs: 'ALL', type: 'group' }, /"privs" is not allowed/);
  await refuse({ privs: 'ALL', type: 'database', schema: 's' }, /"schema" is not allowed/);
  await refuse({ objs: 'ALL_IN_SCHEMA', privs: 'ALL', type: 'type' }, /ALL_IN_SCHEMA can be used only/);
  await refuse({ objs: 'f', privs: 'ALL', type: 'function' }, /Illegal function/);
  await refuse({ objs: 'TABLES', privs: 'EXECUTE', type: 'default_privs' }, /Invalid priv specified/);
  await refuse({ objs: 'THINGS', privs: 'ALL', type: 'default_privs' }, /Invalid Object set/);
  await refuse({ objs: 'a', privs: 'ALL', password: 'x', login_password: 'y' }, /but not both/);
});
