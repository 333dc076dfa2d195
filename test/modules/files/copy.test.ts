import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { copy } from '../../../src/modules/files/copy.js';
import { converge, localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

const treeOf = (folder: string) =>
  execFileSync('find', ['.', '-printf', '%p %y %m %u %l\\n'], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .sort()
    .join('\n');

for (const shell of SHELLS) {
  test(`${shell}: a text is put in place once`, async t => {
    const path = join(temporaryFolder(t), "it's -a\nfile ä");
    const args = { content: 'ä\0\n', dest: path, mode: '0640', owner: 'nobody', group: 'games' };
    const { check, first, second } = await converge(copy, args, { shell });
    t.is(check.kind, 'change');
    t.deepEqual(check.differences, [
      { kind: 'content', subject: path, before: undefined, after: Buffer.from('ä\0\n') },
    ]);
    t.is(first.kind, 'changed', first.message);
    t.like(first.result, {
      dest: path,
      mode: '0640',
      owner: 'nobody',
      group: 'games',
      size: 4,
      state: 'file',
    });
    t.is(first.result.checksum, '65343dcbf639092cea8c530cae0c4f5090675031');
    t.is(second.kind, 'same');
    t.is(readFileSync(path, 'utf8'), 'ä\0\n');
  });

  test(`${shell}: owner alone`, async t => {
    const path = join(temporaryFolder(t), 'file');
    t.is((await perform(copy, { content: '', dest: path, owner: 'nobody' }, { shell })).kind, 'changed');
    t.deepEqual([statSync(path).uid, statSync(path).gid], [65534, 0]);
  });

  test(`${shell}: a difference shows what was and what will be`, async t => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, 'old\n', { mode: 0o600 });
    const check = await perform(
      copy,
      { content: 'new\n', dest: path, mode: '0644' },
      { shell, checkMode: true },
    );
    t.deepEqual(check.differences, [
      { kind: 'content', subject: path, before: Buffer.from('old\n'), after: Buffer.from('new\n') },
      { kind: 'attribute', subject: path, name: 'mode', before: '0600', after: '0644' },
    ]);
    t.is(readFileSync(path, 'utf8'), 'old\n');
  });

  test(`${shell}: a local file goes into a folder, also one that is not there yet`, async t => {
    const folder = temporaryFolder(t);
    const services = localServices(folder);
    writeFileSync(join(folder, 'source'), randomBytes(3_000_000), { mode: 0o751 });
    mkdirSync(join(folder, 'here'));
    for (const dest of ['here', 'there/deep/']) {
      const args = { src: 'source', dest: join(folder, dest), mode: 'preserve', directory_mode: '0700' };
      const { first, second } = await converge(copy, args, { shell, services });
      t.is(first.kind, 'changed', first.message);
      t.is(first.result.dest, join(folder, dest, 'source'));
      t.is(first.result.mode, '0751');
      t.is(second.kind, 'same');
    }
    t.true(readFileSync(join(folder, 'there/deep/source')).equals(readFileSync(join(folder, 'source'))));
    t.is(statSync(join(folder, 'there')).mode & 0o777, 0o700);
  });

  test(`${shell}: a file that changes between probe and apply is not overwritten`, async t => {
    const path = join(temporaryFolder(t), 'file');
    const args = { content: 'new', dest: path };
    const appears = await perform(copy, args, { shell, meanwhile: () => writeFileSync(path, 'mine') });
    t.is(appears.kind, 'stale');
    const changes = await perform(copy, args, { shell, meanwhile: () => writeFileSync(path, 'other') });
    t.is(changes.kind, 'stale');
    t.is(readFileSync(path, 'utf8'), 'other');
    t.is((await perform(copy, args, { shell })).kind, 'changed');
  });

  test(`${shell}: a link is replaced, or what it leads to, as follow says`, async t => {
    const folder = temporaryFolder(t);
    const [link, target] = [join(folder, 'link'), join(folder, 'target')];
    writeFileSync(target, 'old');
    symlinkSync('target', link);
    const followed = await converge(copy, { content: 'new', dest: link, follow: true }, { shell });
    t.deepEqual([followed.first.kind, followed.second.kind], ['changed', 'same']);
    t.is(readFileSync(target, 'utf8'), 'new');
    t.is(readlinkSync(link), 'target');
    const replaced = await converge(copy, { content: 'new', dest: link, backup: true }, { shell });
    t.deepEqual([replaced.first.kind, replaced.second.kind], ['changed', 'same']);
    t.true(lstatSync(link).isFile());
    t.is(readFileSync(String(replaced.first.result.backup_file), 'utf8'), 'new');
    t.is(readFileSync(target, 'utf8'), 'new');
    symlinkSync('nowhere', join(folder, 'dangling'));
    const args = { content: 'new', dest: join(folder, 'dangling'), follow: true, backup: true };
    const dangling = await converge(copy, args, { shell });
    t.deepEqual([dangling.first.kind, dangling.second.kind], ['changed', 'same'], dangling.first.message);
    t.is(dangling.first.result.backup_file, undefined);
  });

  test(`${shell}: a validation that fails leaves the old file`, async t => {
    const path = join(temporaryFolder(t), 'a b');
    writeFileSync(path, 'old');
    const args = { dest: path, validate: `sh -c 'grep -q good "$1"' - %s` };
    const bad = await perform(copy, { ...args, content: 'bad' }, { shell });
    t.is(bad.kind, 'failed');
    t.is(bad.message, 'failed to validate: rc:1 error:');
    t.is(readFileSync(path, 'utf8'), 'old');
    t.is((await perform(copy, { ...args, content: 'good' }, { shell })).kind, 'changed');
  });

  test(`${shell}: a folder is copied whole, and then nothing is left to do`, async t => {
    const folder = temporaryFolder(t);
    const services = localServices(folder);
    const source = join(folder, 'source');
    mkdirSync(join(source, 'sub/-odd\nname'), { recursive: true });
    mkdirSync(join(source, 'empty'));
    writeFileSync(join(source, 'a'), 'a', { mode: 0o755 });
    writeFileSync(join(source, 'sub/-odd\nname/*'), 'b');
    writeFileSync(join(source, 'sub/\\back'), 'c');
    symlinkSync('a', join(source, 'link'));
    symlinkSync('..', join(source, 'sub/up'));
    const dest = join(folder, 'dest');
    const args = { src: 'source', dest, owner: 'nobody', mode: '0640', directory_mode: '0750' };
    const { check, first, second } = await converge(copy, args, { shell, services });
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same', JSON.stringify(second.differences));
    t.deepEqual(check.differences, first.differences);
    t.is(
      treeOf(join(dest, 'source')),
      [
        '',
        '. d 750 nobody ',
        './a f 640 nobody ',
        './empty d 750 nobody ',
        './link f 640 nobody ',
        './sub d 750 nobody ',
        './sub/-odd',
        './sub/\\back f 640 nobody ',
        './sub/up l 777 root ..',
        'name d 750 nobody ',
        './sub/-odd',
        'name/* f 640 nobody ',
      ]
        .sort()
        .join('\n'),
    );
    writeFileSync(join(dest, 'source/sub/-odd\nname/*'), 'drifted');
    writeFileSync(join(dest, 'source/kept'), '');
    const mended = await perform(copy, args, { shell, services });
    t.deepEqual(mended.differences, [
      {
        kind: 'content',
        subject: join(dest, 'source/sub/-odd\nname/*'),
        before: Buffer.from('drifted'),
        after: Buffer.from('b'),
      },
    ]);
    t.true(existsSync(join(dest, 'source/kept')));
  });

  test(`${shell}: with a slash at the end only what is in a folder is copied`, async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'source'));
    writeFileSync(join(folder, 'source/a'), 'a', { mode: 0o751 });
    symlinkSync('nowhere', join(folder, 'source/link'));
    const args = {
      src: `${folder}/source/`,
      dest: join(folder, 'x/y'),
      mode: 'preserve',
      local_follow: false,
    };
    const { first, second } = await converge(copy, args, { shell, services: localServices(folder) });
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same');
    t.is(statSync(join(folder, 'x/y/a')).mode & 0o777, 0o751);
    t.is(readlinkSync(join(folder, 'x/y/link')), 'nowhere');
  });

  test(`${shell}: what is on the host is copied there`, async t => {
    const folder = temporaryFolder(t);
    const source = join(folder, 'source');
    mkdirSync(join(source, 'sub'), { recursive: true, mode: 0o755 });
    chmodSync(join(source, 'sub'), 0o711);
    writeFileSync(join(source, 'sub/a\n'), 'a', { mode: 0o755 });
    writeFileSync(join(source, 'b'), 'b');
    symlinkSync('-b', join(source, 'link'));
    const remote = { remote_src: true, dest: join(folder, 'dest/') };
    const whole = await converge(copy, { ...remote, src: source, owner: 'nobody' }, { shell });
    t.is(whole.first.kind, 'changed', whole.first.message);
    t.is(whole.second.kind, 'same', JSON.stringify(whole.second.differences));
    t.is(treeOf(join(folder, 'dest/source')).replaceAll('nobody', 'root'), treeOf(source));
    writeFileSync(join(folder, 'dest/source/b'), 'drifted');
    const mended = await converge(copy, { ...remote, src: source }, { shell });
    t.deepEqual([mended.first.kind, mended.second.kind], ['changed', 'same']);
    t.is(readFileSync(join(folder, 'dest/source/b'), 'utf8'), 'b');
    const one = await converge(
      copy,
      { ...remote, src: join(source, 'sub/a\n'), mode: 'preserve' },
      { shell },
    );
    t.deepEqual([one.first.kind, one.second.kind], ['changed', 'same'], one.first.message);
    t.is(statSync(join(folder, 'dest/a\n')).mode & 0o777, 0o755);
    t.is(
      (await perform(copy, { ...remote, src: join(folder, 'none') }, { shell })).message,
      `Source ${folder}/none not found`,
    );
  });
}

