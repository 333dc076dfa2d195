import { Float, Template, type Unrendered } from '../value/value.js';
import { type Diagnostic, mistake } from './diagnostic.js';
import {
  describeNode,
  type MappingEntry,
  type MappingNode,
  type ScalarNode,
  type YamlNode,
} from './yaml-node.js';

/** A key as it is used: Ansible renders no templates in keys. */
export const plainKey = (key: ScalarNode): ScalarNode =>
  key.value instanceof Template ? { ...key, value: key.text } : key;

/**
 * A mapping's entries as Python's dict would hold them: what `<<` brings in comes first and is overridden by the
 * mapping's own keys; of a key that stands twice the last value counts, at the place of the first, with a warning.
 */
export const mergedEntries = (
  written: readonly MappingEntry[],
  warnings: Diagnostic[],
): readonly MappingEntry[] => (isPlain(written) ? written : merge(written, warnings));

/** Whether no key is more than a text that stands there once. */
const isPlain = (entries: readonly MappingEntry[]): boolean => {
  const seen = new Set<Unrendered>();
  for (const { key } of entries) {
    if (typeof key.value !== 'string' || key.text === '<<') return false;
    seen.add(key.value);
  }
  return seen.size === entries.length;
};

const merge = (written: readonly MappingEntry[], warnings: Diagnostic[]): MappingEntry[] => {
  const own = written.filter(({ key }) => !isMerge(key));
  const merged = written.filter(({ key }) => isMerge(key)).flatMap(({ value }) => sources(value));
  const entries = new Map<string, MappingEntry>();
  for (const source of merged) for (const entry of source.entries) put(entries, entry);
  const seen = new Set<string>();
  for (const entry of own) {
    const identity = put(entries, entry);
    if (seen.has(identity)) warnings.push(duplicate(entry.key));
    seen.add(identity);
  }
  return [...entries.values()];
};

const isMerge = (key: ScalarNode): boolean => key.style === 'plain' && key.text === '<<';

/** The mappings that a merge key names, in the order in which they are written over one another. */
const sources = (value: YamlNode): readonly MappingNode[] => {
  if (value.kind === 'mapping') return [value];
  const items = value.kind === 'sequence' ? value.items : [value];
  const mappings = items.map(item => {
    if (item.kind === 'mapping') return item;
    throw mistake(`"<<" merges dictionaries, not ${describeNode(item)}`, item.location);
  });
  return mappings.reverse();
};

const put = (entries: Map<string, MappingEntry>, entry: MappingEntry): string => {
  const identity = identityOf(entry.key);
  entries.set(identity, entry);
  return identity;
};

/** Keys that Python takes for equal have the same identity: 1, 1.0 and true. */
const identityOf = ({ value, text }: ScalarNode): string => {
  if (value === null) return 'null';
  if (value instanceof Float) return `number ${value.value}`;
  if (typeof value === 'boolean') return `number ${Number(value)}`;
  return typeof value === 'string' ? `string ${text}` : `number ${value}`;
};

const duplicate = (key: ScalarNode): Diagnostic => ({
  severity: 'warning',
  message: `key "${key.text}" stands twice in one dictionary; the last one counts`,
  location: key.location,
});
