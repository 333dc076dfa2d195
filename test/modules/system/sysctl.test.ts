import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sysctl } from '../../../src/modules/system/sysctl.js';
import { converge, perform, temporaryFolder } from '../rig.js';

const TOOLS = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A sysctl(8) whose kernel is a folder, a file for each setting. `stuck` can't be set. */
const withKernel = (t: ExecutionContext, settings: Readonly<Record<string, string>>) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'kernel'));
  for (const [name, value] of Object.entries(settings))
    writeFileSync(join(folder, 'kernel', name), `${value}\n`);
  writeFileSync(
    join(folder, 'bin/sysctl'),
    `#!/bin/sh
set_one() {
  if [ "\${1%%=*}" = stuck ]; then echo 'sysctl: setting key "stuck": Invalid argument' >&2; return 0; fi
  if [ ! -e "${folder}/kernel/\${1%%=*}" ]; then
    [ -n "$errors" ] || echo "sysctl: cannot stat \${1%%=*}" >&2
    [ -n "$errors" ]; return
  fi
  echo "\${1#*=}" >"${folder}/kernel/\${1%%=*}"
}
errors=
if [ "$1" = -e ]; then errors=1; shift; fi
case $1 in
  -n) [ ! -e "${folder}/kernel/$2" ] || cat "${folder}/kernel/$2" ;;
  -w) set_one "$2" ;;
  -p) code=0; while read -r line; do case $line in *=*) set_one "$line" || code=1 ;; esac; done <"$2"; exit $code ;;
esac
`,
    { mode: 0o755 },
  );
  const value = (name: string) => readFileSync(join(folder, 'kernel', name), 'utf8').trim();
  return { file: join(folder, 'sysctl.conf'), path: `${join(folder, 'bin')}:${TOOLS}`, value };
};

// busybox runs its own sysctl, whatever the PATH has.
for (const shell of ['dash', 'bash'] as const)
  test(`${shell}: a setting comes into the file and the kernel, is kept, and goes`, async t => {
    const { file, path, value } = withKernel(t, { 'a.b': '0', c: '1\t2' });
    writeFileSync(file, '# c\n a.b = 5\n\na.b=6\nc = 1 2');
    const args = { name: 'a.b', value: 'yes', sysctl_file: file };
    const { check, first, second } = await converge(sysctl, args, { shell, path });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(file, 'utf8'), '# c\na.b=1\n\nc=1 2\n');
    t.is(value('a.b'), '1');
    const good = { name: 'c', value: '1 2', sysctl_file: file, sysctl_set: true };
    t.is((await perform(sysctl, good, { shell, path })).kind, 'same');
    const gone = await converge(sysctl, { ...args, value: undefined, state: 'absent' }, { shell, path });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.is(readFileSync(file, 'utf8'), '# c\n\nc=1 2\n');
  });

test('the kernel alone has drifted', async t => {
  const { file, path, value } = withKernel(t, { a: '0' });
  writeFileSync(file, 'a=1\n');
  const args = { name: 'a', value: '1', sysctl_file: file };
  t.is((await perform(sysctl, { ...args, reload: false }, { path })).kind, 'same');
  const set = await perform(sysctl, { ...args, reload: false, sysctl_set: true }, { path });
  t.deepEqual(set.differences, [{ kind: 'attribute', subject: 'a', name: 'value', before: '0', after: '1' }]);
  t.is(value('a'), '1');
});

test('what the kernel refuses is a failure', async t => {
  const { file, path } = withKernel(t, { stuck: '0' });
  const say = (args: object) => perform(sysctl, { value: '1', sysctl_file: file, ...args }, { path });
  t.is(
    (await say({ name: 'stuck', sysctl_set: true })).message,
    'setting stuck failed: sysctl: setting key "stuck": Invalid argument',
  );
  t.is((await say({ name: 'none' })).message, 'Failed to reload sysctl: sysctl: cannot stat none');
  t.is((await say({ name: 'none', ignoreerrors: true })).kind, 'changed');
  await t.throwsAsync(say({ name: '' }), { message: /name cannot be blank/ });
  await t.throwsAsync(say({ name: 'a', value: '' }), { message: /value cannot be blank/ });
});
