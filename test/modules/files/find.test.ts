import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { find } from '../../../src/modules/files/find.js';
import type { Plain } from '../../../src/value/value.js';
import { perform, SHELLS, type Surroundings, temporaryFolder } from '../rig.js';

type Files = readonly { readonly [key: string]: Plain }[];

/** Names, below a folder, of what is found. */
const names = async (folder: string, args: object, surroundings: Surroundings = {}): Promise<string[]> => {
  const { kind, result, message } = await perform(find, { paths: [folder], ...args }, surroundings);
  if (kind !== 'same') throw new Error(message);
  return (result.files as Files).map(({ path }) => String(path).slice(folder.length + 1)).sort();
};

const populated = (t: ExecutionContext): string => {
  const folder = join(temporaryFolder(t), "a 'folder'");
  mkdirSync(join(folder, 'sub/.deep'), { recursive: true });
  writeFileSync(join(folder, 'one.log'), 'first\nsecond\n');
  writeFileSync(join(folder, 'a\nb.txt'), 'x'.repeat(2048));
  writeFileSync(join(folder, '.hidden'), '');
  writeFileSync(join(folder, 'sub/two.log'), 'the second\n');
  writeFileSync(join(folder, 'sub/.deep/three[1]'), 'third\n');
  symlinkSync('one.log', join(folder, 'link'));
  symlinkSync('sub', join(folder, 'way'));
  return folder;
};

const EXPECTED: readonly (readonly [title: string, args: object, found: readonly string[]])[] = [
  ['files', {}, ['a\nb.txt', 'one.log']],
  ['hidden ones, too', { hidden: true }, ['.hidden', 'a\nb.txt', 'one.log']],
  ['folders', { file_type: 'directory' }, ['sub']],
  ['links', { file_type: 'link' }, ['link', 'way']],
  ['anything', { file_type: 'any' }, ['a\nb.txt', 'link', 'one.log', 'sub', 'way']],
  ['below', { recurse: true }, ['a\nb.txt', 'one.log', 'sub/.deep/three[1]', 'sub/two.log']],
  ['to a depth', { recurse: true, depth: 2 }, ['a\nb.txt', 'one.log', 'sub/two.log']],
  ['no depth', { recurse: true, depth: -1 }, []],
  ['depth means nothing without recurse', { depth: 3 }, ['a\nb.txt', 'one.log']],
  [
    'by pattern',
    { patterns: ['*.log', '?*]'], recurse: true },
    ['one.log', 'sub/.deep/three[1]', 'sub/two.log'],
  ],
  ['by plain pattern', { patterns: ['*.log', 'b*'], recurse: true }, ['one.log', 'sub/two.log']],
  ['by a set', { patterns: ['[!o]*.log'], recurse: true }, ['sub/two.log']],
  ['but', { excludes: ['*.log'], recurse: true }, ['a\nb.txt', 'sub/.deep/three[1]']],
  ['by expression', { patterns: ['o.*', 'w'], use_regex: true, recurse: true }, ['one.log']],
  ['but by expression', { excludes: ['[^o].*'], use_regex: true, recurse: true }, ['one.log']],
  ['large', { size: '1k' }, ['a\nb.txt']],
  ['exactly so large', { size: '2k' }, ['a\nb.txt']],
  ['small', { size: '-13', recurse: true }, ['one.log', 'sub/.deep/three[1]', 'sub/two.log']],
  ['no smaller', { size: '-12b' }, []],
  ['large, of any type', { file_type: 'any', size: '1k' }, ['a\nb.txt', 'link', 'sub', 'way']],
  ['a line that begins so', { contains: 'sec', recurse: true }, ['one.log']],
  ['either', { contains: 'sec|the', recurse: true }, ['one.log', 'sub/two.log']],
  ['in capitals', { contains: '(?i)SEC', recurse: true }, ['one.log']],
  ['what grep does not know', { contains: 'sec(?=ond)', recurse: true }, ['one.log']],
  ['anywhere', { contains: 'sec', read_whole_file: true, recurse: true }, ['one.log', 'sub/two.log']],
  ['across lines', { contains: 't\\nsec', read_whole_file: true, recurse: true }, ['one.log']],
  ['contains is about files', { contains: 'x', file_type: 'directory' }, ['sub']],
  ['through links', { follow: true, recurse: true, patterns: ['two.*'] }, ['sub/two.log', 'way/two.log']],
  ['links, through links', { follow: true, file_type: 'link' }, ['link', 'way']],
];

