import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import type { Vault } from '../source/vault.js';
import { readSource } from '../source/yaml-file.js';
import { expandHosts } from './address.js';
import { readIniInventory } from './ini-source.js';
import { Inventory } from './inventory.js';
import { readScriptInventory } from './script-source.js';
import { VariableFiles } from './variable-files.js';
import { variableOf } from './variables.js';
import { readYamlInventory } from './yaml-source.js';

export interface InventoryOptions {
  /** Decrypts vaulted files and values; without it those that are needed are errors. */
  readonly vault: Vault | undefined;
  /** Takes what is doubtful but allowed. */
  readonly warnings: Diagnostic[];
  /** Names that are passed over in a folder of inventories, beside those that always are. */
  readonly ignored?: RegExp;
}

/** Entries of a folder of inventories that are never one. */
const ALWAYS_IGNORED = /^\.|^(?:host_vars|group_vars|vars_plugins)$/;

const YAML_EXTENSIONS = ['.yml', '.yaml', '.json'];

/**
 * Puts an inventory together from its sources, later ones overriding earlier ones.
 * @param sources what `-i` names: files in YAML or INI form, programs, folders of these, or lists of hosts with a comma in them
 * @throws DiagnosticError if a source isn't there or has no meaning
 */
export const loadInventory = (sources: readonly string[], options: InventoryOptions): Inventory => {
  const inventory = new Inventory();
  readSources(inventory, sources, options);
  return inventory;
};

/**
 * Reads sources into an inventory that may hold others already; the variable files beside them are read anew.
 * @throws DiagnosticError if a source isn't there or has no meaning
 */
export const readSources = (
  inventory: Inventory,
  sources: readonly string[],
  options: InventoryOptions,
): void => {
  const { vault, warnings } = options;
  const directories: string[] = [];
  for (const source of sources) {
    if (source.includes(',') && !existsSync(source)) {
      readHostList(inventory, source);
      continue;
    }
    const path = resolve(source);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats)
      throw mistake(
        `there is no inventory ${source}`,
        undefined,
        `for a host of that name end it with a comma: -i ${source},`,
      );
    readPath(inventory, path, options);
    directories.push(stats.isDirectory() ? path : dirname(path));
  }
  inventory.variableFiles.length = 0;
  for (const [index, directory] of directories.entries())
    if (directories.lastIndexOf(directory) === index)
      inventory.variableFiles.push(new VariableFiles(directory, 'inventory', vault, warnings));
  inventory.reconcile(warnings);
  if (inventory.hosts.size === 0)
    warnings.push({
      severity: 'warning',
      message: 'the inventory has no hosts: there is only the implicit localhost, which "all" does not match',
    });
};

const readHostList = (inventory: Inventory, source: string): void => {
  const file = new SourceFile('-i', source);
  for (const found of source.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)) {
    const location = { file, start: found.index, end: found.index + found[0].length };
    const { names, port } = expandHosts(found[0], location);
    for (const name of names) {
      const host = inventory.addHost(name, inventory.addGroup('ungrouped'), location, source);
      if (port !== undefined) inventory.setHostVariable(host, 'ansible_port', variableOf(port, location));
    }
  }
};

const readPath = (inventory: Inventory, path: string, options: InventoryOptions): void => {
  const { vault, warnings, ignored } = options;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort())
      if (!ALWAYS_IGNORED.test(name) && !ignored?.test(name)) readPath(inventory, join(path, name), options);
    return;
  }
  const extension = extname(path);
  if (extension === '.toml') throw mistake(`${path}: inventories in TOML are not supported`);
  if (isProgram(path)) {
    readScriptInventory(inventory, path);
    return;
  }
  const file = readSource(path, vault);
  if (YAML_EXTENSIONS.includes(extension) || (extension === '' && looksLikeYaml(file.text)))
    readYamlInventory(inventory, file, vault, warnings);
  else readIniInventory(inventory, file, vault);
};

/** Whether an inventory is to be run: it is executable and no data file that only looks so, as on some file systems. */
const isProgram = (path: string): boolean => {
  const script = startsWith(path, '#!');
  try {
    accessSync(path, constants.X_OK);
  } catch {
    if (script)
      throw mistake(`inventory ${path} is a script but not executable`, undefined, `chmod +x ${path}`);
    return false;
  }
  return script || ![...YAML_EXTENSIONS, '.ini'].includes(extname(path));
};

const startsWith = (path: string, start: string): boolean => {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(start.length);
  readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return bytes.toString('latin1') === start;
};

/** Whether the first line that says something is YAML rather than INI. */
const looksLikeYaml = (text: string): boolean =>
  /^(?:---|%YAML|\{|(?:[^\s#;[=:]+|"[^"]*"|'[^']*'):(?:\s|$))/.test(text.replace(/^(?:\s*(?:#.*)?\n)*/, ''));
