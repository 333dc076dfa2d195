import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Outcome } from '../rig/command.js';
import type { Host } from '../rig/host.js';
import { lab } from '../rig/lab.js';
import { recapIn } from '../rig/play-output.js';
import { repositoryRoot } from '../rig/repository.js';
import { folderOf, inventoryOf, type TrueupOptions, trueup } from '../rig/trueup.js';

export const playbook = join(repositoryRoot, 'playbooks/registry.yaml');

/** Planted where a user would write them; no test may ever find them anywhere else. */
export const passwords = { alice: 'alice-pw-4711-secret', bob: 'bob-pw-0815-secret' } as const;

export const users = Object.entries(passwords).map(([name, password]) => ({ name, password }));

/** Starts the certificate authority and the Docker mirror, and lets hosts trust the one. */
export const serve = async (hosts: readonly Host[]): Promise<void> => {
  await lab('acme');
  await lab('mirror');
  await lab('trust', ...hosts.map(host => host.number));
};

/** The path of a new inventory with these hosts in the group `registry`, each with its own domain. */
export const inventoryFile = (
  hosts: readonly Host[],
  vars: Readonly<Record<string, unknown>> = {},
  ofHosts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): string => {
  const inventory = JSON.parse(
    inventoryOf(
      hosts,
      Object.fromEntries(
        hosts.map(host => [host.name, { registry_domain: host.domain, ...ofHosts[host.name] }]),
      ),
    ),
  );
  const registry = {
    ...inventory.lab,
    vars: { ...inventory.lab.vars, certbot_email: 'dev@example.io', registry_users: users, ...vars },
  };
  return join(folderOf({ 'inventory.yaml': JSON.stringify({ registry }, null, 2) }), 'inventory.yaml');
};

export const apply = (
  inventory: string,
  args: readonly string[] = [],
  options?: TrueupOptions,
): Promise<Outcome> => trueup(['apply', playbook, '-i', inventory, ...args], options);

export const check = (inventory: string, args: readonly string[] = []): Promise<Outcome> =>
  trueup(['check', playbook, '-i', inventory, ...args]);

/** Applies and asserts that nothing failed. */
export const applied = async (
  t: ExecutionContext,
  inventory: string,
  args: readonly string[] = [],
): Promise<Outcome> => {
  const outcome = await apply(inventory, args);
  t.is(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
};

/** Applies and asserts that there was nothing to change. */
export const settled = async (t: ExecutionContext, inventory: string): Promise<void> => {
  const { stdout } = await applied(t, inventory);
  const recap = recapIn(stdout);
  t.true(Object.keys(recap).length > 0, stdout);
  for (const [host, counts] of Object.entries(recap)) t.is(counts.changed, 0, `${host}\n${stdout}`);
};

/** The HTTP status that a client sees at a registry. */
export const statusOf = async (
  client: Host,
  domain: string,
  path = '/v2/',
  user?: string,
): Promise<string> => {
  const { stdout } = await client.run(
    `curl -s -o /dev/null -w '%{http_code}' ${user === undefined ? '' : '-K -'} https://${domain}${path}`,
    user === undefined ? {} : { input: `user = "${user}"\n` },
  );
  return stdout;
};
