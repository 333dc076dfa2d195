import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { acl } from '../../../src/modules/files/acl.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';
import { planFor } from '../system/plans.js';

/** setfacl and getfacl that keep the entries in a file, whatever file is meant, and note how they are called. */
const withPrograms = (t: ExecutionContext): { readonly path: string; readonly file: string } => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'entries'), 'user::rw-\n');
  writeFileSync(
    join(folder, 'bin/setfacl'),
    `#!/bin/sh
test=
if [ "$1" = --test ]; then test=1; shift; fi
if grep -qx "$2" ${folder}/entries; then there=1; else there=; fi
case $1:$there in -m:1 | -x:) [ -z "$test" ] || echo "x: *,*"; exit 0 ;; esac
[ -z "$test" ] || { echo "x: u::rw-,*"; exit 0; }
case $1 in
  -m) echo "$2" >>${folder}/entries ;;
  *) grep -vx "$2" ${folder}/entries >${folder}/new; mv ${folder}/new ${folder}/entries ;;
esac
`,
  );
  writeFileSync(join(folder, 'bin/getfacl'), `#!/bin/sh\ncat ${folder}/entries\necho\n`);
  for (const name of ['setfacl', 'getfacl']) chmodSync(join(folder, 'bin', name), 0o755);
  writeFileSync(join(folder, 'a file'), '');
  return { path: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`, file: join(folder, 'a file') };
};

for (const shell of SHELLS)
  test(`${shell}: an entry comes and goes`, async t => {
    const { path, file } = withPrograms(t);
    const args = { path: file, etype: 'user', entity: 'daemon', permissions: 'rw-', state: 'present' };
    const { check, first, second } = await converge(acl, args, { shell, path });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.deepEqual(first.result, { msg: 'user:daemon:rw- is present', acl: ['user::rw-', 'user:daemon:rw-'] });
    const asked = await perform(acl, { path: file }, { shell, path });
    t.deepEqual(
      [asked.kind, asked.result],
      ['same', { msg: 'current acl', acl: ['user::rw-', 'user:daemon:rw-'] }],
    );
    const gone = await converge(acl, { path: file, entry: 'u:daemon:rw-', state: 'absent' }, { shell, path });
    t.is(gone.first.result.msg, 'user:daemon is absent');
    t.is(
      (await perform(acl, { path: `${file}x` }, { shell, path })).message,
      'Path not found or not accessible.',
    );
  });

test('how the programs are called', async t => {
  const args = { path: '/x', entry: 'default:g:a b:rX', state: 'present', recursive: true, follow: false };
  const plan = await planFor(acl, { ...args, recalculate_mask: 'no_mask' }, 'x: u,*\n\0');
  t.is(
    plan.kind === 'change' && plan.apply.text,
    `path=/x
export LC_ALL=C
setfacl -d -m 'group:a b:rX' --recursive --physical --no-mask -- "$path" || exit
getfacl --omit-header --absolute-names -d --recursive --physical -- "$path"
`,
  );
});

test('what can not be is refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(planFor(acl, { path: '/x', ...args }, ''), { message });
  await refuse({ recursive: true }, /'recursive' MUST NOT/);
  await refuse({ state: 'absent', etype: 'user' }, /'entity' MUST be set/);
  await refuse({ state: 'present' }, /'etype' MUST be set/);
  await refuse({ state: 'present', entry: 'u:a:r', etype: 'user' }, /'entry' MUST NOT/);
  await refuse({ state: 'present', entry: 'u:a' }, /3 or 4 sections/);
  await refuse({ state: 'absent', entry: 'x:a' }, /no type of an entry/);
  await refuse({ use_nfsv4_acls: true }, /not supported/);
});
