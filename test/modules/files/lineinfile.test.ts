import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { lineinfile } from '../../../src/modules/files/lineinfile.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: a line is replaced, with backup, mode and validation`, async t => {
    const path = join(temporaryFolder(t), 'sshd config');
    writeFileSync(path, '#PermitRootLogin yes\nPort 22', { mode: 0o600 });
    const args = {
      path,
      regexp: '^#?PermitRootLogin',
      line: 'PermitRootLogin no',
      backup: true,
      mode: '0640',
      validate: 'grep -q Port %s',
    };
    const { check, first, second } = await converge(lineinfile, args, { shell });
    t.deepEqual(check.differences, [
      {
        kind: 'content',
        subject: path,
        before: Buffer.from('#PermitRootLogin yes\nPort 22'),
        after: Buffer.from('PermitRootLogin no\nPort 22'),
      },
      { kind: 'attribute', subject: path, name: 'mode', before: '0600', after: '0640' },
    ]);
    t.is(first.kind, 'changed', first.message);
    t.is(first.result.msg, 'line replaced and ownership, perms or SE linux context changed');
    t.is(readFileSync(String(first.result.backup), 'utf8'), '#PermitRootLogin yes\nPort 22');
    t.is(readFileSync(path, 'utf8'), 'PermitRootLogin no\nPort 22');
    t.is(statSync(path).mode & 0o777, 0o640);
    t.is(second.kind, 'same');
    t.is(second.result.backup, '');
  });

  test(`${shell}: a file is made with the folders above it, also where a link leads`, async t => {
    const folder = temporaryFolder(t);
    symlinkSync('a/b/file', join(folder, 'link'));
    const args = { path: join(folder, 'link'), line: 'x', create: true };
    const { first, second } = await converge(lineinfile, args, { shell });
    t.is(first.kind, 'changed', first.message);
    t.is(readFileSync(join(folder, 'a/b/file'), 'utf8'), 'x\n');
    t.is(second.kind, 'same');
  });

  test(`${shell}: bytes that are no text stay as they are`, async t => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, Buffer.from('a\0\xff\n#gr\xf6sse=1\n', 'latin1'));
    const args = { path, regexp: '^#?gr.sse=', line: 'gr\u00f6sse=2' };
    t.is((await perform(lineinfile, args, { shell })).kind, 'changed');
    t.deepEqual(
      readFileSync(path),
      Buffer.concat([Buffer.from('a\0\xff\n', 'latin1'), Buffer.from('gr\u00f6sse=2\n')]),
    );
  });
}

test('a line is taken out', async t => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'a\nb\na\n');
  const { first, second } = await converge(lineinfile, { path, line: 'a', state: 'absent' });
  t.like(first.result, { found: 2, msg: '2 line(s) removed', backup: '' });
  t.like(second.result, { found: 0, msg: '' });
  t.is(readFileSync(path, 'utf8'), 'b\n');
  t.deepEqual((await perform(lineinfile, { path: `${path}2`, line: 'a', state: 'absent' })).result, {
    msg: 'file not present',
  });
});

test('what was edited meanwhile is not overwritten', async t => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'a\n');
  const outcome = await perform(
    lineinfile,
    { path, line: 'b' },
    { meanwhile: () => writeFileSync(path, 'mine\n') },
  );
  t.is(outcome.kind, 'stale');
  t.is(readFileSync(path, 'utf8'), 'mine\n');
});

test('what can’t be done is said', async t => {
  const folder = temporaryFolder(t);
  const say = async (args: object) =>
    (await perform(lineinfile, { path: join(folder, 'none'), line: 'x', ...args })).message;
  t.is(await say({}), `Destination ${folder}/none does not exist !`);
  t.is(await say({ path: folder }), `Path ${folder} is a directory !`);
  await t.throwsAsync(say({ regexp: '(' }), { message: /^regexp: / });
  await t.throwsAsync(say({ insertafter: '[' }), { message: /^insertafter: / });
  t.is(await say({ create: true, backrefs: true, regexp: 'x' }), '');
  t.deepEqual(readdirSync(folder), []);
});

test('an empty pattern is warned of', async t => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'a\nb\n');
  const { result } = await perform(lineinfile, { path, line: 'c', regexp: '' });
  t.regex(String(result.warnings), /^The regular expression is an empty string, .*use '\^'/);
  t.is(readFileSync(path, 'utf8'), 'a\nc\n');
  t.regex(
    String((await perform(lineinfile, { path, line: 'd', search_string: '' })).result.warnings),
    /^The search string is .*appending\.$/,
  );
  t.is((await perform(lineinfile, { path, line: 'e' })).result.warnings, undefined);
});

test('a line with line breaks in it', async t => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'a\n');
  t.is((await perform(lineinfile, { path, line: 'b\nc' })).kind, 'changed');
  t.is(readFileSync(path, 'utf8'), 'a\nb\nc\n');
});
