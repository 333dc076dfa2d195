import { type Diagnostic, mistake } from '../source/diagnostic.js';
import type { SourceFile } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import type { Vault } from '../source/vault.js';
import { parseSource } from '../source/yaml-file.js';
import {
  describeNode,
  type MappingEntry,
  type MappingNode,
  type ScalarNode,
  type YamlNode,
} from '../source/yaml-node.js';
import { expandHosts } from './address.js';
import type { Inventory } from './inventory.js';
import type { Group } from './members.js';
import { variableFromNode, variableOf } from './variables.js';

const SECTIONS = ['hosts', 'children', 'vars'];

/**
 * Adds what an inventory in Ansible's YAML form holds.
 * @throws DiagnosticError at the first thing that has no meaning there
 */
export const readYamlInventory = (
  inventory: Inventory,
  file: SourceFile,
  vault: Vault | undefined,
  warnings: Diagnostic[],
): void => {
  const node = parseSource(file, vault, warnings);
  if (node === undefined) throw mistake(`inventory ${file.path} is empty`);
  if (node.kind !== 'mapping')
    throw mistake(`an inventory must be a dictionary of groups, not ${describeNode(node)}`, node.location);
  for (const entry of node.entries) {
    if (entry.key.value === 'plugin' && entry.value.kind === 'scalar')
      throw mistake(`inventory plugin "${entry.value.text}" is not supported`, entry.value.location);
    readGroup(inventory, entry, vault);
  }
};

const readGroup = (inventory: Inventory, { key, value }: MappingEntry, vault: Vault | undefined): Group => {
  const group = inventory.addGroup(nameOf(key, 'group'), key.location);
  const sections = dictionary(value, `group "${group.name}"`, 'with the keys "hosts", "children" and "vars"');
  for (const section of sections) readSection(inventory, group, section, vault);
  return group;
};

const readSection = (
  inventory: Inventory,
  group: Group,
  section: MappingEntry,
  vault: Vault | undefined,
): void => {
  const name = section.key.text;
  if (!SECTIONS.includes(name))
    throw mistake(
      `unknown key "${name}" in group "${group.name}"`,
      section.key.location,
      didYouMean(name, SECTIONS) ??
        'a group has the keys "hosts", "children" and "vars"; hosts stand under "hosts"',
    );
  const what = `"${name}" of group "${group.name}"`;
  if (name === 'vars') {
    for (const { key, value } of dictionary(section.value, what, 'of variables'))
      inventory.setGroupVariable(group, key.text, variableFromNode(value, vault ?? {}));
  } else if (name === 'children') {
    for (const entry of entriesOrName(section.value, what, 'whose keys are groups'))
      inventory.addChild(group, readGroup(inventory, entry, vault), entry.key.location);
  } else {
    for (const entry of entriesOrName(
      section.value,
      what,
      'whose keys are hosts: "web1:", with a colon and no dash',
    ))
      readHosts(inventory, group, entry, vault);
  }
};

const readHosts = (
  inventory: Inventory,
  group: Group,
  { key, value }: MappingEntry,
  vault: Vault | undefined,
): void => {
  const pattern = nameOf(key, 'host');
  const variables = dictionary(value, `host "${pattern}"`, 'of variables');
  const { names, port } = expandHosts(pattern, key.location);
  for (const name of names) {
    const host = inventory.addHost(name, group, key.location);
    if (port !== undefined) inventory.setHostVariable(host, 'ansible_port', variableOf(port, key.location));
    for (const variable of variables)
      inventory.setHostVariable(host, variable.key.text, variableFromNode(variable.value, vault ?? {}));
  }
};

const nameOf = (key: ScalarNode, what: string): string => {
  if (typeof key.value !== 'string')
    throw mistake(`the name of a ${what} must be a string`, key.location, `quote it: "${key.text}"`);
  if (key.value === '') throw mistake(`the name of a ${what} is empty`, key.location);
  return key.value;
};

/** The entries of a dictionary; none for nothing. */
const dictionary = (node: YamlNode, what: string, kind: string): MappingNode['entries'] => {
  if (node.kind === 'mapping') return node.entries;
  if (node.kind === 'scalar' && node.value === null) return [];
  throw mistake(
    `${what} must be a dictionary, not ${describeNode(node)}`,
    node.location,
    `it is a dictionary ${kind}`,
  );
};

/** As `dictionary`, but a single string stands for a dictionary with that one key. */
const entriesOrName = (node: YamlNode, what: string, kind: string): MappingNode['entries'] => {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return dictionary(node, what, kind);
  const point = { ...node.location, start: node.location.end };
  return [{ key: node, value: { kind: 'scalar', location: point, value: null, text: '', style: 'plain' } }];
};
