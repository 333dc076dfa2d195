import type { InventoryExport } from '../../inventory/export.js';
import type { Group, Host } from '../../inventory/members.js';
import { toText } from '../../template/values/text.js';
import type { Dict } from '../../value/value.js';

/** How a graph is drawn. */
export interface GraphOptions {
  /** Where variables come from; undefined without them. */
  readonly variables: InventoryExport | undefined;
  includes(host: Host): boolean;
}

/** The tree of groups and hosts below a group, in the shape of ansible-inventory's. */
export const graphLines = (group: Group, options: GraphOptions, depth = 0): readonly string[] => {
  const { variables, includes } = options;
  const variableLines = (dict: Dict | undefined, level: number): readonly string[] =>
    [...(dict ?? [])]
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      .map(([name, value]) => atDepth(`{${toText(name)} = ${toText(value)}}`, level));
  const hosts = group.name === 'all' ? [] : [...group.members].filter(includes);
  return [
    atDepth(`@${group.name}:`, depth),
    ...[...group.children].flatMap(child => graphLines(child, options, depth + 1)),
    ...hosts.flatMap(host => [
      atDepth(host.name, depth + 1),
      ...variableLines(variables?.host(host), depth + 2),
    ]),
    ...variableLines(variables?.group(group), depth + 1),
  ];
};

const atDepth = (text: string, depth: number): string =>
  depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
