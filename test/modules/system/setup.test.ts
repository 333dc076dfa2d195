import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { setup } from '../../../src/modules/system/setup.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';

type Facts = Readonly<Record<string, unknown>>;

const gather = async (args: Readonly<Record<string, unknown>>, surroundings = {}): Promise<Facts> =>
  (await perform(setup, args, surroundings)).result.ansible_facts as Facts;

for (const shell of SHELLS)
  test(`${shell}: facts are what Node knows of this machine, too`, async t => {
    const facts = await gather({}, { shell, home: os.homedir(), environment: { HELLO: 'two\nlines' } });
    t.is(facts.ansible_nodename, os.hostname());
    t.is(facts.ansible_hostname, os.hostname().split('.')[0]);
    t.is(facts.ansible_kernel, os.release());
    t.is(facts.ansible_kernel_version, os.version());
    t.is(facts.ansible_system, os.type());
    t.is(facts.ansible_machine, os.machine());
    t.is(facts.ansible_memtotal_mb, Math.floor(os.totalmem() / 1024 / 1024));
    t.is(facts.ansible_processor_nproc, os.availableParallelism());
    const account = os.userInfo();
    t.like(facts, {
      ansible_user_id: account.username,
      ansible_user_uid: account.uid,
      ansible_user_gid: account.gid,
      ansible_user_dir: account.homedir,
      ansible_user_shell: account.shell,
      ansible_effective_user_id: process.geteuid?.(),
    });
    t.is((facts.ansible_env as Facts).HELLO, 'two\nlines');
    const time = facts.ansible_date_time as Facts;
    t.is(time.iso8601, `${new Date(Number(time.epoch) * 1000).toISOString().slice(0, 19)}Z`);
    t.true(Math.abs(Number(facts.ansible_uptime_seconds) - os.uptime()) < 60);
    const mounts = facts.ansible_mounts as readonly Facts[];
    t.true(mounts.every(({ mount, device }) => typeof mount === 'string' && typeof device === 'string'));
    if (facts.ansible_interfaces === undefined) return;
    const addresses = Object.values(os.networkInterfaces()).flatMap(all => all ?? []);
    const v4 = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
    // Others on this machine may come and go meanwhile: each of ours is Node's or was gone when it looked.
    const lasting = v4.filter(({ address }) =>
      (facts.ansible_all_ipv4_addresses as string[]).includes(address),
    );
    t.deepEqual(v4.length > 0, lasting.length > 0);
    const loopback = facts.ansible_lo as Facts;
    t.like(loopback.ipv4, { address: '127.0.0.1', netmask: '255.0.0.0', network: '127.0.0.0', prefix: '8' });
  });

test('only the groups that are asked for are gathered', async t => {
  t.deepEqual(Object.keys(await gather({ gather_subset: ['!all', '!min', 'distribution_release'] })).sort(), [
    'ansible_distribution',
    'ansible_distribution_file_parsed',
    'ansible_distribution_file_path',
    'ansible_distribution_file_variety',
    'ansible_distribution_major_version',
    'ansible_distribution_minor_version',
    'ansible_distribution_release',
    'ansible_distribution_version',
    'ansible_os_family',
    'gather_subset',
    'module_setup',
  ]);
  const filtered = await gather({ filter: ['ansible_mem*', 'kernel'] });
  t.deepEqual(Object.keys(filtered).sort(), [
    'ansible_kernel',
    'ansible_memfree_mb',
    'ansible_memory_mb',
    'ansible_memtotal_mb',
  ]);
  await t.throwsAsync(gather({ gather_subset: ['netwrok'] }), { message: /unknown group.*netwrok/ });
});

for (const shell of SHELLS)
  test(`${shell}: facts of the host's own`, async t => {
    const folder = join(temporaryFolder(t), "fa'cts");
    mkdirSync(folder);
    writeFileSync(join(folder, 'json.fact'), '{"a": [1, "{{ x }}"]}');
    writeFileSync(join(folder, 'ini.fact'), '# comment\n[Section]\nKey = some value\nother:2\n');
    writeFileSync(join(folder, 'run.fact'), '#!/bin/sh\necho \'{"ran": true}\'\n', { mode: 0o755 });
    writeFileSync(join(folder, 'fails.fact'), '#!/bin/sh\necho oops >&2\nexit 3\n', { mode: 0o755 });
    writeFileSync(join(folder, 'bad.fact'), 'what is this?');
    symlinkSync('nowhere', join(folder, 'gone.fact'));
    writeFileSync(join(folder, 'noisy.fact'), "#!/bin/sh\necho noise >&2\nprintf '[a]\\nb = 1 ; c\\n'\n", {
      mode: 0o755,
    });
    const args = { gather_subset: ['!all', '!min', 'local'], fact_path: folder, filter: ['local'] };
    const { result } = await perform(setup, args, { shell });
    t.deepEqual([...((result.warnings ?? []) as string[])].map(text => text.slice(0, 25)).sort(), [
      'Could not stat fact (/tmp',
      'Failure executing fact sc',
      'error loading facts as JS',
    ]);
    t.deepEqual(result.ansible_facts, {
      ansible_local: {
        json: { a: [1, '{{ x }}'] },
        ini: { Section: { key: 'some value', other: '2' } },
        run: { ran: true },
        noisy: { a: { b: '1 ; c' } },
        fails: `Failure executing fact script (${folder}/fails.fact), rc: 3, err: oops\n`,
        gone: `Could not stat fact (${folder}/gone.fact): [Errno 2] No such file or directory: '${folder}/gone.fact'`,
        bad: `error loading facts as JSON or ini - please check content: ${folder}/bad.fact`,
      },
    });
  });
