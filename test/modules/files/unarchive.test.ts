import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { unarchive } from '../../../src/modules/files/unarchive.js';
import { compareZip, parseZipinfo } from '../../../src/modules/files/zip-entries.js';
import type { Difference } from '../../../src/modules/module.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

const NAMES = ['one', 'a b/$(x) `y`', 'a b/back\\slash\nand a line', 'é', '-n'];

/** A folder with archives of a tree, an empty folder to unpack them in, and GNU's tar where busybox's is the first. */
const prepare = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'a b'), { recursive: true });
  for (const name of NAMES) {
    writeFileSync(join(tree, name), `${name}\n`, { mode: 0o640 });
    utimesSync(join(tree, name), 1_700_000_000, 1_700_000_000);
  }
  symlinkSync('one', join(tree, 'link'));
  execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'tree']);
  execFileSync('zip', ['-qry', join(folder, 'a.zip'), 'tree/one', 'tree/a b', '-x', '*slash*'], {
    cwd: folder,
  });
  const dest = join(folder, 'dest dir');
  const bin = join(folder, 'bin');
  for (const made of [dest, bin]) mkdirSync(made);
  symlinkSync('/usr/bin/tar', join(bin, 'gtar'));
  return { folder, dest, path: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` };
};

const shown = (differences: readonly Difference[]) =>
  differences.map(difference =>
    difference.kind === 'attribute'
      ? `${difference.subject} ${difference.name} ${difference.before} ${difference.after}`
      : difference.subject,
  );

for (const shell of SHELLS) {
  test(`${shell}: a tar file is unpacked once, and mended, whatever its names`, async t => {
    const { folder, dest, path } = prepare(t);
    const args = {
      src: join(folder, 'a.tgz'),
      dest,
      remote_src: true,
      list_files: true,
      owner: '4001',
      mode: 'g-r',
    };
    const { check, first, second } = await converge(unarchive, args, { shell, path });
    t.deepEqual(shown(check.differences), [`${dest}/tree state absent present`]);
    t.is(first.kind, 'changed', first.message);
    t.like(first.result, { handler: 'TgzArchive', dest, state: 'directory' });
    for (const name of NAMES) {
      t.true((first.result.files as string[]).includes(`tree/${name}`), name);
      t.is(readFileSync(join(dest, 'tree', name), 'utf8'), `${name}\n`);
      const { mode, uid } = lstatSync(join(dest, 'tree', name));
      t.deepEqual([mode & 0o777, uid], [0o600, 4001]);
    }
    t.is(lstatSync(join(dest, 'tree/link')).uid, 4001);
    t.is(second.kind, 'same', JSON.stringify(second.differences));
    chmodSync(join(dest, 'tree', NAMES[2]!), 0o660);
    writeFileSync(join(dest, 'tree/one'), 'other');
    const mended = await converge(unarchive, args, { shell, path });
    t.deepEqual(shown(mended.check.differences).sort(), [
      `${dest}/tree/${NAMES[2]} mode 0660 0640`.replace('0640', '0620'),
      `${dest}/tree/one modified different as in the archive`,
    ]);
    t.deepEqual([mended.first.kind, mended.second.kind], ['changed', 'same']);
    t.is(readFileSync(join(dest, 'tree/one'), 'utf8'), 'one\n');
  });

  test(`${shell}: what can't be unpacked is said`, async t => {
    const { folder, dest, path } = prepare(t);
    const failure = async (args: object) => {
      const outcome = await perform(unarchive, { dest, remote_src: true, ...args }, { shell, path });
      t.is(outcome.kind, 'failed');
      return outcome.message;
    };
    t.is(await failure({ src: '/nowhere' }), "Source '/nowhere' does not exist");
    writeFileSync(join(folder, 'empty'), '');
    t.is(
      await failure({ src: join(folder, 'empty') }),
      `Invalid archive '${folder}/empty', the file is 0 bytes`,
    );
    t.is(
      await failure({ src: join(folder, 'a.tgz'), dest: '/nowhere' }),
      "dest '/nowhere' must be an existing dir",
    );
    writeFileSync(join(folder, 'text'), 'text');
    t.regex(await failure({ src: join(folder, 'text') }), /^Failed to find handler for/);
    t.deepEqual(readdirSync(dest), []);
  });

  test(`${shell}: a local archive goes along, and creates keeps it from being unpacked`, async t => {
    const { folder, dest, path } = prepare(t);
    const services = localServices(folder);
    const args = { src: join(folder, 'a.tgz'), dest, exclude: ['tree/a b'] };
    const { check, first, second } = await converge(unarchive, args, { shell, path, services });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.deepEqual(readdirSync(join(dest, 'tree')).sort(), ['-n', 'link', 'one', 'é']);
    const skipped = await perform(unarchive, { ...args, creates: `${dest}/tr*` }, { shell, path, services });
    t.is(skipped.kind, 'skipped');
    t.is(skipped.result.msg, `skipped, since ${dest}/tr* exists`);
  });
}

test('busybox: its own tar and unzip are not taken', async t => {
  const { folder, dest } = prepare(t);
  for (const name of ['a.tgz', 'a.zip']) {
    const args = { src: join(folder, name), dest, remote_src: true };
    const { kind, message } = await perform(unarchive, args, { shell: 'busybox' });
    t.is(kind, 'failed');
    t.regex(message, /GNU tar required/);
  }
});

