import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Inventory } from '../../src/inventory/inventory.js';
import { loadInventory } from '../../src/inventory/load.js';
import type { Host } from '../../src/inventory/members.js';
import type { VariableFiles } from '../../src/inventory/variable-files.js';
import { type Diagnostic, DiagnosticError } from '../../src/source/diagnostic.js';
import { Float, Template, type Unrendered } from '../../src/value/value.js';

/** Writes files into a folder that goes away with the test; those that start with "#!" become executable. */
export const folder = (t: ExecutionContext, files: Readonly<Record<string, string>>): string => {
  const directory = mkdtempSync(join(tmpdir(), 'trueup-inventory-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (text.startsWith('#!')) chmodSync(path, 0o755);
  }
  return directory;
};

/** An inventory of one file; its name says in which form it is. */
export const inventoryOf = (
  t: ExecutionContext,
  text: string,
  name = 'hosts.yml',
  warnings: Diagnostic[] = [],
): Inventory => loadInventory([join(folder(t, { [name]: text }), name)], { vault: undefined, warnings });

/** The mistake that is found in an inventory of one file, and the text that it points at. */
export const failureOf = (
  t: ExecutionContext,
  text: string,
  name = 'hosts.yml',
): { message: string; place: string; hint: string } => {
  const error = t.throws(() => inventoryOf(t, text, name), { instanceOf: DiagnosticError })!;
  const { message, location, hint = '' } = error.diagnostics[0]!;
  return { message, hint, place: location ? location.file.text.slice(location.start, location.end) : '' };
};

export const namesOf = (members: Iterable<{ readonly name: string }>): string[] =>
  [...members].map(({ name }) => name);

/** Groups and their hosts, by name. */
export const groupsOf = (inventory: Inventory): Record<string, string[]> =>
  Object.fromEntries([...inventory.groups.values()].map(group => [group.name, namesOf(group.hosts())]));

/** A host's variables as they win, in plain form; without those that say where the inventory is. */
export const variablesOf = (
  inventory: Inventory,
  host: Host | string,
  playbook: readonly VariableFiles[] = [],
): Record<string, unknown> => {
  const found = typeof host === 'string' ? inventory.host(host)! : host;
  const variables: Record<string, unknown> = {};
  for (const layer of inventory.variableLayers(found, playbook))
    for (const name of layer.keys())
      if (!['inventory_file', 'inventory_dir'].includes(name)) variables[name] = plain(layer.get(name)!);
  return variables;
};

/** Dictionaries as objects; floats as `{ float }`, templates as `{ template }`. */
export const plain = (value: Unrendered): unknown => {
  if (value instanceof Float) return { float: value.value };
  if (value instanceof Template) return { template: value.source };
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, entry]) => [String(key), plain(entry)]));
  return value;
};