for (const shell of SHELLS) {
  for (const [title, args, found] of EXPECTED)
    test(`${shell}: ${title}`, async t => {
      t.deepEqual(await names(populated(t), args, { shell }), [...found]);
    });

  test(`${shell}: by age, whichever time is asked for`, async t => {
    const folder = temporaryFolder(t);
    for (const [name, age] of [
      ['new', 0],
      ['hour', 3700],
      ['month', 30 * 86400],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, '');
      const then = Date.now() / 1000 - age;
      utimesSync(path, Date.now() / 1000, then);
    }
    const found = (args: object) => names(folder, args, { shell });
    t.deepEqual(await found({ age: '0' }), ['hour', 'month', 'new']);
    t.deepEqual(await found({ age: '1h' }), ['hour', 'month']);
    t.deepEqual(await found({ age: '2w' }), ['month']);
    t.deepEqual(await found({ age: '-61m' }), ['new']);
    t.deepEqual(await found({ age: '-1d' }), ['hour', 'new']);
    t.deepEqual(await found({ age: '1h', age_stamp: 'atime' }), []);
    t.deepEqual(await found({ age: '1h', age_stamp: 'ctime' }), []);
  });

  test(`${shell}: what is told of a file`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'file');
    writeFileSync(path, 'hello\n');
    chmodSync(path, 0o4640);
    utimesSync(path, 1_000_000_000, 1_100_000_000.25);
    const { result } = await perform(
      find,
      { paths: [`${folder}/./`, join(folder, 'none')], get_checksum: true },
      { shell },
    );
    const real = statSync(path);
    t.like((result.files as Files)[0], {
      path,
      mode: '4640',
      isreg: true,
      isdir: false,
      isuid: true,
      rgrp: true,
      roth: false,
      uid: 0,
      gr_name: 'root',
      size: 6,
      inode: real.ino,
      dev: real.dev,
      nlink: 1,
      atime: 1_000_000_000,
      mtime: 1_100_000_000.25,
      checksum: createHash('sha1').update('hello\n').digest('hex'),
    });
    const missing = join(folder, 'none');
    t.like(result, {
      matched: 1,
      examined: 1,
      skipped_paths: { [missing]: `'${missing}' is not a directory` },
      msg: 'Not all paths examined, check warnings for details',
    });
  });

  test(`${shell}: how many were looked at`, async t => {
    const folder = populated(t);
    const examined = async (args: object) =>
      (await perform(find, { paths: [folder], ...args }, { shell })).result.examined;
    t.is(await examined({ patterns: ['x'] }), 6);
    t.is(await examined({ recurse: true }), 9);
    t.is(await examined({ recurse: true, depth: 1 }), 8);
  });

  test(`${shell}: what may not be read`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    const { result } = await perform(find, { paths: [folder], recurse: true }, { shell, id: 65534 });
    t.deepEqual(result.skipped_paths, {
      [folder]: `[Errno 13] Permission denied: '${join(folder, 'closed')}'`,
    });
  });
}

test('a folder comes before what is in it, and behind the files beside it', async t => {
  const folder = temporaryFolder(t);
  for (const name of ['a/b', 'a/c', 'd']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['a/b/1', 'a/2', 'd/3', '4']) writeFileSync(join(folder, name), '');
  const { result } = await perform(find, { paths: [folder], file_type: 'any', recurse: true });
  const order = (result.files as Files).map(({ path }) => String(path).slice(folder.length + 1));
  const before = (one: string, other: string) =>
    t.true(order.indexOf(one) < order.indexOf(other), `${order}`);
  before('4', 'a');
  before('a', 'a/2');
  before('d', 'a/2');
  before('a/2', 'a/b');
  before('a/c', 'a/b/1');
  before('d', 'd/3');
});

test('an age and a size that are none', async t => {
  await t.throwsAsync(names('/', { age: '1 week' }), { message: /failed to process age/ });
  await t.throwsAsync(names('/', { size: '1x' }), { message: /failed to process size/ });
  await t.throwsAsync(names('/', { patterns: ['('], use_regex: true }), { message: /patterns/ });
});
