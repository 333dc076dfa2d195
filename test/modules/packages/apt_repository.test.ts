import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { aptRepository } from '../../../src/modules/packages/apt_repository.js';
import { parseSource, suggestedName } from '../../../src/modules/packages/sources-list.js';
import { converge, localServices, perform, temporaryFolder, withDefaults } from '../rig.js';

// A line, and what is read of it: whether it is valid and enabled, the source and the comment.
const LINES: readonly (readonly [string, boolean, boolean, string, string])[] = [
  ['deb http://a b  c', true, true, 'deb http://a b c', ''],
  [' # deb-src\thttp://a b # why', true, false, 'deb-src http://a b', 'why'],
  ['## two', false, false, '# two', ''],
  ['debtor x', false, true, 'debtor x', ''],
  ['', false, true, '', ''],
];

for (const [line, valid, enabled, source, comment] of LINES)
  test(`line: ${line}`, t => t.deepEqual(parseSource(line), { valid, enabled, source, comment }));

const NAMES: readonly (readonly [string, string])[] = [
  ['deb [arch=amd64] https://user:pw@a.example/x-y/z stable main', 'a_example_x_y_z'],
  ['deb-src http://a.example b', 'a_example'],
  ['ppa:owner/name_noble', 'ppa_owner_name_noble'],
];

for (const [source, name] of NAMES) test(`name: ${source}`, t => t.is(suggestedName(source), name));

/** Programs of apt that know a folder of their own; fetching lists goes wrong where a file says so. */
const withApt = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  const bin = join(folder, 'bin');
  for (const made of [bin, join(folder, 'parts')]) mkdirSync(made);
  const program = (name: string, text: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program('apt-config', `echo "sources_file='${folder}/sources.list' sources_folder='${folder}/parts/'"`);
  program(
    'apt-get',
    `echo "$@" >>${folder}/calls; [ ! -e ${folder}/bad ] || { echo 'E: no such place' >&2; exit 100; }`,
  );
  program('curl', `cat >/dev/null; echo '{"name": "x", "signing_key_fingerprint": "ABCD12"}'`);
  program(
    'apt-key',
    `echo "apt-key $*" >>${folder}/calls; [ "$1" != export ] || echo 'nothing exported' >&2`,
  );
  writeFileSync(join(folder, 'sources.list'), 'deb http://main.example b c\n');
  const calls = () =>
    existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [];
  return { folder, calls, path: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` };
};

for (const shell of ['dash', 'bash', 'busybox'] as const)
  test(`${shell}: a source comes in a file of its own, and goes with it`, async t => {
    const { folder, calls, path } = withApt(t);
    const repo = 'deb https://new.example/x stable main';
    const { check, first, second } = await converge(aptRepository, { repo, mode: '0600' }, { shell, path });
    const file = join(folder, 'parts/new_example_x.list');
    t.like(check.differences[0], { kind: 'content', subject: file, before: undefined, after: `${repo}\n` });
    t.is(first.kind, 'changed', first.message);
    t.deepEqual(first.result, { repo, state: 'present' });
    t.is(second.kind, 'same');
    t.is(readFileSync(file, 'utf8'), `${repo}\n`);
    t.is(statSync(file).mode & 0o777, 0o600);
    t.is(calls().length, 1);
    const gone = await converge(
      aptRepository,
      { repo, state: 'absent', update_cache: false },
      { shell, path },
    );
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same']);
    t.deepEqual(readdirSync(join(folder, 'parts')), []);
    t.is(calls().length, 1);
  });

test('all is put back if the lists can not be fetched', async t => {
  const { folder, path } = withApt(t);
  writeFileSync(join(folder, 'bad'), '');
  writeFileSync(join(folder, 'sources.list'), '#deb http://off.example b c\n');
  const state = () => [
    readFileSync(join(folder, 'sources.list'), 'utf8'),
    readdirSync(join(folder, 'parts')),
  ];
  const before = state();
  for (const repo of ['deb http://off.example b c', 'deb http://new.example b c']) {
    const outcome = await perform(aptRepository, { repo, update_cache_retries: 1 }, { path });
    t.is(outcome.message, 'Failed to update apt cache: E: no such place');
    t.deepEqual(state(), before);
  }
});

test('a file that has changed since it was read is left alone', async t => {
  const { folder, path } = withApt(t);
  const file = join(folder, 'sources.list');
  writeFileSync(file, '#deb http://off.example b c\n');
  const meanwhile = () => writeFileSync(file, '# other\n');
  const outcome = await perform(aptRepository, { repo: 'deb http://off.example b c' }, { path, meanwhile });
  t.is(outcome.kind, 'stale');
  t.is(readFileSync(file, 'utf8'), '# other\n');
});

test('a PPA comes with its key', async t => {
  const { folder, calls, path } = withApt(t);
  const args = { repo: 'ppa:owner/name', codename: 'noble', update_cache: false };
  const { first, second } = await converge(aptRepository, args, { path });
  t.deepEqual([first.kind, second.kind], ['changed', 'same'], first.message);
  const file = join(folder, 'parts/ppa_owner_name_noble.list');
  t.is(readFileSync(file, 'utf8'), 'deb http://ppa.launchpad.net/owner/name/ubuntu noble main\n');
  t.deepEqual(calls(), [
    'apt-key export ABCD12',
    'apt-key adv --recv-keys --no-tty --keyserver hkp://keyserver.ubuntu.com:80 ABCD12',
  ]);
});

test('what is no source is refused before a host is asked', async t => {
  for (const repo of ['', 'http://a b c', '# deb http://a b c'])
    await t.throwsAsync(
      async () =>
        aptRepository.begin(withDefaults(aptRepository, { repo }), localServices('/'), {
          checkMode: false,
          diff: false,
        }),
      { message: /Invalid repository string|non-empty/ },
    );
  const { kind, message } = await perform(
    aptRepository,
    { repo: 'deb http://a b c' },
    { path: '/bin/none', shell: 'busybox' },
  );
  t.deepEqual([kind, message], ['failed', 'Module apt_repository is not supported on target.']);
});
