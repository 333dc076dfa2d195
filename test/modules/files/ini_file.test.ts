import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { iniFile } from '../../../src/modules/files/ini_file.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: an option is set, with a backup and a mode`, async t => {
    const path = join(temporaryFolder(t), 'a file');
    writeFileSync(path, '\uFEFF[é]\r\nx = 1\r\n', { mode: 0o600 });
    const args = { path, section: 'é', option: 'x', value: '2', backup: true, mode: '0640' };
    const { check, first, second } = await converge(iniFile, args, { shell });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(first.result.msg, 'option changed');
    t.is(readFileSync(path, 'utf8'), '[é]\nx = 2\n');
    t.is(readFileSync(String(first.result.backup_file), 'utf8'), '\uFEFF[é]\r\nx = 1\r\n');
    t.is(statSync(path).mode & 0o777, 0o640);
  });

test('a file that needs no edit keeps its bytes; a new one is made with its folders', async t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'crlf');
  writeFileSync(path, '[a]\r\nx = 1\r\n');
  const args = { path, section: 'a', option: 'x', value: '1' };
  t.is((await perform(iniFile, args)).kind, 'same');
  t.is((await perform(iniFile, { ...args, mode: '0600' })).kind, 'changed');
  t.is(readFileSync(path, 'utf8'), '[a]\r\nx = 1\r\n');
  symlinkSync('crlf', join(folder, 'link'));
  t.is((await perform(iniFile, { ...args, path: join(folder, 'link') })).kind, 'same');
  const made = await converge(iniFile, { ...args, path: join(folder, 'new/deep/file') });
  t.deepEqual([made.check.kind, made.first.kind, made.second.kind], ['change', 'changed', 'same']);
  t.is(readFileSync(join(folder, 'new/deep/file'), 'utf8'), '\n[a]\nx = 1\n');
});

test('what can not be is said', async t => {
  const folder = temporaryFolder(t);
  const say = (args: object) => perform(iniFile, { path: join(folder, 'none'), section: 'a', ...args });
  await t.throwsAsync(say({ option: 'x' }), { message: /'value\(s\)' must be defined/ });
  t.is(
    (await say({ option: 'x', value: '1', create: false })).message,
    `Destination ${folder}/none does not exist!`,
  );
  t.is((await say({ state: 'absent' })).kind, 'same');
  t.is((await say({ path: folder, option: 'x', value: '1' })).message, `Path ${folder} is a directory !`);
  t.deepEqual(readdirSync(folder), []);
});

test('a private file that a link leads to is no less private in its place', async t => {
  const folder = temporaryFolder(t);
  const [path, link] = [join(folder, 'my.cnf'), join(folder, 'link')];
  writeFileSync(path, '[client]\npassword=x\n', { mode: 0o600 });
  symlinkSync('my.cnf', link);
  const changed = await perform(iniFile, { path: link, section: 'client', option: 'user', value: 'a' });
  t.is(changed.kind, 'changed');
  t.is(readFileSync(link, 'utf8'), '[client]\npassword=x\nuser = a\n');
  t.is(lstatSync(link).mode & 0o7777, 0o600);
});
