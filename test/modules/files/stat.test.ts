import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { stat } from '../../../src/modules/files/stat.js';
import type { Plain } from '../../../src/value/value.js';
import { perform, SHELLS, type Surroundings, temporaryFolder } from '../rig.js';

const look = async (path: string, surroundings: Surroundings, args: object = {}) => {
  const outcome = await perform(stat, { path, ...args }, surroundings);
  if (outcome.kind !== 'same') throw new Error(outcome.message);
  return outcome.result.stat as { readonly [key: string]: Plain };
};

for (const shell of SHELLS) {
  test(`${shell}: a file`, async t => {
    const path = join(temporaryFolder(t), '-a "file"\n');
    writeFileSync(path, 'hello\n');
    chownSync(path, 65534, 60);
    chmodSync(path, 0o4750);
    utimesSync(path, 1_000_000_000, 1_100_000_000);
    const real = statSync(path);
    t.like(await look(path, { shell }), {
      exists: true,
      path,
      mode: '4750',
      isreg: true,
      isdir: false,
      islnk: false,
      isfifo: false,
      ischr: false,
      isblk: false,
      issock: false,
      uid: 65534,
      gid: 60,
      pw_name: 'nobody',
      gr_name: 'games',
      size: 6,
      inode: real.ino,
      dev: real.dev,
      nlink: 1,
      atime: 1_000_000_000,
      mtime: 1_100_000_000,
      rusr: true,
      wgrp: false,
      xgrp: true,
      roth: false,
      isuid: true,
      isgid: false,
      readable: true,
      writeable: true,
      executable: true,
      device_type: 0,
      checksum: 'f572d396fae9206628714fb2ce00f72e94f2258f',
    });
  });

  test(`${shell}: nothing, a folder, and what only looks like one`, async t => {
    const folder = temporaryFolder(t);
    t.deepEqual(await look(join(folder, 'none/x'), { shell }), { exists: false });
    const found = await look(folder, { shell });
    t.like(found, { isdir: true, isreg: false });
    t.false('checksum' in found);
    writeFileSync(join(folder, 'file'), '');
    await t.throwsAsync(look(join(folder, 'file/x'), { shell }), { message: 'Not a directory' });
  });

  test(`${shell}: links, and what they lead to`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), 'x');
    symlinkSync('file', join(folder, 'link'));
    symlinkSync('nowhere\n', join(folder, 'dangling'));
    t.like(await look(join(folder, 'link'), { shell }), {
      islnk: true,
      lnk_target: 'file',
      lnk_source: join(folder, 'file'),
    });
    t.like(await look(join(folder, 'link'), { shell }, { follow: true }), {
      islnk: false,
      isreg: true,
      size: 1,
    });
    t.like(await look(join(folder, 'dangling'), { shell }), {
      lnk_target: 'nowhere\n',
      lnk_source: join(folder, 'nowhere\n'),
    });
    t.deepEqual(await look(join(folder, 'dangling'), { shell }, { follow: true }), { exists: false });
  });

  test(`${shell}: what another may`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    writeFileSync(join(folder, 'file'), 'x', { mode: 0o640 });
    const found = await look(join(folder, 'file'), { shell, id: 65534 });
    t.like(found, { readable: false, writeable: false, executable: false });
    t.false('checksum' in found);
    await t.throwsAsync(look(join(folder, 'closed/x'), { shell, id: 65534 }), {
      message: 'Permission denied',
    });
  });
}

test('device files and pipes', async t => {
  const folder = temporaryFolder(t);
  execFileSync('sh', ['-c', 'mkfifo p; mknod c c 5 300; mknod b b 259 70000'], { cwd: folder });
  t.like(await look(join(folder, 'p'), {}), { isfifo: true, isreg: false });
  t.like(await look(join(folder, 'c'), {}), { ischr: true, device_type: statSync(join(folder, 'c')).rdev });
  t.like(await look(join(folder, 'b'), {}), { isblk: true, device_type: statSync(join(folder, 'b')).rdev });
});

test('checksums, MIME types and attributes as asked', async t => {
  const path = join(temporaryFolder(t), 'file');
  writeFileSync(path, 'hello\n');
  const tools = temporaryFolder(t);
  for (const [name, says] of [
    ['file', 'text/plain; charset=us-ascii'],
    ['lsattr', '12345 ----i---------e------- file'],
  ] as const)
    writeFileSync(join(tools, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  const surroundings = { path: `${tools}:/usr/bin:/bin` };
  t.like(await look(path, surroundings, { checksum_algorithm: 'md5', get_md5: true }), {
    checksum: 'b1946ac92492d2347c6235b4d2611184',
    md5: 'b1946ac92492d2347c6235b4d2611184',
    mimetype: 'text/plain',
    charset: 'us-ascii',
    version: '12345',
    attr_flags: 'ie',
    attributes: ['immutable', 'extents'],
  });
  const less = await look(path, {}, { get_checksum: false, get_mime: false, get_attributes: false });
  t.deepEqual(
    ['checksum', 'mimetype', 'attributes'].filter(key => key in less),
    [],
  );
  t.like(await look(path, { shell: 'busybox' }), {
    mimetype: 'unknown',
    charset: 'unknown',
    attributes: [],
    attr_flags: '',
    version: null,
  });
});
