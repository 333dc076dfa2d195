import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { knownHosts } from '../../../src/modules/files/known_hosts.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: a key comes, hashed, is kept, and goes`, async t => {
    const path = join(temporaryFolder(t), 'known hosts');
    const args = { path, name: 'H', key: 'h ssh-ed25519 AAAA me', hash_host: true };
    const { check, first, second } = await converge(knownHosts, args, { shell });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    const text = readFileSync(path, 'utf8');
    t.regex(text, /^\|1\|\S+\|\S+ ssh-ed25519 AAAA me\n$/);
    t.is(statSync(path).mode & 0o777, 0o644);
    const gone = await converge(knownHosts, { path, name: 'h', state: 'absent' }, { shell });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.is(readFileSync(path, 'utf8'), '');
    t.is(readFileSync(`${path}.old`, 'utf8'), text);
  });

test('a key of the same type is replaced, others stay; a last line gets its end', async t => {
  const path = join(temporaryFolder(t), 'known');
  writeFileSync(path, 'a ssh-rsa AAAA\n@revoked a ssh-dss RRRR\nb ssh-rsa BBBB', { mode: 0o600 });
  await perform(knownHosts, { path, name: 'a', key: 'a ssh-rsa CCCC' });
  t.is(readFileSync(path, 'utf8'), '@revoked a ssh-dss RRRR\nb ssh-rsa BBBB\na ssh-rsa CCCC\n');
  t.is(statSync(path).mode & 0o777, 0o600);
  await perform(knownHosts, { path, name: 'a', key: 'a ssh-rsa OTHER', state: 'absent' });
  t.is(readFileSync(path, 'utf8'), '@revoked a ssh-dss RRRR\nb ssh-rsa BBBB\n');
  t.is((await perform(knownHosts, { path, name: 'a', state: 'absent' })).kind, 'same');
  t.false(existsSync(`${path}.old`));
});

test('keys of other hosts, and none, are refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(perform(knownHosts, { path: '/nowhere', ...args }), { message });
  await refuse({ name: 'a' }, /No key specified/);
  await refuse({ name: 'a', key: 'b ssh-rsa AAAA' }, /does not match/);
  await refuse({ name: 'a,b', key: 'a,b ssh-rsa AAAA' }, /Comma separated/);
});
