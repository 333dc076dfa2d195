import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { file } from '../../../src/modules/files/file.js';
import { converge, perform, temporaryFolder } from '../rig.js';

/** What may stand at a path, as sh that makes it at `p`; `s` is a file and `d` a folder beside it. */
const BEFORE = {
  absent: '',
  file: 'echo x > p',
  directory: 'mkdir p',
  full: 'mkdir p; touch p/x',
  link: 'ln -s s p',
  otherLink: 'touch o; ln -s o p',
  dangling: 'ln -s nowhere p',
  folderLink: 'ln -s d p',
  hard: 'ln s p',
  otherHard: 'touch o; ln o p',
} as const;

const STATES = ['absent', 'directory', 'file', 'hard', 'link', 'touch'] as const;

// As Ansible has it: = nothing to do, + changed, ! refused; with force in brackets where that differs.
const OUTCOMES: Readonly<Record<keyof typeof BEFORE, readonly string[]>> = {
  //          absent dir  file hard    link    touch
  absent: ['=', '+', '!', '+', '+', '+'],
  file: ['+', '!', '=', '!(+)', '!(+)', '+'],
  directory: ['+', '=', '!', '+', '!(+)', '+'],
  full: ['+', '=', '!', '+', '!', '+'],
  link: ['+', '!', '=', '+', '=', '+'],
  otherLink: ['+', '!', '=', '+', '+', '+'],
  dangling: ['+', '+', '!', '+', '+', '+'],
  folderLink: ['+', '=', '!', '+', '+', '+'],
  hard: ['+', '!', '=', '=', '!(+)', '+'],
  otherHard: ['+', '!', '=', '!(+)', '!(+)', '+'],
};

const prepare = (folder: string, script: string) =>
  execFileSync('sh', ['-c', `rm -rf ./* && echo source > s && mkdir d && ${script || ':'}`], { cwd: folder });

for (const shell of ['dash', 'busybox'] as const)
  for (const [before, outcomes] of Object.entries(OUTCOMES))
    for (const [index, state] of STATES.entries())
      for (const force of state === 'link' || state === 'hard' ? [false, true] : [false])
        test(`${shell}: ${before} to ${state}${force ? ' with force' : ''}`, async t => {
          const folder = temporaryFolder(t);
          prepare(folder, BEFORE[before as keyof typeof BEFORE]);
          const expected = outcomes[index]!;
          const sign = force && expected.length > 1 ? expected[2] : expected[0];
          const path = join(folder, 'p');
          const src = state === 'link' ? 's' : state === 'hard' ? join(folder, 's') : undefined;
          const args = { path, state, src, force };
          const tree = () => execFileSync('ls', ['-lR', '--time-style=+'], { cwd: folder, encoding: 'utf8' });
          const untouched = tree();
          const check = await perform(file, args, { shell, checkMode: true });
          t.is(tree(), untouched, 'check mode changes nothing');
          const first = await perform(file, args, { shell });
          t.is(first.message === '', sign !== '!', first.message);
          t.is(first.kind, ({ '=': 'same', '+': 'changed', '!': 'failed' } as const)[sign as '=']);
          t.is(check.kind, ({ '=': 'same', '+': 'change', '!': 'failed' } as const)[sign as '=']);
          if (sign !== '+') return t.is(tree(), untouched);
          const second = await perform(file, args, { shell });
          t.is(second.kind, state === 'touch' ? 'changed' : 'same', second.message);
        });