for (const shell of ['dash', 'bash'] as const)
  test(`${shell}: a zip file is unpacked once, and mended`, async t => {
    const { folder, dest } = prepare(t);
    const args = { src: join(folder, 'a.zip'), dest, remote_src: true };
    const { check, first, second } = await converge(unarchive, args, { shell });
    t.true(shown(check.differences).includes(`${dest}/tree/one state absent file`));
    t.is(first.kind, 'changed', first.message);
    t.is(first.result.handler, 'ZipArchive');
    t.is(second.kind, 'same', JSON.stringify(second.differences));
    const one = join(dest, 'tree/one');
    writeFileSync(one, 'two\n');
    utimesSync(one, 1_700_000_000, 1_700_000_000);
    const mended = await converge(unarchive, args, { shell });
    t.regex(shown(mended.check.differences).join(), /^\S+ dir\/tree\/one content crc32:\w{8} crc32:\w{8}$/);
    t.deepEqual([mended.first.kind, mended.second.kind], ['changed', 'same']);
    t.is(readFileSync(one, 'utf8'), 'one\n');
    writeFileSync(one, 'newer');
    t.is((await perform(unarchive, { ...args, keep_newer: true }, { shell })).kind, 'same');
  });

test('an archive is fetched from its URL, and one that is not there is said', async t => {
  const { folder, dest } = prepare(t);
  const server = createServer((request, response) => {
    if (request.url === '/a.tgz') response.end(readFileSync(join(folder, 'a.tgz')));
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { first, second } = await converge(unarchive, { src: `${url}/a.tgz`, dest, remote_src: true });
  t.deepEqual([first.kind, second.kind], ['changed', 'same'], first.message);
  t.true(existsSync(join(dest, 'tree/one')));
  const { kind, message } = await perform(unarchive, { src: `${url}/none`, dest, remote_src: true });
  t.is(kind, 'failed');
  t.regex(message, /^Failure downloading .*\/none, .*404/s);
});

test('attributes are refused before a host is asked', async t => {
  const services = localServices('/');
  const args = withDefaults(unarchive, { src: '/a', dest: '/b', remote_src: true, attributes: 'i' });
  await t.throwsAsync(async () => unarchive.begin(args, services, { checkMode: false, diff: false }), {
    message: /attributes is not supported/,
  });
});

// What zipinfo tells of files, what there is, and what differs.
const ZIP: readonly {
  readonly listed: string;
  readonly found?: {
    type?: string;
    mode?: number;
    size?: number;
    written?: string;
    uid?: number;
    crc?: string;
  };
  readonly args?: object;
  readonly expected: readonly string[];
  readonly newer?: readonly string[];
}[] = [
  { listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f', found: {}, expected: [] },
  { listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f', expected: ['state absent file'] },
  {
    listed: 'drwxr-xr-x  3.0 unx        0 bx stor 20260131.100000 f/',
    found: {},
    expected: ['state file directory'],
  },
  {
    listed: 'lrwxrwxrwx  3.0 unx        3 bx stor 20260131.100000 f',
    found: {},
    expected: ['state file link'],
  },
  {
    listed: '-rwxr-xr-x  3.0 unx        5 tx defN 20260131.100000 f',
    found: {},
    expected: ['size 4 5', 'mode 0644 0755'],
  },
  {
    listed: '-rw----     2.0 fat        4 b- defN 20260131.100000 f',
    found: { mode: 0o600 },
    expected: ['mode 0600 0644'],
  },
  {
    listed: '-rwx---     2.0 fat        4 b- defN 20260131.100000 f',
    found: {},
    expected: ['mode 0644 0755'],
  },
  {
    listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f',
    found: { crc: '00000002' },
    expected: ['content crc32:00000002 crc32:00000001'],
  },
  {
    listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f',
    found: { written: '2026-01-31 10:00:00.500000000' },
    expected: ['modified 2026-01-31 10:00:00 2026-01-31 10:00:00'],
  },
  {
    listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f',
    found: { written: '2026-01-31 10:00:01.000000000', size: 9 },
    args: { keep_newer: true },
    expected: [],
    newer: ['f'],
  },
  {
    listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f',
    found: { uid: 7 },
    expected: ['owner 7 0'],
  },
  {
    listed: '-rw-r--r--  3.0 unx        4 tx stor 20260131.100000 f',
    found: {},
    args: { mode: '0600' },
    expected: ['mode 0644 0600'],
  },
  { listed: 'Zip file size: 165 bytes, number of entries: 1', expected: [] },
];

for (const [index, { listed, found, args, expected, newer = [] }] of ZIP.entries())
  test(`zip ${index}: ${listed.trim()}`, t => {
    const status = {
      type: 'file' as const,
      mode: 0o644,
      uid: 0,
      gid: 0,
      owner: 'root',
      group: 'root',
      size: 4,
      modified: 0,
      accessed: 0,
      inode: '1',
      device: '1',
      links: 1,
      target: undefined,
    };
    const { crc = '00000001', written = '2026-01-31 10:00:00.000000000', ...rest } = found ?? {};
    const there = found && { status: { ...status, ...rest } as typeof status, written, crc };
    const compared = compareZip(parseZipinfo(listed), {
      args: { ...withDefaults(unarchive, { src: 'a', dest: 'b' }), ...args } as never,
      uid: 0,
      gid: 0,
      found: new Map([
        ['f', there],
        ['f/', there],
      ]),
      sums: '       4  Stored        4   0% 2026-01-31 10:00 00000001  f\n',
    });
    t.deepEqual(
      compared.differences.map(({ attribute, before, after }) => `${attribute} ${before} ${after}`),
      expected,
    );
    t.deepEqual(compared.newer, newer);
  });
