import { type Configuration, ConfigurationError } from '../configuration/configuration.js';
import { expandPath } from '../configuration/paths.js';
import type { Host } from '../inventory/members.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { isVaultText, type Vault } from '../source/vault.js';
import type { FactCache } from '../vars/fact-cache.js';
import type { RunCommandOptions } from './options.js';

/**
 * The cache of facts that the flags and the configuration ask for; with `--flush-cache` it forgets the hosts of the run.
 * @param hosts those of the inventory that --limit leaves
 * @throws DiagnosticError if its folder can't be used, a ConfigurationError if none is said
 */
export const openFactCache = async (
  options: RunCommandOptions,
  {
    hosts,
    vault,
    warn,
  }: {
    readonly hosts: Iterable<Host>;
    readonly vault: Vault | undefined;
    readonly warn: (diagnostic: Diagnostic) => void;
  },
): Promise<FactCache | undefined> => {
  const { configuration, factCache } = options;
  const folder = factCache === undefined ? folderOf(configuration) : expandPath(factCache);
  if (folder === undefined) return undefined;
  const { FactCache } = await import('../vars/fact-cache.js');
  const cache = new FactCache({
    folder,
    prefix: configuration.get('fact_caching_prefix'),
    timeout: configuration.get('fact_caching_timeout'),
    decrypt: text => (vault && isVaultText(text) ? vault.decrypt(text, undefined) : text),
    warn,
  });
  if (options.flushCache) for (const { name } of hosts) cache.remove(name);
  return cache;
};

const folderOf = (configuration: Configuration): string | undefined => {
  if (!configuration.get('fact_caching').endsWith('jsonfile')) return undefined;
  const folder = configuration.get('fact_caching_connection');
  if (folder !== undefined) return folder;
  throw new ConfigurationError({
    severity: 'error',
    message: 'fact_caching = jsonfile needs a folder',
    ...configuration.placeOf('fact_caching'),
    hint: 'set fact_caching_connection, or use --fact-cache',
  });
};
