import test from 'ava';
import { Command, outputOf, run } from './rig/command.js';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { processesOf } from './rig/processes.js';
import { leaksDuring } from './rig/secrets.js';
import { differences, treeOf } from './rig/tree.js';
import { folderOf, inventoryOf, trueup } from './rig/trueup.js';

let hosts: Host[] = [];
let plain: Host;
let python: Host;
let busybox: Host;

test.before('boot', async () => {
  hosts = await takeHosts({}, { python: true }, { busyboxSh: true });
  [plain, python, busybox] = hosts as [Host, Host, Host];
});
test.after.always('release', () => releaseHosts(hosts));

test.serial('hosts are of the kind that was asked for', async t => {
  const question =
    'command -v python3 >/dev/null && echo python; [ "$(readlink -f /bin/sh)" = /usr/bin/busybox ] && echo busybox; :';
  t.is(await plain.output(question), '');
  t.is(await python.output(question), 'python\n');
  t.is(await busybox.output(question), 'busybox\n');
});

test.serial('a command on a host tells all about how it ended', async t => {
  t.deepEqual(await plain.run('cat; echo oops >&2; exit 3', { as: 'deploy', input: 'hello' }), {
    code: 3,
    signal: null,
    stdout: 'hello',
    stderr: 'oops\n',
  });
  const error = await t.throwsAsync(plain.output('echo oops >&2; exit 3'));
  t.regex(error?.message ?? '', /ended with 3:\noops/);
  t.is(await plain.output('id -un', { as: 'ops' }), 'ops\n');
});

test.serial('hosts that others took are not taken again', async t => {
  const [other] = (await takeHosts({})) as [Host];
  t.false(hosts.some(({ number }) => number === other.number));
  t.is(await other.output('hostname'), `${other.name}\n`);
  await releaseHosts([other]);
});

test.serial('looking at a host changes nothing in its tree', async t => {
  const before = await treeOf(plain);
  t.true(before.size > 5000);
  await plain.output('sudo -n true; sudo apt-get update -q', { as: 'deploy' });
  t.deepEqual(differences(before, await treeOf(plain)), []);
});

test.serial('every kind of change shows in the tree', async t => {
  await plain.output(`cd /srv && echo one >content && echo one >mode && echo one >owner && echo one >removed && echo one >time
    ln -s a link && mkdir folder && echo one >'odd
name' && echo one >/tmp/removed`);
  const before = await treeOf(plain);
  await plain.output(`cd /srv && touch -r content stamp && echo two >content && touch -r stamp content && chmod 600 mode && chown deploy owner
    rm removed /tmp/removed stamp && touch -d 2001-02-03 time && ln -sfn b link && touch folder/added && echo three >>'odd
name' && mkfifo pipe`);
  const found = differences(before, await treeOf(plain)).map(line =>
    line.replace(/(modified) \S+ -> [^ ,]+/, '$1'),
  );
  t.deepEqual(
    found.map(line => line.replace(/sha256 \w{64} -> \w{64}/, 'sha256')),
    [
      '/srv: modified',
      '/srv/content: sha256',
      '/srv/folder: modified',
      '+ /srv/folder/added',
      '/srv/link: modified, target a -> b',
      '/srv/mode: mode 644 -> 600',
      '/srv/odd\nname: modified, size 4 -> 10, sha256',
      '/srv/owner: owner root:root -> deploy:root',
      '+ /srv/pipe',
      '- /srv/removed',
      '/srv/time: modified',
      '- /tmp/removed',
    ],
  );
});

test.serial('a path that is excluded is not looked at', async t => {
  const before = await treeOf(plain, ['/srv/*']);
  t.false(before.has('/srv/content'));
  t.true(before.has('/srv'));
});

test.serial('processes of a host are seen, and only of that host', async t => {
  const session = plain.run('exec sleep 1000.5');
  const isIt = ({ command }: { command: string }): boolean => command === 'sleep 1000.5';
  while (!processesOf(plain).some(isIt)) await new Promise(setImmediate);
  t.false(processesOf(python).some(isIt));
  await plain.output("pkill -f '^sleep 1000.5$'");
  t.not((await session).code, 0);
  t.false(processesOf(plain).some(isIt));
});

test.serial('a secret in arguments or in the environment is found, one on standard input is not', async t => {
  const { leaks } = await leaksDuring(['arg-s3cret', 'env-s3cret', 'stdin-s3cret'], hosts, async () => {
    await plain.output("sh -c 'sleep 0.3; :' arg-s3cret");
    await busybox.output('read secret; SECRET=$secret sh -c "sleep 0.3; :"', { input: 'env-s3cret\n' });
    await python.output('read secret; echo "$secret" | (sleep 0.3; cat)', { input: 'stdin-s3cret\n' });
  });
  t.true(
    leaks.some(leak => leak.host === plain.name && leak.secret === 'arg-s3cret' && leak.in === 'arguments'),
  );
  t.true(
    leaks.some(
      leak => leak.host === busybox.name && leak.secret === 'env-s3cret' && leak.in === 'environment',
    ),
  );
  t.false(leaks.some(leak => leak.host === python.name));
});

test.serial('a host that was reset is as new; one that lost its power has what it had', async t => {
  await plain.output('echo kept >/root/file && sync');
  await plain.cut();
  t.not((await plain.run('true')).code, 0);
  await plain.start();
  t.is(await plain.output('cat /root/file'), 'kept\n');
  await plain.reset();
  t.not((await plain.run('cat /root/file')).code, 0);
});

test.serial('an inventory names the hosts, how to reach them, and what else is known of them', async t => {
  const text = inventoryOf([plain, busybox], { [plain.name]: { domain: plain.domain } });
  const { lab } = JSON.parse(text);
  t.is(lab.hosts[plain.name].ansible_host, plain.address);
  t.is(lab.hosts[plain.name].domain, plain.domain);
  t.deepEqual(Object.keys(lab.hosts), [plain.name, busybox.name]);
  const folder = folderOf({ 'inventory.yaml': text, 'group_vars/all.yaml': '{}\n' });
  t.is(await outputOf('cat', ['inventory.yaml'], { cwd: folder }), text);
});

test('a program that runs can be waited for and killed', async t => {
  const command = new Command('sh', ['-c', 'echo ready; exec sleep 1000']);
  await command.prints(/ready/);
  command.kill('SIGKILL');
  t.deepEqual(await command.outcome, { code: null, signal: 'SIGKILL', stdout: 'ready\n', stderr: '' });
  await t.throwsAsync(new Command('true', []).prints(/never/), { message: /ended without printing/ });
  t.is((await run('cat', [], { input: 'in' })).stdout, 'in');
});

test('the real program runs with nothing of the tester in its environment', async t => {
  const { code, stdout } = await trueup(['--help'], { env: { CI: 'true' } });
  t.is(code, 0);
  t.regex(stdout, /apply/);
});