for (const shell of ['dash', 'busybox'] as const) {
  test(`${shell}: makes folders above with owner and mode, and leaves those that are there`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o711);
    const path = join(folder, 'a/b//c/');
    const args = { path, state: 'directory', mode: 'u=rwx,g=rxs,o=', owner: 'nobody', group: '12' };
    const { first, second } = await converge(file, args, { shell });
    t.is(first.kind, 'changed', first.message);
    t.like(first.result, { mode: '02750', owner: 'nobody', gid: 12, state: 'directory' });
    t.is(second.kind, 'same');
    for (const made of ['a', 'a/b', 'a/b/c']) {
      const status = statSync(join(folder, made));
      t.deepEqual([status.mode & 0o7777, status.uid, status.gid], [0o2750, 65534, 12]);
    }
    t.is(statSync(folder).mode & 0o777, 0o711);
  });

  test(`${shell}: owner alone or group alone leaves the other`, async t => {
    const folder = temporaryFolder(t);
    for (const [index, args] of [{ owner: 'nobody' }, { group: 'games' }].entries()) {
      const path = join(folder, `${index}`);
      for (const state of ['touch', 'file']) {
        const outcome = await perform(
          file,
          { path, state, ...args, modification_time: 'preserve', access_time: 'preserve' },
          { shell },
        );
        t.not(outcome.kind, 'failed', outcome.message);
      }
      const status = statSync(path);
      t.deepEqual([status.uid, status.gid], index === 0 ? [65534, 0] : [0, 60]);
      chownSync(path, 7, 7);
      t.is((await perform(file, { path, ...args }, { shell })).kind, 'changed');
      const mended = statSync(path);
      t.deepEqual([mended.uid, mended.gid], index === 0 ? [65534, 7] : [7, 60]);
    }
  });

  test(`${shell}: recurse mends all that is in a folder, and nothing else`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'tree');
    mkdirSync(join(path, 'sub/-odd name\n'), { recursive: true });
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/file'), '');
    for (const name of ['x', 'sub/y', 'sub/-odd name\n/z'])
      writeFileSync(join(path, name), '', { mode: 0o600 });
    symlinkSync('nowhere', join(path, 'dangling'));
    const args = {
      path,
      state: 'directory',
      recurse: true,
      owner: 'nobody',
      mode: 'u=rwX,go=rX',
      follow: false,
    };
    const { check, first, second } = await converge(file, args, { shell });
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same', JSON.stringify(second.differences));
    t.deepEqual(check.differences, first.differences);
    t.is(statSync(join(path, 'sub/-odd name\n/z')).mode & 0o777, 0o644);
    t.is(statSync(join(path, 'sub/-odd name\n')).mode & 0o777, 0o755);
    t.is(lstatSync(join(path, 'dangling')).uid, 65534);
    t.is(statSync(join(folder, 'outside/file')).uid, 0);
  });

  test(`${shell}: recurse goes where links lead, as follow says`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'tree');
    mkdirSync(path);
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/file'), '');
    symlinkSync('../outside', join(path, 'link'));
    const { first, second } = await converge(
      file,
      { path, state: 'directory', recurse: true, group: 'games' },
      { shell },
    );
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same', JSON.stringify(second.differences));
    t.is(statSync(join(folder, 'outside/file')).gid, 60);
  });

  test(`${shell}: times are set, kept and renewed`, async t => {
    const path = join(temporaryFolder(t), 'file');
    const timed = {
      path,
      state: 'touch',
      modification_time: '202001020304.05',
      access_time: '202102030405.06',
    };
    const { first, second } = await converge(file, timed, { shell, environment: { TZ: 'UTC' } });
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same');
    t.is(statSync(path).mtime.toISOString(), '2020-01-02T03:04:05.000Z');
    t.is(statSync(path).atime.toISOString(), '2021-02-03T04:05:06.000Z');
    const kept = { path, state: 'touch', modification_time: 'preserve', access_time: 'preserve' };
    t.is((await perform(file, kept, { shell })).kind, 'same');
    t.is((await perform(file, { path, state: 'touch' }, { shell })).kind, 'changed');
    t.true(statSync(path).mtimeMs > Date.UTC(2022));
  });

  test(`${shell}: a link’s own owner, and that of what it leads to`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'link');
    writeFileSync(join(folder, 'target'), '');
    const args = { path, src: 'target', state: 'link', owner: 'nobody' };
    const own = await converge(file, { ...args, follow: false }, { shell });
    t.is(own.second.kind, 'same');
    t.deepEqual([lstatSync(path).uid, statSync(path).uid], [65534, 0]);
    const followed = await converge(file, { ...args, mode: '0600' }, { shell });
    t.is(followed.first.kind, 'changed');
    t.is(followed.second.kind, 'same');
    t.deepEqual([statSync(path).uid, statSync(path).mode & 0o777], [65534, 0o600]);
    t.is(readlinkSync(path), 'target');
  });

  test(`${shell}: any name is a name`, async t => {
    const folder = temporaryFolder(t);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter(isName),
        async name => {
          const absolute = join(folder, name);
          const made = await perform(file, { path: absolute, state: 'touch', mode: '0640' }, { shell });
          t.is(made.kind, 'changed', made.message);
          t.is(lstatSync(absolute).mode & 0o777, 0o640);
          const link = await converge(
            file,
            { path: `${absolute}2`, src: absolute, state: 'link' },
            { shell },
          );
          t.is(readlinkSync(`${absolute}2`), absolute);
          t.is(link.second.kind, 'same');
          for (const path of [absolute, `${absolute}2`])
            t.is((await perform(file, { path, state: 'absent' }, { shell })).kind, 'changed');
          t.deepEqual(readdirSync(folder), []);
        },
      ),
      { numRuns: 8, examples: [['it\'s "a" `x`\n'], ['-rf'], ['ä ö'], ['*']] },
    );
  });
}

