import type { Unrendered } from '../value/value.js';
import type { Location } from './file.js';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A single value: a string, a number, a boolean or nothing. */
export interface ScalarNode {
  readonly kind: 'scalar';
  /** The whole scalar, quotes included; a point where an empty value would stand. */
  readonly location: Location;
  /** The value as Ansible resolves it; a `Template` if it is a string that holds one. */
  readonly value: Unrendered;
  /** The decoded text before it is resolved: `0644` where the value is 420. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** It stands under `!unsafe`. */
  readonly unsafe?: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly location: Location;
  readonly items: readonly YamlNode[];
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

/** A mapping with its entries in order, duplicates removed and merge keys (`<<`) resolved. */
export interface MappingNode {
  readonly kind: 'mapping';
  readonly location: Location;
  readonly entries: readonly MappingEntry[];
}

/** A `!vault` value, not decrypted yet. */
export interface VaultNode {
  readonly kind: 'vault';
  readonly location: Location;
  readonly ciphertext: string;
}

/** What a user's YAML file holds; every node and every key knows its place. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode | VaultNode;

/** The entry of a mapping under a string key, or undefined. */
export const entryOf = (node: MappingNode, key: string): MappingEntry | undefined =>
  node.entries.find(entry => entry.key.value === key);

/** What a node is in the user's words, for messages: `a list`, `a string`. */
export const describeNode = (node: YamlNode): string => {
  if (node.kind === 'sequence') return 'a list';
  if (node.kind === 'mapping') return 'a dictionary';
  if (node.kind === 'vault') return 'a vaulted string';
  const { value } = node;
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'string' || node.style !== 'plain' || isTemplateText(node.text)
    ? 'a string'
    : 'a number';
};

/** Whether a user's string holds template syntax: `{{`, `{%` or `{#`. */
export const isTemplateText = (text: string): boolean => text.includes('{') && /\{[{%#]/.test(text);
