import test from 'ava';
import { type Host, releaseHosts, takeHosts } from '../rig/host.js';
import { lab } from '../rig/lab.js';
import { changedIn } from '../rig/play-output.js';
import { differences, treeOf } from '../rig/tree.js';
import { applied, apply, check, inventoryFile, passwords, serve, settled, statusOf } from './support.js';

let hosts: Host[] = [];
let host: Host;
let inventory: string;

test.before('bring a host into its state', async t => {
  hosts = await takeHosts({});
  host = hosts[0]!;
  await serve(hosts);
  inventory = inventoryFile(hosts);
  const { code, stdout, stderr } = await apply(inventory);
  if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
  t.pass();
});
test.after.always('release', () => releaseHosts(hosts));

const RELOADED = 'Reload Apache';

/** What somebody does to a host, and the tasks that must see it: those and no others. */
const DAMAGES: readonly {
  readonly name: string;
  readonly damage: string;
  readonly seen: readonly string[];
  readonly reloads?: boolean;
  /** What is not the same again afterwards, with the reason beside it. */
  readonly differs?: string;
}[] = [
  {
    name: 'a package removed',
    damage: 'DEBIAN_FRONTEND=noninteractive apt-get purge -yq apparmor',
    seen: ['Install Apache, certbot and Docker'],
  },
  { name: 'Docker not started at boot', damage: 'systemctl disable docker', seen: ['Run Docker'] },
  {
    name: 'the data directory open to all',
    damage: 'chmod 777 /srv/registry',
    seen: ['Make the data directory'],
  },
  { name: 'the container stopped', damage: 'docker stop registry', seen: ['Run the registry'] },
  { name: 'the container removed', damage: 'docker rm -f registry', seen: ['Run the registry'] },
  {
    name: "the container's restart policy changed",
    damage: 'docker update --restart=no registry',
    seen: ['Run the registry'],
  },
  {
    name: 'a user removed',
    damage: "sed -i '/^bob:/d' /etc/apache2/registry.htpasswd",
    seen: ['Let in these users and nobody else'],
    // The password is hashed with a new salt.
    differs: '/etc/apache2/registry.htpasswd',
  },
  {
    name: 'a user smuggled in',
    damage: "echo 'eve:$apr1$abcdefgh$abcdefghijklmnopqrstuv' >>/etc/apache2/registry.htpasswd",
    seen: ['Let in these users and nobody else'],
  },
  {
    name: 'the password file readable by all',
    damage: 'chmod 644 /etc/apache2/registry.htpasswd',
    seen: ['Let in these users and nobody else'],
  },
  {
    name: 'a module of Apache disabled',
    damage: 'a2dismod -qf proxy_http',
    seen: ['Enable the modules of Apache that the proxy needs (proxy_http)'],
    reloads: true,
  },
  {
    name: "the challenges' folder given away",
    damage: 'chown www-data /var/www/acme',
    seen: ['Make the folder for the challenges of the CA'],
  },
  {
    name: 'the vhost edited',
    damage: "sed -i 's/Require valid-user/Require all granted/' /etc/apache2/sites-available/registry.conf",
    seen: ['Describe the sites'],
    reloads: true,
  },
  {
    name: 'the site disabled',
    damage: 'rm /etc/apache2/sites-enabled/registry.conf',
    seen: ['Enable the sites'],
    reloads: true,
  },
  {
    name: 'the default site enabled',
    damage: 'a2ensite -q 000-default',
    seen: ['Disable the sites that come with Apache (000-default)'],
    reloads: true,
  },
  { name: 'Apache stopped', damage: 'systemctl stop apache2', seen: ['Run Apache'] },
  {
    name: 'renewal switched off',
    damage: 'systemctl disable --now certbot.timer',
    seen: ['Let certbot renew it'],
  },
];

