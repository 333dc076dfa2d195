import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type Host, releaseHosts, takeHosts } from '../rig/host.js';
import { recapIn } from '../rig/play-output.js';
import { leaksDuring } from '../rig/secrets.js';
import { differences, treeOf } from '../rig/tree.js';
import { folderOf, trueup } from '../rig/trueup.js';
import { applied, apply, check, inventoryFile, passwords, serve, statusOf } from './support.js';

let hosts: Host[] = [];
let client: Host;
let inventory: string;

test.before('boot', async () => {
  hosts = await takeHosts({}, {}, { busyboxSh: true });
  client = hosts[1]!;
  await serve(hosts);
  inventory = inventoryFile(hosts);
});
test.after.always('release', () => releaseHosts(hosts));

test.serial('the hosts have no Python', async t => {
  for (const host of hosts) t.not((await host.run('command -v python3')).code, 0);
});

test.serial('a check before the first apply neither fails nor changes anything', async t => {
  const before = await Promise.all(hosts.map(host => treeOf(host)));
  const outcome = await check(inventory);
  t.is(outcome.code, 2, `${outcome.stdout}\n${outcome.stderr}`);
  for (const [index, host] of hosts.entries())
    t.deepEqual(differences(before[index]!, await treeOf(host)), [], host.name);
});

test.serial(
  'the whole recipe from nothing on three hosts at once, and no secret in any output or process',
  async t => {
    const secrets = Object.values(passwords);
    const { result, leaks } = await leaksDuring(secrets, hosts, () => apply(inventory, ['-vv', '--diff']));
    t.is(result.code, 0, `${result.stdout}\n${result.stderr}`);
    t.deepEqual(leaks, []);
    for (const secret of secrets) t.false(`${result.stdout}${result.stderr}`.includes(secret));
    const recap = recapIn(result.stdout);
    t.deepEqual(Object.keys(recap).sort(), hosts.map(host => host.name).sort());
    for (const counts of Object.values(recap)) t.like(counts, { failed: 0, unreachable: 0 });
  },
);

test.serial('no secret is left on a host: in no file, log or journal', async t => {
  // The pattern comes by standard input and is never written: the search would find itself.
  const look = `secret=$(cat)
grep -rlF -e "$secret" /etc /root /home /srv /tmp /var /run --exclude-dir=overlay2 2>/dev/null
journalctl -q -o cat | grep -F -e "$secret"`;
  for (const host of hosts)
    for (const secret of Object.values(passwords))
      t.is((await host.run(look, { input: secret })).stdout, '', host.name);
});

test.serial('passwords come from a vault and from the environment as well', async t => {
  const folder = folderOf({ secrets: `bob_password: ${passwords.bob}\n`, key: 'a-vault-password\n' });
  const [secrets, key] = [join(folder, 'secrets'), join(folder, 'key')];
  const vaulted = await trueup(['vault', 'encrypt', secrets, '--vault-password-file', key]);
  t.is(vaulted.code, 0, vaulted.stderr);
  t.regex(readFileSync(secrets, 'utf8'), /^\$ANSIBLE_VAULT;/);
  const elsewhere = inventoryFile(hosts, {
    registry_users: [
      { name: 'alice', password: "{{ lookup('env', 'ALICE_PASSWORD') }}" },
      { name: 'bob', password: '{{ bob_password }}' },
    ],
  });
  const args = ['-vv', '--diff', '-e', `@${secrets}`, '--vault-password-file', key];
  const { code, stdout, stderr } = await apply(elsewhere, args, {
    env: { ALICE_PASSWORD: passwords.alice },
  });
  t.is(code, 0, stdout + stderr);
  for (const counts of Object.values(recapIn(stdout))) t.is(counts.changed, 0, stdout);
  for (const secret of Object.values(passwords)) t.false((stdout + stderr).includes(secret));
});

test.serial('a second run changes nothing, byte for byte', async t => {
  const before = await Promise.all(hosts.map(host => treeOf(host)));
  const { stdout } = await applied(t, inventory);
  for (const [host, counts] of Object.entries(recapIn(stdout))) t.is(counts.changed, 0, `${host}\n${stdout}`);
  for (const [index, host] of hosts.entries())
    t.deepEqual(differences(before[index]!, await treeOf(host)), [], host.name);
  t.is((await check(inventory)).code, 0);
});

test.serial('401 without a password, 200 with one, and pings are open', async t => {
  for (const { domain } of hosts) {
    t.is(await statusOf(client, domain), '401');
    t.is(await statusOf(client, domain, '/v2/', `alice:${passwords.alice}`), '200');
    t.is(await statusOf(client, domain, '/v2/', `bob:${passwords.bob}`), '200');
    t.is(await statusOf(client, domain, '/v2/', 'alice:wrong'), '401');
    t.not(await statusOf(client, domain, '/v1/_ping'), '401');
    t.not(await statusOf(client, domain, '/_ping'), '401');
  }
});

test.serial('nobody reaches the registry past Apache', async t => {
  t.not((await client.run(`curl -s --max-time 5 http://${hosts[0]!.address}:5000/v2/`)).code, 0);
});

test.serial('docker login, push and pull over TLS', async t => {
  const { domain } = hosts[0]!;
  t.regex(
    (await client.run(`docker login -u alice --password-stdin ${domain}`, { input: 'wrong' })).stderr,
    /401/,
  );
  t.regex(
    await client.output(`docker login -u alice --password-stdin ${domain}`, { input: passwords.alice }),
    /Login Succeeded/,
  );
  await client.output(`docker pull -q hello:1 && docker tag hello:1 ${domain}/hello:1`);
  t.regex(await client.output(`docker push ${domain}/hello:1`), /digest: sha256/);
  await client.output(`docker rmi hello:1 ${domain}/hello:1`);
  t.regex(await client.output(`docker pull ${domain}/hello:1`), /Downloaded newer image/);
  t.regex(await hosts[0]!.output('ls /srv/registry/docker/registry/v2/repositories'), /hello/);
});

test.serial('after a reboot all is back, and nothing has drifted', async t => {
  const host = hosts[0]!;
  await host.stop();
  await host.start();
  let status = '';
  for (let tries = 0; tries < 30 && status !== '200'; tries++) {
    status = await statusOf(client, host.domain, '/v2/', `alice:${passwords.alice}`);
    if (status !== '200') await new Promise(resolve => setTimeout(resolve, 1000));
  }
  t.is(status, '200');
  const { code, stdout } = await check(inventory);
  t.is(code, 0, stdout);
});
