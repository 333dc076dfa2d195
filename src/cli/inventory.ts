import { existsSync } from 'node:fs';
import type { Inventory } from '../inventory/inventory.js';
import { loadInventory } from '../inventory/load.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import type { Secrets } from '../value/secrets.js';
import { printDiagnostics } from './mistakes.js';
import type { CommonOptions } from './options.js';

/** Where Ansible looks when nothing is named. */
const DEFAULT_INVENTORY = '/etc/ansible/hosts';

/** The inventory sources that the command line or ANSIBLE_INVENTORY names. */
export const inventorySources = (options: CommonOptions): readonly string[] => {
  if (options.inventory.length > 0) return options.inventory;
  const { ANSIBLE_INVENTORY: fromEnvironment } = process.env;
  if (fromEnvironment)
    return fromEnvironment.split(',').length > 1 && !existsSync(fromEnvironment)
      ? fromEnvironment.split(',')
      : [fromEnvironment];
  return existsSync(DEFAULT_INVENTORY) ? [DEFAULT_INVENTORY] : [];
};

/** Loads the inventory and prints what is doubtful in it. Throws DiagnosticErrors. */
export const openInventory = (
  options: CommonOptions,
  vault: Vault | undefined,
  secrets: Secrets,
): Inventory => {
  const warnings: Diagnostic[] = [];
  const inventory = loadInventory(inventorySources(options), { vault, warnings });
  printDiagnostics(warnings, secrets);
  return inventory;
};
