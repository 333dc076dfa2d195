import { spawnSync } from 'node:child_process';
import { mistake } from '../source/diagnostic.js';
import { type Location, SourceFile } from '../source/file.js';
import { systemReason } from '../source/system-reason.js';
import { parseYaml } from '../source/yaml.js';
import {
  describeNode,
  entryOf,
  type MappingNode,
  type ScalarNode,
  type YamlNode,
} from '../source/yaml-node.js';
import { toUnrendered } from '../source/yaml-values.js';
import { asWritten } from '../value/value.js';
import type { Inventory } from './inventory.js';
import type { Group, Host } from './members.js';
import { type Variable, variableOf } from './variables.js';

/** A program may print as much as this; a large inventory has some megabytes. */
const MOST_OUTPUT = 256 * 1024 * 1024;

/**
 * Adds what an executable inventory prints for `--list`, and for `--host NAME` if it doesn't give `_meta.hostvars`. Strings
 * that it prints are never templates: they come from wherever the program has them from, not from the user's files.
 * @throws DiagnosticError if it can't be run, fails or prints something else than an inventory in JSON
 */
export const readScriptInventory = (inventory: Inventory, path: string): void => {
  const root = run(path, ['--list']);
  const meta = entryOf(root, '_meta')?.value;
  const hosts = new Set<Host>();
  for (const { key, value } of root.entries)
    if (key.text !== '_meta') for (const host of readGroup(inventory, path, key, value)) hosts.add(host);
  const variables = meta && entryOf(asDictionary(meta, '"_meta"'), 'hostvars')?.value;
  const perHost = variables && asDictionary(variables, '"hostvars"');
  for (const host of hosts) {
    const own = perHost ? entryOf(perHost, host.name)?.value : run(path, ['--host', host.name]);
    if (own)
      for (const [name, variable] of variablesOf(own, `"${host.name}"`))
        inventory.setHostVariable(host, name, variable);
  }
};

const run = (path: string, args: readonly string[]): MappingNode => {
  const command = [path, ...args].join(' ');
  const { error, status, signal, stdout, stderr } = spawnSync(path, args, {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw mistake(`can't run inventory ${command}: ${systemReason(error)}`);
  if (status !== 0) {
    const how = signal ? `was ended by ${signal}` : `failed with exit code ${status}`;
    throw mistake(`inventory ${command} ${how}${stderr.trim() === '' ? '' : `: ${stderr.trim()}`}`);
  }
  const file = new SourceFile(`output of ${command}`, stdout.trim() === '' ? '{}' : stdout);
  try {
    JSON.parse(file.text);
  } catch (cause) {
    throw mistake(`${file.path} is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  return asDictionary(parseYaml(file)!, file.path);
};

const readGroup = (
  inventory: Inventory,
  path: string,
  { text: name, location }: ScalarNode,
  node: YamlNode,
): Host[] => {
  const group = inventory.addGroup(name, location);
  if (node.kind !== 'mapping') return addHosts(inventory, path, group, node);
  const { entries } = node;
  if (!entries.some(({ key }) => ['hosts', 'vars', 'children'].includes(key.text))) {
    // A lone host under its own name, with its variables in place of sections.
    setVariables(inventory, group, node);
    return [inventory.addHost(name, group, location, path)];
  }
  const hosts = entryOf(node, 'hosts')?.value;
  const variables = entryOf(node, 'vars')?.value;
  if (variables) setVariables(inventory, group, variables);
  for (const child of listOf(entryOf(node, 'children')?.value, `children of group "${name}"`))
    inventory.addChild(group, inventory.addGroup(child.text, child.location), child.location);
  return hosts ? addHosts(inventory, path, group, hosts) : [];
};

const setVariables = (inventory: Inventory, group: Group, node: YamlNode): void => {
  for (const [name, variable] of variablesOf(node, `variables of group "${group.name}"`))
    inventory.setGroupVariable(group, name, variable);
};

const addHosts = (inventory: Inventory, path: string, group: Group, node: YamlNode): Host[] =>
  listOf(node, `hosts of group "${group.name}"`).map(({ text, location }) =>
    inventory.addHost(text, group, location, path),
  );

const listOf = (node: YamlNode | undefined, what: string): { text: string; location: Location }[] => {
  if (node === undefined) return [];
  if (node.kind !== 'sequence')
    throw mistake(`${what} must be a list, not ${describeNode(node)}`, node.location);
  return node.items.map(item => {
    if (item.kind === 'scalar' && item.style === 'double') return item;
    throw mistake(`${what} must be strings, not ${describeNode(item)}`, item.location);
  });
};

const asDictionary = (node: YamlNode, what: string): MappingNode => {
  if (node.kind === 'mapping') return node;
  throw mistake(`${what} must be a dictionary, not ${describeNode(node)}`, node.location);
};

const variablesOf = (node: YamlNode, what: string): [string, Variable][] =>
  asDictionary(node, what).entries.map(({ key, value }) => [
    key.text,
    variableOf(asWritten(toUnrendered(value)), value.location),
  ]);
