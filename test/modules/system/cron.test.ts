import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { cron } from '../../../src/modules/system/cron.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

const TOOLS = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A crontab(1) that keeps what it is given in a folder, a file for each user. */
const withCrontab = (t: ExecutionContext): { readonly folder: string; readonly path: string } => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin/crontab'),
    `#!/bin/sh
user=root
if [ "$1" = -u ]; then user=$2; shift 2; fi
case $1 in
  -l) if [ -e ${folder}/$user ]; then cat ${folder}/$user; else echo "no crontab for $user" >&2; exit 1; fi ;;
  -) cat >${folder}/$user ;;
  *) exit 2 ;;
esac
`,
    { mode: 0o755 },
  );
  return { folder, path: `${join(folder, 'bin')}:${TOOLS}` };
};

// busybox runs its own crontab, whatever the PATH has.
for (const shell of ['dash', 'bash'] as const) {
  test(`${shell}: a job comes, is kept, and goes`, async t => {
    const { folder, path } = withCrontab(t);
    const line = "17 3 * * * echo 'it''s' é \\% $HOME";
    const args = { name: 'a job', minute: '17', hour: '3', job: "echo 'it''s' é \\% $HOME" };
    const { check, first, second } = await converge(cron, args, { shell, path });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(join(folder, 'root'), 'utf8'), `#Ansible: a job\n${line}\n`);
    t.deepEqual(second.result, { jobs: ['a job'], envs: [], warnings: [] });
    const gone = await converge(cron, { name: 'a job', state: 'absent' }, { shell, path });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same']);
    t.is(readFileSync(join(folder, 'root'), 'utf8'), '');
  });

  test(`${shell}: another user's crontab, with a copy of what was there`, async t => {
    const { folder, path } = withCrontab(t);
    writeFileSync(join(folder, 'daemon'), 'M=1\n');
    const { kind, result } = await perform(
      cron,
      { name: 'x', user: 'daemon', job: 'y', special_time: 'daily', backup: true },
      { shell, path },
    );
    t.is(kind, 'changed');
    t.is(readFileSync(join(folder, 'daemon'), 'utf8'), 'M=1\n#Ansible: x\n@daily y\n');
    const backup = String(result.backup_file);
    t.regex(backup, /^\/tmp\/crontab\w+$/);
    t.is(readFileSync(backup, 'utf8'), 'M=1\n');
    t.is(statSync(backup).mode & 0o777, 0o600);
    rmSync(backup);
  });

  test(`${shell}: a crontab that has changed since it was read is left alone`, async t => {
    const { folder, path } = withCrontab(t);
    const meanwhile = () => writeFileSync(join(folder, 'root'), 'M=1\n');
    t.is((await perform(cron, { name: 'x', job: 'y' }, { shell, path, meanwhile })).kind, 'stale');
    t.is(readFileSync(join(folder, 'root'), 'utf8'), 'M=1\n');
  });
}

for (const shell of SHELLS)
  test(`${shell}: a file of jobs comes, and goes with the last of them`, async t => {
    const { folder, path } = withCrontab(t);
    const file = join(folder, 'jobs');
    const args = { cron_file: file, user: 'daemon', name: 'x', job: 'y' };
    const { check, first, second } = await converge(cron, args, { shell, path });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(file, 'utf8'), '#Ansible: x\n* * * * * daemon y\n');
    t.is(statSync(file).mode & 0o777, 0o644);
    const absent = { cron_file: file, name: 'x', state: 'absent' };
    const meanwhile = () => writeFileSync(file, '#Ansible: x\n* * * * * daemon y\n# more\n');
    t.is((await perform(cron, absent, { shell, path, meanwhile })).kind, 'stale');
    t.is((await perform(cron, absent, { shell, path })).kind, 'changed');
    t.is(readFileSync(file, 'utf8'), '# more\n');
    writeFileSync(file, '#Ansible: x\n* * * * * daemon y\n');
    const gone = await converge(cron, absent, { shell, path });
    t.deepEqual([gone.check.kind, gone.first.kind, gone.second.kind], ['change', 'changed', 'same']);
    t.false(existsSync(file));
  });

test('without crontab(1), or where it refuses, the task fails', async t => {
  const folder = temporaryFolder(t);
  t.like(await perform(cron, { name: 'x', job: 'y' }, { path: folder }), {
    kind: 'failed',
    message: 'Failed to find required executable "crontab" on the host',
  });
  const refusal = "echo 'You (root) are not allowed to use this program (crontab)' >&2; exit 1";
  writeFileSync(join(folder, 'crontab'), `#!/bin/sh\n${refusal}\n`, { mode: 0o755 });
  t.like(await perform(cron, { name: 'x', job: 'y' }, { path: `${folder}:${TOOLS}` }), {
    kind: 'failed',
    message: 'You (root) are not allowed to use this program (crontab)',
  });
});

test('what can not be is refused', async t => {
  const refuse = (args: object, message: RegExp) =>
    t.throwsAsync(
      cron.begin(withDefaults(cron, { name: 'x', ...args }), localServices('/nowhere'), {
        checkMode: false,
        diff: false,
      }),
      { message },
    );
  await refuse({}, /must specify 'job'/);
  await refuse({ job: 'y', special_time: 'daily', hour: '1' }, /time and date fields or special time/);
  await refuse({ job: 'y', cron_file: 'z' }, /must specify user/);
  await refuse({ job: 'y', cron_file: '/etc/crontab', user: 'root' }, /Will not manage/);
  await refuse({ job: 'y', insertafter: 'A' }, /only with env/);
  await refuse({ name: 'a b', job: 'y', env: true }, /Invalid name/);
});
