import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { withMount, withoutMount } from '../../../src/modules/system/fstab.js';
import { mount } from '../../../src/modules/system/mount.js';
import { mountSources } from '../../../src/modules/system/mountinfo.js';
import { converge, perform, SHELLS, temporaryFolder } from '../rig.js';

const entry = { src: '/dev/x', name: '/x', fstype: 'ext4', opts: 'defaults', dump: '0', passno: '0' };

test('lines of fstab', t => {
  const line = '/dev/x /x ext4 defaults 0 0\n';
  t.is(withMount(`# c\n${line}`, entry), undefined);
  t.is(withMount('# /x\n\nbroken', entry), `# /x\n\nbroken\n${line}`);
  t.is(withMount('/dev/y  /x\text4 ro\n/dev/z /z ext4 ro 0 0\n', entry), `${line}/dev/z /z ext4 ro 0 0\n`);
  t.is(withMount('', { ...entry, name: '/a b&\\' }), '/dev/x /a\\040b\\046\\134 ext4 defaults 0 0\n');
  const swap = { ...entry, name: 'none', fstype: 'swap', src: 'b' };
  t.is(withMount('a none swap defaults 0 0\n', swap), 'a none swap defaults 0 0\nb none swap defaults 0 0\n');
  t.is(withoutMount(`# c\n${line}`, '/x', undefined), '# c\n');
  t.is(withoutMount('/dev/x /x ext4 defaults\n', '/x', undefined), undefined);
  t.is(withoutMount('a none swap sw 0 0\nb none swap sw 0 0\n', 'none', 'b'), 'a none swap sw 0 0\n');
});

test('what is mounted where', t => {
  const sources = mountSources(`22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:25 / /tmp rw shared:5 - tmpfs tmp rw
31 22 8:1 /srv/a /srv/b rw - ext4 /dev/sda1 rw
32 30 0:25 /c /srv/d rw - tmpfs tmp rw
`);
  t.deepEqual(sources.get('/'), { device: '/dev/sda1', source: '/dev/sda1' });
  t.deepEqual(sources.get('/srv/b'), { device: '/dev/sda1', source: '/srv/a' });
  t.deepEqual(sources.get('/srv/d'), { device: 'tmp', source: '/tmp/c' });
});

for (const shell of SHELLS)
  test(`${shell}: fstab alone`, async t => {
    const fstab = join(temporaryFolder(t), 'fstab');
    writeFileSync(fstab, '# c\n', { mode: 0o640 });
    const args = {
      path: '/a b',
      src: '/dev/x',
      fstype: 'ext4',
      state: 'present',
      fstab,
      opts: 'ro',
      boot: false,
    };
    const { check, first, second } = await converge(mount, { ...args, backup: true }, { shell });
    t.deepEqual([check.kind, first.kind, second.kind], ['change', 'changed', 'same'], first.message);
    t.is(readFileSync(fstab, 'utf8'), '# c\n/dev/x /a\\040b ext4 ro,noauto 0 0\n');
    t.is(readFileSync(String(first.result.backup_file), 'utf8'), '# c\n');
    t.like(second.result, { name: '/a b', opts: 'ro,noauto', boot: 'no', backup_file: '' });
    const gone = await converge(mount, { path: '/a b', state: 'absent_from_fstab', fstab }, { shell });
    t.deepEqual([gone.first.kind, gone.second.kind], ['changed', 'same'], gone.first.message);
    t.is(readFileSync(fstab, 'utf8'), '# c\n');
  });

test('a mount that fails leaves fstab and folders as they were', async t => {
  const folder = temporaryFolder(t);
  const fstab = join(folder, 'fstab');
  writeFileSync(fstab, '# c\n');
  const args = { src: '/nowhere/x', fstype: 'ext4', state: 'mounted', fstab };
  const { kind, message } = await perform(mount, { ...args, path: join(folder, 'deep/er') });
  t.is(kind, 'failed');
  t.regex(message, /^Error mounting \S+\/deep\/er: ./);
  t.deepEqual(readdirSync(folder), ['fstab']);
  t.is(readFileSync(fstab, 'utf8'), '# c\n');
});

test('nothing is unmounted that is not mounted', async t => {
  const fstab = join(temporaryFolder(t), 'fstab');
  t.is((await perform(mount, { path: '/nowhere', state: 'unmounted', fstab })).kind, 'same');
  t.is((await perform(mount, { path: '/nowhere', state: 'absent', fstab })).kind, 'same');
  const noauto = await perform(mount, { path: '/x', state: 'unmounted', fstab, opts: 'noauto' });
  t.deepEqual(noauto.result.warnings, ["Ignore the 'boot' due to 'opts' contains 'noauto'."]);
  t.is((await perform(mount, { path: '/', state: 'unmounted', fstab }, { checkMode: true })).kind, 'change');
});
