import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Arguments } from '../../../src/modules/options.js';
import { modprobe } from '../../../src/modules/system/modprobe.js';
import { perform, run, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from './plans.js';

const file = (path: string, text: string): string => `${path}\0${Buffer.byteLength(text)}\0${text}`;

/** What the probe prints. */
const printed = (loaded: boolean, refusal = '', loads = '', settings = ''): string =>
  `there\0${loaded ? 'loaded' : ''}\0${refusal}\0${loads}\0${settings}\0`;

const LISTED = file('/etc/modules-load.d/a.conf', '# c\ndummy # x\n');
const SET = file('/etc/modprobe.d/b.conf', 'options dummy a=1\noptions other b=2\n');

const cases: readonly (readonly [
  title: string,
  args: Arguments,
  printed: string,
  commands: readonly string[],
  files: readonly string[],
])[] = [
  ['to be loaded', { params: "a=1 'b=2 3'" }, printed(false), ["modprobe dummy a=1 'b=2 3' || exit"], []],
  ['loaded', {}, printed(true), [], []],
  ['to be unloaded', { state: 'absent' }, printed(true), ['modprobe -r dummy || exit'], []],
  [
    'at boot',
    { persistent: 'present', params: 'a=1 b=2' },
    printed(true),
    [],
    ['dummy\n', 'options dummy a=1\noptions dummy b=2\n'],
  ],
  [
    'at boot, which is good',
    { persistent: 'present', params: 'a=1' },
    printed(true, '', LISTED, SET),
    [],
    [],
  ],
  [
    'at boot, with another setting',
    { persistent: 'present', params: 'a=2' },
    printed(true, '', LISTED, SET),
    [],
    ['#options dummy a=1\noptions other b=2\n', 'options dummy a=2\n'],
  ],
  [
    'no more at boot',
    { persistent: 'absent' },
    printed(true, '', LISTED, SET),
    [],
    ['# c\n#dummy # x\n', '#options dummy a=1\noptions other b=2\n'],
  ],
];

for (const [title, args, output, commands, files] of cases)
  test(title, async t => {
    const plan = await planFor(modprobe, { name: 'dummy', ...args }, output);
    const apply = plan.kind === 'change' ? plan.apply : { text: '', payload: [] };
    t.deepEqual(
      apply.text.split('\n').filter(line => line.startsWith('modprobe')),
      commands,
    );
    t.deepEqual(apply.payload!.map(String), files);
    t.is(plan.kind, commands.length + files.length > 0 ? 'change' : 'same');
  });

test('what modprobe refuses is told before anything is done', async t => {
  t.like(await planFor(modprobe, { name: 'none' }, printed(false, 'FATAL: not found')), {
    kind: 'failed',
    message: 'FATAL: not found',
  });
  await t.throwsAsync(planFor(modprobe, { name: 'a b' }, ''), { message: /name of a module/ });
  await t.throwsAsync(planFor(modprobe, { name: 'a', params: "'" }, ''), { message: /^params: / });
});

for (const shell of SHELLS)
  test(`${shell}: the probe asks without doing`, async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/modprobe'), '#!/bin/sh\necho "asked: $*" >&2\n');
    chmodSync(join(folder, 'bin/modprobe'), 0o755);
    const path = `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`;
    const args = { name: 'no_such-module', persistent: 'present' };
    const outcome = await perform(modprobe, args, { shell: shell === 'busybox' ? 'dash' : shell, path });
    t.is(outcome.message, 'asked: -n no_such-module');
    const { text, uses } = modprobe.probe!(
      { args: { ...args, params: '', state: 'present' }, words: [] } as never,
      {
        checkMode: false,
        diff: false,
      },
    )!;
    t.is((await run({ text, uses: uses ?? [] }, { shell })).code, 0);
  });
