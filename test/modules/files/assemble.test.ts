import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { assemble } from '../../../src/modules/files/assemble.js';
import { joinFragments } from '../../../src/modules/files/fragments.js';
import { converge, localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

const joined = (contents: readonly string[], delimiter: string, alwaysBreak = false): string =>
  joinFragments(
    contents.map(content => ({ name: '', content: Buffer.from(content) })),
    delimiter,
    alwaysBreak,
  ).toString('latin1');

test('what stands between fragments', t => {
  t.is(joined(['a\n', 'b', '', 'c'], ''), 'a\nb\n\nc');
  t.is(joined(['a\n', 'b'], '--'), 'a\n--\nb');
  t.is(joined(['a', 'b', 'c'], String.raw`-\n`), 'a\n-\nb\n-\nc');
  t.is(joined(['a', 'b'], String.raw`-\n`, true), 'a\n-\n\nb');
  t.is(joined(['', ''], String.raw`\x41\102\\\q\n`), '\nAB\\\\q\n');
  t.is(joined(['only'], '--'), 'only');
});

for (const shell of SHELLS)
  test(`${shell}: the files of a folder become one`, async t => {
    const folder = temporaryFolder(t);
    const src = join(folder, 'the parts');
    mkdirSync(join(src, 'folder'), { recursive: true });
    for (const [name, text] of [
      ['2', 'two\n'],
      ['10', 'ten'],
      ['.first', 'hidden\n'],
      ['-n', ''],
    ] as const)
      writeFileSync(join(src, name), text);
    const dest = join(folder, 'dest');
    const args = { src, dest, delimiter: '#', mode: '0600', validate: 'grep -q ten %s' };
    const { check, first, second } = await converge(assemble, args, { shell });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(dest, 'utf8'), '\n#\nhidden\n#\nten\n#\ntwo\n');
    t.like(first.result, { src, dest, msg: 'OK', mode: '0600' });
    const some = await perform(assemble, { src, dest, regexp: '^\\d', backup: true }, { shell });
    t.is(readFileSync(dest, 'utf8'), 'ten\ntwo\n');
    t.is(readFileSync(String(some.result.backup_file), 'utf8').length, 22);
    const refused = await perform(assemble, { src, dest, validate: 'false %s' }, { shell });
    t.is(refused.message, 'failed to validate: rc:1 error:');
    t.is(
      (await perform(assemble, { src: dest, dest }, { shell })).message,
      `Source (${dest}) is not a directory`,
    );
    t.is(
      (await perform(assemble, { src: `${dest}x`, dest }, { shell })).message,
      `Source (${dest}x) does not exist`,
    );
  });

test('fragments of this machine', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'files/parts'), { recursive: true });
  writeFileSync(join(folder, 'files/parts/b'), 'b\n');
  writeFileSync(join(folder, 'files/parts/a'), 'a');
  const args = { src: 'parts', dest: join(folder, 'dest'), remote_src: false };
  const services = localServices(folder);
  t.is((await perform(assemble, args, { services })).kind, 'changed');
  t.is(readFileSync(join(folder, 'dest'), 'utf8'), 'a\nb\n');
  await t.throwsAsync(perform(assemble, { ...args, src: 'parts/a' }, { services }), {
    message: /is not a directory/,
  });
  await t.throwsAsync(perform(assemble, { ...args, regexp: '(' }, { services }), { message: /^regexp: / });
});
