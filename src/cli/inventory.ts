import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Configuration, ConfigurationError } from '../configuration/configuration.js';
import { Inventory } from '../inventory/inventory.js';
import { readSources } from '../inventory/load.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import type { Secrets } from '../value/secrets.js';
import { printDiagnostics } from './mistakes.js';
import type { CommonOptions } from './options.js';

/** The inventory sources that the command line or the configuration names. */
const inventorySources = ({ inventory, configuration }: CommonOptions): readonly string[] => {
  if (inventory.length > 0) return inventory;
  const sources = configuration.get('inventory');
  return configuration.isSet('inventory') ? sources : sources.filter(source => existsSync(source));
};

/** The same as `ansible_inventory_sources` has them: whole paths, and lists of hosts as they are. */
export const sourceNames = (options: CommonOptions): readonly string[] =>
  inventorySources(options).map(source => (source.includes(',') ? source : resolve(source)));

/** Loads the inventory and prints what is doubtful in it. Throws DiagnosticErrors. */
export const openInventory = (
  options: CommonOptions,
  vault: Vault | undefined,
  secrets: Secrets,
): Inventory => {
  const inventory = new Inventory(options.configuration.get('force_valid_group_names'));
  rereadInventory(inventory, options, vault, secrets);
  return inventory;
};

/** Reads the sources again: what they name now is added, and overrides what was there. Throws DiagnosticErrors. */
export const rereadInventory = (
  inventory: Inventory,
  options: CommonOptions,
  vault: Vault | undefined,
  secrets: Secrets,
): void => {
  const warnings: Diagnostic[] = [];
  const ignored = ignoredNames(options.configuration);
  readSources(inventory, inventorySources(options), { vault, warnings, ignored });
  printDiagnostics(warnings, secrets);
};

/** Names that are passed over in a folder of inventories, beside those that always are. Throws a DiagnosticError. */
const ignoredNames = (configuration: Configuration): RegExp => {
  const ends = configuration
    .get('inventory_ignore_extensions')
    .map(end => `${end.replace(/[^\w\s]/g, '\\$&')}$`);
  const patterns = configuration.get('inventory_ignore_patterns');
  try {
    return new RegExp([...patterns, ...ends].join('|') || '(?!)');
  } catch (error) {
    throw new ConfigurationError({
      severity: 'error',
      message: `inventory_ignore_patterns must be regular expressions: ${error instanceof Error ? error.message : error}`,
      ...configuration.placeOf('inventory_ignore_patterns'),
    });
  }
};
