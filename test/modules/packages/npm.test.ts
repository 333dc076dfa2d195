import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import { npm } from '../../../src/modules/packages/npm.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

/** An npm that keeps what is installed in files of the folder it runs in, and tells what it was called with. */
const withNpm = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  const calls = join(folder, 'calls');
  writeFileSync(
    join(folder, 'bin/npm'),
    `#!/bin/sh
case $1 in
  list) cat listed 2>/dev/null || echo '{}' ;;
  outdated) cat outdated 2>/dev/null && exit 1 ;;
  *) echo "$*" >>${calls} ;;
esac
case $1 in
  install) echo '{"dependencies": {"tool": {"version": "1.0.0"}}}' >listed ;;
  update) rm -f outdated ;;
  uninstall) rm listed ;;
  ci) echo 'npm ERR! no lock file' >&2; exit 1 ;;
esac
exit 0
`,
    { mode: 0o755 },
  );
  return {
    folder,
    path: `${folder}/bin:/usr/bin:/bin`,
    calls: () => readFileSync(calls, 'utf8').trim().split('\n'),
  };
};

for (const shell of SHELLS)
  test(`${shell}: a package comes, is brought up to date, and goes`, async t => {
    const { folder, path, calls } = withNpm(t);
    const app = join(folder, 'an app');
    const args = { name: 'tool', path: app, version: '1.0.0', production: true };
    const made = await converge(npm, args, { shell, path });
    t.deepEqual(
      [made.check.kind, made.first.kind, made.second.kind],
      ['change', 'changed', 'same'],
      made.first.message,
    );
    writeFileSync(join(app, 'outdated'), 'Package Current\ntool 1.0.0\n');
    const newest = await converge(npm, { path: app, state: 'latest' }, { shell, path });
    t.deepEqual([newest.first.kind, newest.second.kind], ['changed', 'same'], newest.first.message);
    const gone = await converge(npm, { ...args, state: 'absent' }, { shell, path });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.deepEqual(calls(), ['install --production tool@1.0.0', 'update', 'uninstall tool']);
    const failed = await perform(npm, { path: app, ci: true }, { shell, path });
    t.is(failed.message, 'npm ERR! no lock file');
  });

test('check mode makes no folder', async t => {
  const { folder, path } = withNpm(t);
  const { kind } = await perform(npm, { name: 'tool', path: join(folder, 'new') }, { path, checkMode: true });
  t.is(kind, 'change');
  t.false(existsSync(join(folder, 'new')));
});

const LISTED = JSON.stringify({
  dependencies: { a: { version: '1.2.3' }, b: { missing: true }, c: { version: '2.0.0', invalid: 'x' } },
});
const WHOLE = JSON.stringify({ dependencies: { a: { version: '1.2.3' } } });

const CASES: readonly (readonly [args: object, listed: string, outdated: string, expected: string])[] = [
  [{ name: 'a', global: true }, WHOLE, '', 'same'],
  [{ name: 'a', version: '1.2.3', global: true }, WHOLE, '', 'same'],
  [{ name: 'a', version: '1.2.4', global: true }, WHOLE, '', 'a state: absent -> present'],
  [{ path: '/p' }, WHOLE, '', 'same'],
  [{ path: '/p' }, LISTED, '', 'b state: absent -> present, c state: absent -> present'],
  [{ path: '/p' }, '{}', '', '/p state: absent -> present'],
  [{ path: '/p', state: 'latest' }, WHOLE, 'a 1 2\n', '/p version: outdated -> latest'],
  [{ name: 'b', path: '/p', state: 'absent' }, LISTED, '', 'same'],
  [{ path: '/p', ci: true }, WHOLE, '', '/p packages: null -> installed anew'],
  [{ path: '/p' }, 'nonsense', '', 'Failed to parse NPM output with error'],
];

const shown = (plan: Plan): string => {
  if (plan.kind === 'failed') return plan.message;
  if (plan.kind !== 'change') return plan.kind;
  return plan.differences
    .map(one => (one.kind === 'attribute' ? `${one.subject} ${one.name}: ${one.before} -> ${one.after}` : ''))
    .join(', ');
};

for (const [args, listed, outdated, expected] of CASES)
  test(`${JSON.stringify(args)}: ${expected}`, t => {
    const whole = withDefaults(npm, { ...args }) as Parameters<typeof npm.plan>[0];
    const plan = npm.plan(whole, { problem: undefined, listed, outdated }, { checkMode: false, diff: false });
    t.true(shown(plan).startsWith(expected), shown(plan));
  });

test('what can’t be is refused before a host is asked', async t => {
  for (const args of [{ name: 'a' }, { path: '/p', state: 'absent' }])
    await t.throwsAsync(async () =>
      npm.begin(withDefaults(npm, { ...args }), localServices('/'), { checkMode: false, diff: false }),
    );
});