for (const { name, damage, seen, reloads, differs } of DAMAGES)
  test.serial(name, async t => {
    const before = await treeOf(host);
    await host.output(damage);
    const expected = reloads ? [...seen, RELOADED] : [...seen];
    const foreseen = await apply(inventory, ['--check']);
    t.is(foreseen.code, 0, `${foreseen.stdout}\n${foreseen.stderr}`);
    t.deepEqual(
      tasksIn(foreseen.stdout).filter(task => task !== RELOADED),
      seen,
    );
    const report = await check(inventory);
    t.is(report.code, 2, report.stdout);
    for (const task of seen) t.true(report.stdout.includes(task.replace(/ \(.*/, '')), report.stdout);
    const mended = await applied(t, inventory);
    t.deepEqual(tasksIn(mended.stdout), expected);
    t.is((await check(inventory)).code, 0);
    const left = differences(before, await treeOf(host)).filter(isContent);
    t.deepEqual(
      left.filter(difference => differs === undefined || !difference.startsWith(`${differs}: `)),
      [],
    );
  });

/** Changed tasks; those with a loop by their items. */
const tasksIn = (output: string): string[] => {
  const changed = changedIn(output);
  return changed.filter(task => !changed.some(other => other.startsWith(`${task} (`)));
};

/** Mending gives files new times; dpkg and Apache's tools keep books of their own. */
const isContent = (difference: string): boolean =>
  !/: modified \S+ -> \S+$/.test(difference) &&
  !/\/var\/lib\/(?:dpkg|apt|apache2|systemd)\//.test(difference);

/** Which certificate Apache shows to clients. */
const served = (): Promise<string> =>
  host.output(
    `openssl s_client -connect 127.0.0.1:443 -servername ${host.domain} </dev/null 2>/dev/null | openssl x509 -noout -serial -enddate`,
  );

test.serial('a certificate that is about to end is renewed, and Apache serves the new one', async t => {
  await lab('age', host.number, host.domain, 5);
  await host.output('systemctl reload apache2');
  const old = await served();
  const { stdout } = await applied(t, inventory);
  t.deepEqual(tasksIn(stdout), ['Get the certificate', RELOADED]);
  t.not(await served(), old);
  await settled(t, inventory);
});

test.serial('certbot renews by itself, and its hook lets Apache serve the new certificate', async t => {
  const old = await served();
  await lab('age', host.number, host.domain, 5);
  await host.output('systemctl reload apache2');
  const aged = await served();
  t.not(aged, old);
  t.regex(await host.output('systemctl show --property Triggers certbot.timer'), /certbot\.service/);
  // What the timer starts waits for up to hours, so that not all hosts ask at once.
  await host.output("sh -c 'certbot -q renew --no-random-sleep-on-renew'");
  t.not(await served(), aged);
  await settled(t, inventory);
});

test.serial('a broken vhost is refused, and takes no running Apache down', async t => {
  const broken = inventoryFile(hosts, { certbot_email: 'two words@example.io\n    NoSuchDirective' });
  const before = await host.output('cat /etc/apache2/sites-available/registry.conf');
  const { code, stdout } = await apply(broken);
  t.is(code, 2, stdout);
  t.regex(stdout, /failed to validate: .*(?:ServerAdmin|NoSuchDirective)/);
  t.is(await host.output('cat /etc/apache2/sites-available/registry.conf'), before);
  t.is(await statusOf(host, host.domain, '/v2/', `alice:${passwords.alice}`), '200');

  // What somebody else broke is found by configtest before the reload that another change asks for.
  await host.output('echo NoSuchDirective >/etc/apache2/conf-enabled/broken.conf; a2dismod -qf headers');
  const refused = await apply(inventory);
  t.is(refused.code, 2, refused.stdout);
  t.is(await statusOf(host, host.domain, '/v2/', `alice:${passwords.alice}`), '200');
  await host.output('rm /etc/apache2/conf-enabled/broken.conf');
  await applied(t, inventory);
  await settled(t, inventory);
});

test.serial('users are added, changed and removed', async t => {
  const more = [
    { name: 'alice', password: 'alice-has-a-new-one' },
    { name: 'carol', password: 'carol-is-new-here' },
  ];
  const changed = inventoryFile(hosts, { registry_users: more });
  const { stdout } = await applied(t, changed);
  t.deepEqual(tasksIn(stdout), ['Let in these users and nobody else']);
  t.is(await statusOf(host, host.domain, '/v2/', 'alice:alice-has-a-new-one'), '200');
  t.is(await statusOf(host, host.domain, '/v2/', 'carol:carol-is-new-here'), '200');
  t.is(await statusOf(host, host.domain, '/v2/', `alice:${passwords.alice}`), '401');
  t.is(await statusOf(host, host.domain, '/v2/', `bob:${passwords.bob}`), '401');
  await settled(t, changed);
});

test.serial('a password that still matches is not rewritten', async t => {
  const line = "grep '^alice:' /etc/apache2/registry.htpasswd";
  await applied(t, inventory);
  const before = await host.output(line);
  const others = inventoryFile(hosts, { registry_users: [{ name: 'alice', password: passwords.alice }] });
  await applied(t, others);
  t.is(await host.output(line), before);
  await applied(t, inventory);
});

test.serial('auth off and on again', async t => {
  const open = inventoryFile(hosts, { registry_auth: false });
  await applied(t, open);
  t.is(await statusOf(host, host.domain), '200');
  await settled(t, open);
  await applied(t, inventory);
  t.is(await statusOf(host, host.domain), '401');
  await settled(t, inventory);
});

test.serial('another domain gets its certificate and its site', async t => {
  const domain = `new.${host.domain}`;
  const moved = inventoryFile(hosts, {}, { [host.name]: { registry_domain: domain } });
  await applied(t, moved);
  t.is(await statusOf(host, domain, '/v2/', `alice:${passwords.alice}`), '200');
  await settled(t, moved);
});