const isName = (name: string) =>
  !/[/\0~$]/.test(name) && name !== '.' && name !== '..' && Buffer.from(name).toString() === name;

test('the home folder and variables of the host are put in, and nothing else', async t => {
  const home = temporaryFolder(t);
  const outcome = await perform(
    file,
    { path: '~/$NAME/$(id)', state: 'directory' },
    { home, environment: { NAME: 'a b' } },
  );
  t.is(outcome.result.path, join(home, 'a b/$(id)'), outcome.message);
  t.deepEqual(readdirSync(join(home, 'a b')), ['$(id)']);
});

test('without a state, what is there is taken', async t => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o700);
  t.is((await perform(file, { path: folder, mode: '0750' })).kind, 'changed');
  t.is((await perform(file, { path: folder, mode: '0750' })).kind, 'same');
  t.is(
    (await perform(file, { path: join(folder, 'none'), mode: '0750' })).message,
    `file (${folder}/none) is absent, cannot continue`,
  );
});

test('what makes no sense together is said', async t => {
  const folder = temporaryFolder(t);
  const say = async (args: object) => (await perform(file, { path: folder, ...args })).message;
  t.is(await say({ state: 'touch', recurse: true }), "recurse option requires state to be 'directory'");
  t.is(await say({ state: 'directory', src: 'x' }), "src option requires state to be 'link' or 'hard'");
  t.is(
    await say({ path: `${folder}/l`, state: 'link', src: 'no' }),
    `src file does not exist, use "force=yes" if you really want to create the link: ${folder}/no`,
  );
  t.is(await say({ owner: 'nobody-there' }), 'chown failed: failed to look up user nobody-there');
  await t.throwsAsync(perform(file, { path: folder, access_time: 'x' }), { message: /format/ });
  await t.throwsAsync(perform(file, { path: folder, recurse: true, attributes: '+i' }), {
    message: /recurse/,
  });
});

test('who may not, is told', async t => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  const path = join(folder, 'a');
  const outcome = await perform(file, { path, state: 'directory' }, { id: 65534 });
  t.is(outcome.kind, 'failed');
  t.regex(outcome.message, /Permission denied/);
  writeFileSync(path, 'x');
  utimesSync(path, 0, 0);
  t.regex((await perform(file, { path, mode: '0777' }, { id: 65534 })).message, /not permitted/i);
  t.is(readFileSync(path, 'utf8'), 'x');
});
