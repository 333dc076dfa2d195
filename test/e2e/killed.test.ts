import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { applied, inventoryFile, playbook, serve, settled } from './registry/support.js';
import type { Command } from './rig/command.js';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { outcomesIn } from './rig/play-output.js';
import { type HostProcess, processesOf } from './rig/processes.js';
import { startTrueup, trueup } from './rig/trueup.js';

let hosts: Host[] = [];
let host: Host;
let inventory: string;

test.before('boot', async () => {
  hosts = await takeHosts({});
  [host] = hosts as [Host];
  await serve(hosts);
  inventory = inventoryFile(hosts);
});
test.after.always('release', () => releaseHosts(hosts));

const start = (): Command => startTrueup(['apply', playbook, '-i', inventory]);

/** What runs on the host because somebody is logged in; services are no part of it. */
const inSessions = (): HostProcess[] =>
  processesOf(host).filter(({ pid }) => {
    try {
      return /\/session-\d+\.scope$/m.test(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
    } catch {
      // It has just ended.
      return false;
    }
  });

/** Waits until nothing of a killed run is left on the host but a package manager, which must not be ended halfway. */
const nothingStays = async (): Promise<void> => {
  while (inSessions().some(({ command }) => !/\b(?:apt-get|apt|dpkg\S*|debconf|frontend)\b/.test(command)))
    await sleep(50);
};

/** Kills the runner, as a crash or a closed laptop would. */
const kill = async (run: Command): Promise<string> => {
  run.kill('SIGKILL');
  const { stdout, stderr, signal } = await run.outcome;
  if (signal !== 'SIGKILL') throw new Error(`the run had ended before:\n${stdout}${stderr}`);
  await nothingStays();
  return stdout;
};

/** Kills a run once a process of the host matches. */
const killDuring = async (pattern: RegExp): Promise<void> => {
  const run = start();
  let ended = false;
  void run.outcome.then(() => {
    ended = true;
  });
  while (!ended && !processesOf(host).some(({ command }) => pattern.test(command))) await sleep(5);
  await kill(run);
};

/** What the journal has before a handler's name. */
const PLAY = 'registry.yaml : Docker registry : ';

const journal = async (): Promise<string> =>
  (await host.run('cat /var/lib/trueup/handlers 2>/dev/null')).stdout;

/** The names of the play's tasks that have a line of their own in the output. */
const taskNames = async (): Promise<string[]> => {
  const { stdout } = await trueup(['apply', playbook, '-i', inventory, '--list-tasks']);
  return [...stdout.matchAll(/^ {6}(.+)\tTAGS:/gm)]
    .map(([, name]) => name!)
    .filter(name => name !== 'Let Apache take over what has changed');
};

const converges = async (t: ExecutionContext): Promise<void> => {
  await applied(t, inventory);
  await settled(t, inventory);
  // The journal has gone with the last handler that it named.
  t.is((await host.run('ls -A /var/lib/trueup')).stdout, '');
  t.is((await host.run('test -e /var/lib/trueup')).code, 1);
};

test.serial('killed at every task, from nothing on; then the same command repairs', async t => {
  t.timeout(600_000);
  const names = await taskNames();
  t.true(names.length > 15);
  for (const name of names) {
    const run = start();
    const quoted = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    await run.prints(new RegExp(`^TASK \\[${quoted}\\]`, 'm'));
    const output = await kill(run);
    t.false(
      outcomesIn(output).some(({ status }) => status === 'fatal' || status === 'failed'),
      output,
    );
    if (name === 'Install Apache, certbot and Docker') await killDuring(/\bdpkg .*--(?:unpack|configure)/);
    if (name === 'Run the registry') await killDuring(/\bdocker (?:pull|create|run)\b/);
    if (name === 'Get the certificate') await killDuring(/\bcertbot certonly\b/);
    // What they notified is known to the host when the runner is gone.
    if (name === 'Run Apache')
      t.is(await journal(), `${PLAY}Check Apache's configuration\n${PLAY}Reload Apache\n`);
  }
  await converges(t);
});

test.serial('killed at a handler: it runs in the next run, which says so', async t => {
  await host.output('rm /etc/apache2/sites-available/registry.conf');
  const run = start();
  await run.prints(/^RUNNING HANDLER \[Check Apache's configuration\]/m);
  await kill(run);
  t.true((await journal()).split('\n').includes(`${PLAY}Reload Apache`));
  const { stdout, stderr } = await applied(t, inventory);
  t.regex(
    stderr,
    new RegExp(
      `warning: ${host.name}: handler "Reload Apache" was notified in an earlier run and has not run since: it runs now`,
    ),
  );
  const ran = outcomesIn(stdout).filter(({ task }) => task === 'Reload Apache');
  t.deepEqual(
    ran.map(({ status }) => status),
    ['changed'],
  );
  await converges(t);
});

test.serial('interrupted once, a run ends behind the step that it is at', async t => {
  await host.output('rm /etc/apache2/sites-available/registry.conf; systemctl disable --now certbot.timer');
  const run = start();
  await run.prints(/^TASK \[Describe the sites\]/m);
  run.kill('SIGINT');
  const { code, stdout, stderr } = await run.outcome;
  t.is(code, 99);
  t.regex(stderr, /warning: stopping: each host finishes the step that it is at/);
  t.regex(stderr, /the same command goes on where this one ended/);
  // The task at hand may be over or not have begun; nothing behind it has.
  t.false(/Let certbot renew it/.test(stdout), stdout);
  await nothingStays();
  await converges(t);
});

test.serial('interrupted twice, a run ends at once', async t => {
  await host.output('docker rm -f registry; rm -rf /srv/registry');
  const run = start();
  await run.prints(/^TASK \[Make the data directory\]/m);
  run.kill('SIGINT');
  run.kill('SIGTERM');
  const { code } = await run.outcome;
  t.is(code, 99);
  await nothingStays();
  await converges(t);
});
