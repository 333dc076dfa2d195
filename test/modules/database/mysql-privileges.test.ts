import test from 'ava';
import {
  isSamePrivileges,
  type PrivilegeMode,
  parseGrants,
  parsePrivileges,
  planPrivileges,
} from '../../../src/modules/database/mysql-privileges.js';

test('privileges of a task', t => {
  const parse = (text: string, ensuresUsage = true) => [...parsePrivileges(text, false, ensuresUsage)];
  t.deepEqual(parse('app.*:select,INSERT/*.*:ALL'), [
    ['`app`.*', ['SELECT', 'INSERT']],
    ['*.*', ['ALL']],
  ]);
  t.deepEqual(parse('`a.b`.t:SELECT'), [
    ['`a.b`.`t`', ['SELECT']],
    ['*.*', ['USAGE']],
  ]);
  t.deepEqual(parse('PROCEDURE a.p:EXECUTE', false), [['PROCEDURE `a`.`p`', ['EXECUTE']]]);
  t.deepEqual(parse('a.t:SELECT (c,b), INSERT', false), [['`a`.`t`', ['SELECT (B, C)', 'INSERT']]]);
  t.deepEqual([...parsePrivileges('a.*:ALL', true, false)], [['"a".*', ['ALL']]]);
  t.throws(() => parse('a.*'), { message: /no privileges/ });
});

test('privileges of the server', t => {
  const grants = parseGrants([
    "GRANT USAGE ON *.* TO `u`@`h` IDENTIFIED BY PASSWORD 'HASH' WITH GRANT OPTION",
    'GRANT ALL PRIVILEGES ON `app`.* TO `u`@`h`',
    'GRANT SELECT (`c`, `b`), INSERT ON `a`.`t` TO `u`@`h`',
    'GRANT `role` TO `u`@`h`',
    "SET DEFAULT ROLE `role` FOR 'u'@'h'",
  ]);
  t.deepEqual(
    [...grants],
    [
      ['*.*', ['USAGE', 'GRANT']],
      ['`app`.*', ['ALL']],
      ['`a`.`t`', ['SELECT (b, c)', 'INSERT']],
    ],
  );
  t.throws(() => parseGrants(['nonsense']), { message: /unable to parse/ });
  t.true(isSamePrivileges(new Map([['a', ['X', 'Y']]]), new Map([['a', ['Y', 'X']]])));
  t.false(isSamePrivileges(new Map([['a', ['X']]]), new Map([['a', ['Y']]])));
});

const cases: readonly (readonly [
  title: string,
  wanted: string,
  current: string,
  mode: PrivilegeMode,
  statements: readonly string[],
  message: string,
])[] = [
  ['as it should be', 'a.*:SELECT', 'a.*:SELECT', 'replace', [], ''],
  [
    'new ones',
    '*.*:USAGE/a.*:SELECT,GRANT',
    '*.*:USAGE',
    'replace',
    ['GRANT SELECT ON `a`.* TO U WITH GRANT OPTION'],
    'New privileges granted',
  ],
  [
    'others go',
    '*.*:USAGE',
    '*.*:USAGE/a.*:SELECT,GRANT',
    'replace',
    ['REVOKE GRANT OPTION ON `a`.* FROM U', 'REVOKE SELECT ON `a`.* FROM U', 'FLUSH PRIVILEGES'],
    'Privileges updated',
  ],
  [
    'some come and some go',
    'a.*:SELECT,INSERT',
    'a.*:SELECT,UPDATE',
    'replace',
    ['REVOKE UPDATE ON `a`.* FROM U', 'FLUSH PRIVILEGES', 'GRANT INSERT ON `a`.* TO U'],
    "Privileges updated: granted ['INSERT'], revoked ['UPDATE']",
  ],
  [
    'beside those that there are',
    'a.*:INSERT',
    'a.*:SELECT',
    'append',
    ['GRANT INSERT ON `a`.* TO U'],
    "Privileges updated: granted ['INSERT'], revoked []",
  ],
  [
    'taken away',
    'a.*:INSERT,DROP',
    'a.*:SELECT,INSERT',
    'subtract',
    ['REVOKE INSERT ON `a`.* FROM U', 'FLUSH PRIVILEGES'],
    "Privileges updated: granted [], revoked ['INSERT']",
  ],
  [
    'all of them',
    'a.*:ALL',
    'a.*:SELECT',
    'replace',
    ['GRANT ALL ON `a`.* TO U'],
    "Privileges updated: granted ['ALL'], revoked []",
  ],
  [
    'the right to grant alone',
    'a.*:SELECT,GRANT',
    'a.*:SELECT',
    'replace',
    ['GRANT USAGE ON `a`.* TO U WITH GRANT OPTION'],
    "Privileges updated: granted ['GRANT', 'USAGE'], revoked []",
  ],
];

for (const [title, wanted, current, mode, statements, message] of cases)
  test(title, t => {
    const plan = planPrivileges(
      'U',
      false,
      parsePrivileges(wanted, false, false),
      parsePrivileges(current, false, false),
      mode,
    );
    t.deepEqual([plan.statements, plan.message], [statements, message]);
  });

test('root keeps what is not named', t => {
  const [wanted, current] = [
    parsePrivileges('a.*:ALL', false, false),
    parsePrivileges('*.*:ALL', false, false),
  ];
  t.deepEqual(planPrivileges('U', true, wanted, current, 'replace').statements, ['GRANT ALL ON `a`.* TO U']);
});
