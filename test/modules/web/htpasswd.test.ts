import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { htpasswd } from '../../../src/modules/web/htpasswd.js';

import { DiagnosticError } from '../../../src/source/diagnostic.js';
import { converge, localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

// What htpasswd of Apache 2.4 makes of "s3cret".
const OF_APACHE = {
  alice: '$apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0',
  bob: '{SHA}/vNB+F2HQ559kaLUZbmHHvZrXpg=',
};

const cheap = { bcrypt_cost: 4 };

for (const shell of SHELLS)
  test(`makes, keeps and changes a file under ${shell}`, async t => {
    const path = join(temporaryFolder(t), 'new folder', 'users');
    const args = { path, name: 'alice', password: 's3cret', mode: '0640', ...cheap };
    const { check, first, second } = await converge(htpasswd, args, { shell });
    t.is(check.kind, 'change');
    t.is(first.kind, 'changed');
    t.is(first.result.msg, `Created ${path} and added alice`);
    t.is(second.kind, 'same');
    t.is(statSync(path).mode & 0o7777, 0o640);
    t.regex(readFileSync(path, 'utf8'), /^alice:\$2y\$04\$[./A-Za-z0-9]{53}\n$/);
    const other = await converge(htpasswd, { ...args, password: 'other' }, { shell });
    t.is(other.first.kind, 'changed');
    t.is(other.second.kind, 'same');
    t.is(other.first.result.msg, 'Add/update alice');
    t.is(statSync(path).mode & 0o7777, 0o640);
  });

test('check mode makes nothing', async t => {
  const path = join(temporaryFolder(t), 'a', 'users');
  const check = await perform(
    htpasswd,
    { path, name: 'alice', password: 's3cret', ...cheap },
    { checkMode: true },
  );
  t.is(check.kind, 'change');
  t.false(existsSync(join(path, '..')));
});

test('a password that matches is left as it is, whatever its scheme, and so is everything else', async t => {
  const path = join(temporaryFolder(t), 'users');
  const text = `# users\n\nalice:${OF_APACHE.alice}\nbob:${OF_APACHE.bob}\ncarl:$6$salt$unknown`;
  writeFileSync(path, text);
  for (const name of ['alice', 'bob'])
    t.is((await perform(htpasswd, { path, name, password: 's3cret', ...cheap })).kind, 'same', name);
  const added = await perform(htpasswd, { path, name: 'dora', password: 'x', hash_scheme: 'apr_md5_crypt' });
  t.is(added.kind, 'changed');
  const after = readFileSync(path, 'utf8');
  t.true(after.startsWith(`${text}\ndora:$apr1$`), after);
  t.true(after.endsWith('\n'));
});

test('several users, and nobody else', async t => {
  const path = join(temporaryFolder(t), 'users');
  writeFileSync(path, `# kept\nold:x\nbob:${OF_APACHE.bob}\nold:y\n`);
  const users = [
    { name: 'alice', password: 's3cret' },
    { name: 'bob', password: 's3cret' },
  ];
  const { first, second } = await converge(htpasswd, { path, users, exclusive: true, ...cheap });
  t.is(first.kind, 'changed');
  t.deepEqual(
    first.differences.map(difference =>
      difference.kind === 'attribute' ? [difference.name, difference.after] : [],
    ),
    [
      ['user old', 'absent'],
      ['user alice', 'present'],
    ],
  );
  t.is(second.kind, 'same');
  t.regex(readFileSync(path, 'utf8'), /^# kept\nbob:.*\nalice:.*\n$/);
  const none = await converge(htpasswd, { path, users: [], exclusive: true });
  t.is(none.second.kind, 'same');
  t.is(readFileSync(path, 'utf8'), '# kept\n');
});

test('absent', async t => {
  const path = join(temporaryFolder(t), 'users');
  t.is((await perform(htpasswd, { path, name: 'alice', state: 'absent' })).kind, 'same');
  t.false(existsSync(path));
  writeFileSync(path, 'alice:x\nbob:y\nalice:z\n');
  const { first, second } = await converge(htpasswd, { path, name: 'alice', state: 'absent' });
  t.is(first.result.msg, 'Remove alice');
  t.is(second.kind, 'same');
  t.is(readFileSync(path, 'utf8'), 'bob:y\n');
});

test('attributes alone', async t => {
  const path = join(temporaryFolder(t), 'users');
  writeFileSync(path, `alice:${OF_APACHE.alice}\n`, { mode: 0o644 });
  const { first, second } = await converge(htpasswd, {
    path,
    name: 'alice',
    password: 's3cret',
    mode: '0600',
  });
  t.deepEqual(
    first.differences.map(difference => difference.kind === 'attribute' && difference.name),
    ['mode'],
  );
  t.is(first.kind, 'changed');
  t.is(second.kind, 'same');
  t.is(readFileSync(path, 'utf8'), `alice:${OF_APACHE.alice}\n`);
});

test('what cannot be done', async t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'users');
  const given = { path, name: 'alice', password: 's3cret', ...cheap };
  t.is((await perform(htpasswd, { ...given, create: false })).message, `Destination ${path} does not exist`);
  t.regex((await perform(htpasswd, { path, name: 'alice' })).message, /alice does not exist and no password/);
  mkdirSync(path);
  t.regex((await perform(htpasswd, given)).message, /is a directory/);
});

test('no password in what is shown, sent as words, or left in a message', async t => {
  const path = join(temporaryFolder(t), 'users');
  const services = localServices('/');
  const done = await perform(
    htpasswd,
    { path, name: 'alice', password: 'hunter-22', ...cheap },
    { services },
  );
  t.false(JSON.stringify([done.result, done.differences]).includes('hunter-22'));
  t.false(JSON.stringify(done.differences).includes('$2y$'));
  t.is(services.secrets.redact('hunter-22'), '********');
});

const mistakes: readonly (readonly [Parameters<typeof perform>[1], RegExp])[] = [
  [{ name: 'a:b' }, /can't be a user's name/],
  [{ name: '' }, /can't be a user's name/],
  [{ name: '#a' }, /can't be a user's name/],
  [{ password: '' }, /the password of alice is empty/],
  [{ password: 'a\nb' }, /several lines/],
  [{ password: 'ä'.repeat(37) }, /longer than the 72 bytes/],
  [{ bcrypt_cost: 3 }, /must be 4 to 17/],
  [{ exclusive: true }, /exclusive needs users/],
  [
    {
      name: undefined,
      users: [
        { name: 'a', password: 'x' },
        { name: 'a', password: 'y' },
      ],
    },
    /a is listed twice/,
  ],
];

for (const [args, message] of mistakes)
  test(`refuses: ${message.source} for ${JSON.stringify(args)}`, async t => {
    const given = { path: '/nonexistent/users', name: 'alice', password: 's3cret', ...args };
    const error = await t.throwsAsync(perform(htpasswd, given, { checkMode: true }), {
      instanceOf: DiagnosticError,
    });
    t.regex(error?.message ?? '', message);
  });
