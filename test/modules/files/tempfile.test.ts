import { mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'ava';
import { tempfile } from '../../../src/modules/files/tempfile.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: files and folders that only their owner can read`, async t => {
    const folder = join(temporaryFolder(t), 'a "folder"');
    mkdirSync(folder);
    const made = await perform(tempfile, { path: folder, prefix: "it's ", suffix: '.txt' }, { shell });
    t.is(made.kind, 'changed', made.message);
    const path = String(made.result.path);
    t.is(dirname(path), folder);
    t.regex(basename(path), /^it's [0-9a-z]{8,}\.txt$/);
    t.is(statSync(path).mode, 0o100600);
    t.like(made.result, { mode: '0600', state: 'file', size: 0 });
    const another = await perform(tempfile, { path: folder, state: 'directory' }, { shell });
    t.regex(basename(String(another.result.path)), /^ansible\.[0-9a-z]{8,}$/);
    t.is(statSync(String(another.result.path)).mode, 0o040700);
    t.is(another.result.state, 'directory');
  });

  test(`${shell}: where temporary files belong`, async t => {
    const folder = temporaryFolder(t);
    const told = await perform(tempfile, {}, { shell, environment: { TMPDIR: folder } });
    t.is(dirname(String(told.result.path)), folder);
    const usual = await perform(tempfile, {}, { shell, environment: { TMPDIR: join(folder, 'none') } });
    t.teardown(() => rmSync(String(usual.result.path)));
    t.is(dirname(String(usual.result.path)), '/tmp');
    const home = await perform(tempfile, { path: '~/sub' }, { shell, home: folder });
    t.is(home.kind, 'failed');
    t.regex(home.message, /^\[Errno 2\] No such file or directory: '.*\/sub\/ansible\.'$/);
  });

  test(`${shell}: a folder that may not be written to`, async t => {
    const folder = temporaryFolder(t);
    for (const state of ['file', 'directory'])
      t.is((await perform(tempfile, { path: folder, state }, { shell, id: 65534 })).kind, 'failed');
  });
}

test('a link to a folder is one', async t => {
  const folder = temporaryFolder(t);
  symlinkSync('.', join(folder, 'link'));
  const made = await perform(tempfile, { path: join(folder, 'link') });
  t.is(dirname(String(made.result.path)), join(folder, 'link'));
});

test('check mode makes nothing', async t => {
  t.is((await perform(tempfile, {}, { checkMode: true })).kind, 'skipped');
});
