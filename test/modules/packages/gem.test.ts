import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { gem, versionsIn } from '../../../src/modules/packages/gem.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

test('versions are read, whatever stands beside them', t => {
  t.deepEqual(versionsIn('\n*** LOCAL GEMS ***\n\nrake (13.0.6, default: 12.3.3 ruby, 11.1)\n'), [
    '13.0.6',
    '12.3.3',
    '11.1',
  ]);
  t.deepEqual(versionsIn(''), []);
});

/** A gem program that keeps what is installed in a file, and what it was called with. */
const withGem = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  const file = (name: string) => join(folder, name);
  writeFileSync(
    join(folder, 'bin/gem'),
    `#!/bin/sh
case "$*" in
  --version) echo 3.3.15 ;;
  *--remote*) echo 'tool (2.0)' ;;
  list*) cat ${file('installed')} 2>/dev/null; exit 0 ;;
  install*) echo "$*" >>${file('calls')}; case "$*" in *nothing*) echo 'ERROR: no such gem' >&2; exit 2 ;; *2.0*) echo 'tool (2.0, 1.0)' ;; *) echo 'tool (1.0)' ;; esac >${file('installed')} ;;
  uninstall*) echo "$*" >>${file('calls')}; : >${file('installed')} ;;
esac
`,
    { mode: 0o755 },
  );
  return {
    path: `${folder}/bin:/usr/bin:/bin`,
    calls: () => readFileSync(file('calls'), 'utf8').trim().split('\n'),
  };
};

for (const shell of SHELLS)
  test(`${shell}: a gem comes, is brought up to date, and goes`, async t => {
    const { path, calls } = withGem(t);
    const args = { name: 'tool', user_install: false };
    const made = await converge(gem, args, { shell, path });
    t.deepEqual(
      [made.check.kind, made.first.kind, made.second.kind],
      ['change', 'changed', 'same'],
      made.first.message,
    );
    t.deepEqual(made.first.result, { name: 'tool', state: 'present' });
    const newest = await converge(gem, { ...args, state: 'latest' }, { shell, path });
    t.deepEqual([newest.first.kind, newest.second.kind], ['changed', 'same'], newest.first.message);
    t.deepEqual(newest.second.result, { name: 'tool', state: 'latest', version: '2.0' });
    const gone = await converge(gem, { ...args, state: 'absent' }, { shell, path });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.deepEqual(calls(), [
      'install --norc --no-user-install --no-document tool',
      'install --norc --version 2.0 --no-user-install --no-document tool',
      'uninstall --norc --all --executable tool',
    ]);
  });

test('what goes wrong is said, and what can’t be refused', async t => {
  const { path } = withGem(t);
  t.is((await perform(gem, { name: 'nothing' }, { path })).message, 'ERROR: no such gem');
  t.regex(
    (await perform(gem, { name: 'x' }, { shell: 'busybox' })).message,
    /^Failed to find required executable "gem"/,
  );
  for (const args of [
    { version: '1', state: 'latest' },
    { gem_source: '/a', state: 'latest' },
    { install_dir: '/a' },
  ])
    await t.throwsAsync(async () =>
      gem.begin(withDefaults(gem, { name: 'x', ...args }), localServices('/'), {
        checkMode: false,
        diff: false,
      }),
    );
});
