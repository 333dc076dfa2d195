import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fetch } from '../../../src/modules/files/fetch.js';
import { type Circumstances, localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

interface Folders {
  readonly host: string;
  readonly local: string;
  fetched(args: object, circumstances?: Circumstances): ReturnType<typeof perform>;
}

/** A folder for the host's files and one for the runner's. */
const folders = (t: ExecutionContext): Folders => {
  const base = temporaryFolder(t);
  chmodSync(base, 0o755);
  const [host, local] = [join(base, 'host'), join(base, 'local')];
  for (const folder of [host, local]) mkdirSync(folder);
  return {
    host,
    local,
    fetched: (args, circumstances) =>
      perform(fetch, { ...args }, { services: localServices(local), ...circumstances }),
  };
};

const sum = (algorithm: string, text: Buffer | string) => createHash(algorithm).update(text).digest('hex');

for (const shell of SHELLS) {
  test(`${shell}: a file, with its path below a folder for the host`, async t => {
    const { host, local, fetched } = folders(t);
    const bytes = Buffer.from([0, 255, 10, 13, 10, 0]);
    writeFileSync(join(host, '-a "file"'), bytes);
    const args = { src: '~/-a "file"', dest: 'kept' };
    const first = await fetched(args, { shell, home: host });
    t.is(first.kind, 'changed', first.message);
    const dest = join(local, 'kept/host1', host, '-a "file"');
    t.deepEqual(first.result, {
      dest,
      md5sum: sum('md5', bytes),
      remote_md5sum: null,
      checksum: sum('sha1', bytes),
      remote_checksum: sum('sha1', bytes),
    });
    t.deepEqual(readFileSync(dest), bytes);
    t.deepEqual(readdirSync(join(local, 'kept/host1', host)), ['-a "file"']);
    const second = await fetched(args, { shell, home: host });
    t.is(second.kind, 'same');
    t.deepEqual(second.result, {
      dest,
      file: join(host, '-a "file"'),
      md5sum: sum('md5', bytes),
      checksum: sum('sha1', bytes),
    });
  });

  test(`${shell}: flat, to a name and into a folder`, async t => {
    const { host, local, fetched } = folders(t);
    writeFileSync(join(host, 'file'), 'x');
    symlinkSync('file', join(host, 'link'));
    const src = join(host, 'link');
    t.is((await fetched({ src, dest: 'a/name', flat: true }, { shell })).result.dest, join(local, 'a/name'));
    t.is((await fetched({ src, dest: 'a/b/', flat: true }, { shell })).result.dest, join(local, 'a/b/link'));
    t.is(readFileSync(join(local, 'a/b/link'), 'utf8'), 'x');
    const refused = await fetched({ src, dest: 'a', flat: true }, { shell });
    t.regex(refused.message, /^dest is an existing directory, use a trailing slash/);
  });

  test(`${shell}: what is no file to be had`, async t => {
    const { host, local, fetched } = folders(t);
    writeFileSync(join(host, 'closed'), 'x', { mode: 0o600 });
    mkdirSync(join(host, 'folder'), { mode: 0o700 });
    const expected = [
      ['none', 'the remote file does not exist, not transferring, ignored'],
      ['folder', 'remote file is a directory, fetch cannot work on directories'],
      ['closed', `file is not readable: ${host}/closed`],
      ['folder/x', `Failed to get information on remote file (${host}/folder/x): Permission denied`],
    ] as const;
    for (const [name, message] of expected) {
      const args = { src: join(host, name), dest: 'kept' };
      const outcome = await fetched(args, { shell, id: 65534 });
      t.is(outcome.kind, 'failed', name);
      t.is(outcome.message, message);
      t.is((await fetched({ ...args, fail_on_missing: false }, { shell, id: 65534 })).kind, 'same');
    }
    t.deepEqual(readdirSync(local), []);
  });

  test(`${shell}: a file that changes in between`, async t => {
    const { host, local, fetched } = folders(t);
    const file = join(host, 'file');
    writeFileSync(file, 'before');
    const meanwhile = () => writeFileSync(file, 'after');
    const args = { src: file, dest: 'copy', flat: true };
    const outcome = await fetched(args, { shell, meanwhile });
    t.is(outcome.message, 'checksum mismatch');
    t.like(outcome.result, { checksum: sum('sha1', 'after'), remote_checksum: sum('sha1', 'before') });
    t.deepEqual(readdirSync(local), []);
    writeFileSync(file, 'before');
    t.is((await fetched({ ...args, validate_checksum: false }, { shell, meanwhile })).kind, 'changed');
    t.is(readFileSync(join(local, 'copy'), 'utf8'), 'after');
  });
}

test('an empty file', async t => {
  const { host, local, fetched } = folders(t);
  writeFileSync(join(host, 'empty'), '');
  t.is((await fetched({ src: join(host, 'empty'), dest: 'copy', flat: true })).kind, 'changed');
  t.is(readFileSync(join(local, 'copy'), 'utf8'), '');
});

test('whatever a host says of its home, files stay in the folder', async t => {
  const { host, local, fetched } = folders(t);
  writeFileSync(join(host, 'file'), 'x');
  // A host that answers what it likes.
  const says = (path: string): Circumstances => ({ environment: { WHERE: path } });
  const deep = `${'../'.repeat(20)}${host.slice(1)}/file`;
  const outcome = await fetched({ src: '$WHERE', dest: 'kept' }, says(`/tmp/${deep}`));
  t.is(outcome.result.dest, join(local, 'kept/host1', host, 'file'));
  mkdirSync(join(host, 'sub'));
  const flat = await fetched({ src: '$WHERE', dest: 'flat/', flat: true }, says(`${host}/sub/..`));
  t.is(flat.kind, 'failed');
  t.false(existsSync(join(local, 'flat')));
});

test('a host with a name that leads elsewhere', async t => {
  const { host, local, fetched } = folders(t);
  writeFileSync(join(host, 'file'), 'x');
  const services = { ...localServices(local), host: '../..' };
  const outcome = await fetched({ src: join(host, 'file'), dest: 'kept' }, { services });
  t.regex(outcome.message, /^Detected directory traversal/);
});

test('what can not be written is told, and nothing is left of it', async t => {
  const { host, local, fetched } = folders(t);
  writeFileSync(join(host, 'file'), 'x');
  writeFileSync(join(local, 'kept'), '');
  const outcome = await fetched({ src: join(host, 'file'), dest: 'kept' });
  t.regex(outcome.message, /^Failed to fetch the file: /);
  t.deepEqual(readdirSync(local), ['kept']);
});

test('check mode fetches nothing', async t => {
  const { host, local, fetched } = folders(t);
  writeFileSync(join(host, 'file'), 'x');
  t.is((await fetched({ src: join(host, 'file'), dest: 'kept' }, { checkMode: true })).kind, 'skipped');
  t.deepEqual(readdirSync(local), []);
});
