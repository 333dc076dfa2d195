import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { inventoryFile, playbook, serve } from './registry/support.js';
import type { Outcome } from './rig/command.js';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { knownHostsFile, labNet } from './rig/lab.js';
import { outcomesIn, recapIn } from './rig/play-output.js';
import { differences, treeOf } from './rig/tree.js';
import { folderOf, inventoryOf, trueup } from './rig/trueup.js';

let hosts: Host[] = [];
let host: Host;
let other: Host;

test.before('boot', async () => {
  hosts = await takeHosts({}, { busyboxSh: true });
  [host, other] = hosts as [Host, Host];
  await serve(hosts);
});
test.after.always('release', () => releaseHosts(hosts));

const site = `- hosts: all
  gather_facts: false
  become: true
  tasks:
    - name: Write
      copy: {content: x, dest: /srv/written}
`;

/** Applies a playbook of one change to hosts with these variables. */
const applyTo = (
  on: readonly Host[],
  vars: Readonly<Record<string, unknown>>,
  args: readonly string[] = [],
): Promise<Outcome> => {
  const folder = folderOf({ 'site.yml': site, 'hosts.json': inventoryOf(on, { [host.name]: vars }) });
  return trueup(['apply', 'site.yml', '-i', 'hosts.json', ...args], { cwd: folder });
};

/** The one thing that is said about a host that failed or was not reached. */
const messageOf = (outcome: Outcome, name = host.name): string => {
  const line = outcome.stdout.split('\n').find(text => text.startsWith(`fatal: [${name}]: `));
  if (line === undefined) throw new Error(`nothing failed on ${name}:\n${outcome.stdout}${outcome.stderr}`);
  return JSON.parse(line.slice(line.indexOf('{'))).msg;
};

const unchanged = async (t: ExecutionContext, work: () => Promise<void>): Promise<void> => {
  const before = await treeOf(host);
  await work();
  t.deepEqual(differences(before, await treeOf(host)), []);
};

test.serial('what is wrong with the way to a host is told, and nothing is changed on it', async t => {
  const address = host.address;
  const otherKey = readFileSync(knownHostsFile, 'utf8').replace(
    /(\S+) (ssh-\S+) (\S{40})\S{4}/g,
    '$1 $2 $3AAAA',
  );
  const folder = folderOf({ none: '', changed: otherKey });
  const known = (name: string) => ({
    ansible_ssh_common_args: `-o UserKnownHostsFile=${join(folder, name)}`,
  });
  const refused: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
    [{ ansible_user: 'ops', ansible_become_password: 'wrong-4711' }, /^sudo refused the password of ops/],
    [{ ansible_user: 'ops' }, /^sudo asks for the password of ops, but none was given/],
  ];
  const cases: typeof refused = [
    ...refused,
    [known('none'), /^the host key of \S+ is not known: it presents ED25519 SHA256:\S+ .*ssh-keyscan/],
    [known('changed'), /^the host key of \S+ has changed: .*\/changed:\d+ has .*ssh-keygen -R/],
    [{ ansible_port: 2222 }, new RegExp(`^${address} refuses connections on port 2222$`)],
    [{ ansible_host: 'nosuch.invalid' }, /^there is no host named nosuch\.invalid$/],
    [{ ansible_user: 'nobodyhere' }, /does not let nobodyhere log in: tried .*id_ed25519/],
  ];
  await unchanged(t, async () => {
    for (const entry of cases) {
      const [vars, says] = entry;
      const outcome = await applyTo([host], vars);
      t.regex(messageOf(outcome), says, outcome.stdout + outcome.stderr);
      // A host whose sudo refuses has been reached, and has failed.
      const hasFailed = refused.includes(entry);
      t.is(outcome.code, hasFailed ? 2 : 4);
      t.is(recapIn(outcome.stdout)[host.name]?.[hasFailed ? 'failed' : 'unreachable'], 1);
      t.false((outcome.stdout + outcome.stderr).includes('wrong-4711'));
    }
  });
});

test.serial('a host that is down is left out, the others go on', async t => {
  const outcome = await applyTo([host, other], { ansible_host: `${labNet}.0.250` }, ['-T', '2']);
  t.regex(messageOf(outcome), /^10\.\d+\.0\.250 port 22 does not answer \(waited 2 s\)$/);
  t.is(outcome.code, 4);
  t.is(recapIn(outcome.stdout)[other.name]?.changed, 1);
  t.is(await other.output('cat /srv/written'), 'x');
});

test.serial("what a host's own programs refuse is told in their words", async t => {
  t.timeout(300_000);
  const failing = async (vars: Readonly<Record<string, unknown>>, task: string, says: RegExp) => {
    const outcome = await trueup(['apply', playbook, '-i', inventoryFile([host], {}, { [host.name]: vars })]);
    t.is(outcome.code, 2, outcome.stdout + outcome.stderr);
    t.is(outcomesIn(outcome.stdout).find(({ status }) => status === 'fatal')?.task, task);
    t.regex(messageOf(outcome), says);
  };
  await failing(
    { registry_image: 'registry:nosuch' },
    'Run the registry',
    /^docker could not pull registry:nosuch: /,
  );
  const taker = 'push @s, IO::Socket::INET->new(LocalPort => shift, Listen => 5, ReuseAddr => 1); sleep 600';
  await host.output(`systemctl stop apache2 2>/dev/null
for port in 80 5000; do
  systemd-run --quiet --unit=taker-$port perl -MIO::Socket::INET -e '${taker}' $port
  for _ in $(seq 100); do ss -ltn | grep -q ":$port " && break; sleep 0.1; done
done
[ "$(ss -ltn | grep -cE ':(80|5000) ')" = 2 ]`);
  await failing({}, 'Run the registry', /port is already allocated|:5000: bind: address already in use/);
  await host.output('systemctl stop taker-5000');
  await failing({}, 'Run Apache', /Address already in use: .*could not bind to address \S+:80/);
  await host.output('systemctl stop taker-80');
  await failing(
    { registry_domain: 'nosuch.lab.test' },
    'Get the certificate',
    /^certbot could not get a certificate for nosuch\.lab\.test: .*could not resolve/,
  );
});
