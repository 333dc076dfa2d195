import { limitHosts, selectHosts } from '../inventory/pattern.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Secrets } from '../value/secrets.js';
import { openInventory } from './inventory.js';
import { printDiagnostics } from './mistakes.js';
import type { HostsOptions } from './options.js';
import { openVault } from './vault.js';

/** `trueup hosts`: the hosts that a pattern names, each with its groups. Exit code 1 if there are none. */
export const hosts = async (options: HostsOptions, secrets: Secrets): Promise<number> => {
  const inventory = openInventory(options, await openVault(options, secrets), secrets);
  const warnings: Diagnostic[] = [];
  const limit = options.limit === undefined ? undefined : limitHosts(inventory, options.limit, warnings);
  const selected = selectHosts(inventory, options.pattern, { warnings }).filter(
    host => limit?.has(host) ?? true,
  );
  printDiagnostics(warnings, secrets);
  const width = Math.max(0, ...selected.map(host => host.name.length));
  for (const host of selected) {
    const groups = host
      .groups()
      .map(group => group.name)
      .sort();
    process.stdout.write(`${host.name.padEnd(width)}  ${groups.join(', ')}`.trimEnd());
    process.stdout.write('\n');
  }
  return selected.length === 0 ? 1 : 0;
};