test('any content in any file', async t => {
  const folder = temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }),
      async (before, after) => {
        const path = join(folder, 'file');
        const [local, services] = [join(folder, 'local'), localServices(folder)];
        writeFileSync(path, before);
        writeFileSync(local, after);
        const { first, second } = await converge(copy, { src: 'local', dest: path }, { services });
        t.is(first.kind, Buffer.compare(before, after) === 0 ? 'same' : 'changed');
        t.is(second.kind, 'same');
        t.true(readFileSync(path).equals(after));
      },
    ),
    { numRuns: 10 },
  );
});

test('a thousand files are one message', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'source'));
  for (let index = 0; index < 1000; index++) writeFileSync(join(folder, `source/${index} file`), `${index}`);
  const args = { src: 'source/', dest: join(folder, 'dest') };
  const services = localServices(folder);
  t.is((await perform(copy, args, { services })).kind, 'changed');
  t.is(readdirSync(join(folder, 'dest')).length, 1000);
  t.is((await perform(copy, args, { services })).kind, 'same');
});

test('what can’t be done is said', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), 'x');
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const say = async (args: object, id?: number) =>
    (await perform(copy, { content: 'y', ...args }, { services: localServices(folder), ...(id && { id }) }))
      .message;
  t.is(await say({ dest: join(folder, 'no/file') }), `Destination directory ${folder}/no does not exist`);
  t.is(await say({ dest: join(folder, 'folder') }), `content can not be put in a folder: ${folder}/folder`);
  t.is(await say({ dest: join(folder, 'fifo') }), `Destination ${folder}/fifo is not a regular file`);
  t.is(
    await say({ dest: join(folder, 'f'), owner: 'nobody-there' }),
    'chown failed: failed to look up user nobody-there',
  );
  chmodSync(folder, 0o755);
  t.is(await say({ dest: join(folder, 'file') }, 65534), `Destination ${folder} not writable`);
  t.is(await say({ dest: join(folder, 'file'), content: 'x' }, 65534), '');
  await t.throwsAsync(say({ dest: 'a/' }), { message: /folder/ });
  await t.throwsAsync(say({ dest: 'a', validate: 'true' }), { message: /must contain %s/ });
  await t.throwsAsync(say({ dest: 'a', validate: "'%s" }), { message: /validate/ });
  await t.throwsAsync(say({ dest: 'a', checksum: 'ab' }), { message: /checksum/ });
  await t.throwsAsync(say({ dest: 'a', content: undefined, src: 'none' }), {
    message: /could not find none/,
  });
});

test('in check mode a folder that is not there is no failure: an earlier task may make it', async t => {
  const folder = temporaryFolder(t);
  const check = await perform(copy, { content: 'x', dest: join(folder, 'no/file') }, { checkMode: true });
  t.is(check.kind, 'change');
});

test('force false leaves what is there', async t => {
  const path = join(temporaryFolder(t), 'file');
  const args = { content: 'x', dest: path, force: false };
  t.is((await perform(copy, args)).kind, 'changed');
  writeFileSync(path, 'mine');
  t.is((await perform(copy, args)).kind, 'same');
});

test('structured content is JSON', async t => {
  const path = join(temporaryFolder(t), 'file');
  t.is((await perform(copy, { content: new Map([['a', [1]]]), dest: path })).kind, 'changed');
  t.is(readFileSync(path, 'utf8'), '{"a": [1]}');
});
