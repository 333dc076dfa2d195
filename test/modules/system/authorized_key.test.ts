import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { authorizedKey } from '../../../src/modules/system/authorized_key.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

const KEY = 'ssh-ed25519 AAAA me';

for (const shell of SHELLS)
  test(`${shell}: a key in a file and folder of the user's`, async t => {
    const folder = join(temporaryFolder(t), "the user's");
    const path = join(folder, 'authorized_keys');
    mkdirSync(folder, { mode: 0o755 });
    const args = { user: 'daemon', key: KEY, path };
    const { check, first, second } = await converge(authorizedKey, args, { shell });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(path, 'utf8'), `${KEY}\n`);
    const [file, above] = [statSync(path), statSync(folder)];
    t.deepEqual([file.uid, file.mode & 0o777, above.uid, above.mode & 0o777], [1, 0o600, 1, 0o700]);
    t.like(first.result, { keyfile: path, key: KEY, exclusive: false, mode: '0600' });
  });

test('the folder is left alone where it is to be', async t => {
  const folder = join(temporaryFolder(t), 'new');
  const args = { user: 'daemon', key: KEY, path: join(folder, 'keys'), manage_dir: false };
  t.is((await perform(authorizedKey, args)).kind, 'changed');
  t.is(statSync(folder).uid, 0);
});

test('users that there are none of, and URLs', async t => {
  const say = (args: object, checkMode = false) =>
    perform(authorizedKey, { user: 'nobodyhere', key: KEY, ...args }, { checkMode });
  t.is((await say({})).message, 'Failed to lookup user nobodyhere');
  t.regex((await say({}, true)).message, /^Either user must exist or/);
  t.is((await say({ path: '/nowhere/keys' }, true)).kind, 'change');
  t.false(existsSync('/nowhere'));
  await t.throwsAsync(say({ key: 'https://example.com/me.keys' }), { message: /not fetched from a URL/ });
  await t.throwsAsync(say({ key: 'nonsense' }), { message: /invalid key specified: nonsense/ });
});
