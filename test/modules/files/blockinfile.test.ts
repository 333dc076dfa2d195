import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { blockinfile } from '../../../src/modules/files/blockinfile.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: a block is put in, with backup, mode and validation, and taken out again`, async t => {
    const path = join(temporaryFolder(t), 'a file');
    writeFileSync(path, 'first\nlast', { mode: 0o600 });
    const args = {
      path,
      block: 'one\ntwo',
      marker: '<!-- {mark} -->',
      insertbefore: '^last',
      backup: true,
      mode: '0640',
      validate: 'grep -q two %s',
    };
    const { check, first, second } = await converge(blockinfile, args, { shell });
    const whole = 'first\n<!-- BEGIN -->\none\ntwo\n<!-- END -->\nlast';
    t.deepEqual(check.differences?.[0], {
      kind: 'content',
      subject: path,
      before: Buffer.from('first\nlast'),
      after: Buffer.from(whole),
    });
    t.is(first.kind, 'changed', first.message);
    t.is(first.result.msg, 'Block inserted and ownership, perms or SE linux context changed');
    t.is(readFileSync(String(first.result.backup_file), 'utf8'), 'first\nlast');
    t.is(readFileSync(path, 'utf8'), whole);
    t.is(statSync(path).mode & 0o777, 0o640);
    t.is(second.kind, 'same');
    t.false('backup_file' in second.result);
    const gone = await perform(blockinfile, { path, marker: '<!-- {mark} -->', state: 'absent' }, { shell });
    t.is(gone.result.msg, 'Block removed');
    t.is(readFileSync(path, 'utf8'), 'first\nlast');
  });

test('what can’t be done is said, and a file is made only where it is to be', async t => {
  const folder = temporaryFolder(t);
  const say = async (args: object) =>
    perform(blockinfile, { path: join(folder, 'none'), block: 'x', ...args });
  t.is((await say({})).message, `Path ${folder}/none does not exist !`);
  t.is((await say({ state: 'absent' })).message, `Path ${folder}/none does not exist !`);
  t.is((await say({ path: folder })).message, `Path ${folder} is a directory !`);
  await t.throwsAsync(say({ insertafter: '(' }), { message: /^insertafter: / });
  const absent = await say({ create: true, state: 'absent' });
  t.is(absent.kind, 'same');
  t.is(absent.result.msg, `File ${folder}/none not present`);
  t.deepEqual(readdirSync(folder), []);
  const made = await say({ create: true, block: 'x' });
  t.is(made.result.msg, 'File created');
  t.deepEqual(readdirSync(folder), ['none']);
});
