import { readFileSync } from 'node:fs';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { systemReason } from '../source/system-reason.js';
import { parseAddress } from './address.js';
import { globToRegExp } from './glob.js';
import type { Inventory } from './inventory.js';
import type { Host } from './members.js';

/** Where a pattern stands, and who takes warnings about it. */
export interface PatternContext {
  readonly location?: Location;
  readonly warnings: Diagnostic[];
}

/**
 * The hosts that a play's `hosts` or a command's pattern names, in Ansible's order, each once.
 * @param pattern one of Ansible's host patterns, or a list of them
 * @param context takes a warning for each part that matches nothing
 * @throws DiagnosticError if a regular expression is none or a subscript is out of range
 */
export const selectHosts = (
  inventory: Inventory,
  pattern: string | readonly string[],
  context: PatternContext,
): Host[] => {
  const parts = (typeof pattern === 'string' ? [pattern] : pattern).flatMap(splitPattern);
  const regular = parts.filter(part => !/^[&!]/.test(part));
  const selected = new Set<Host>();
  for (const part of regular.length === 0 ? ['all'] : regular) {
    const named = inventory.hosts.get(part);
    for (const host of named ? [named] : matchPart(inventory, part, context)) selected.add(host);
  }
  for (const part of parts.filter(part => part.startsWith('&'))) {
    const kept = new Set(matchPart(inventory, part.slice(1), context));
    for (const host of selected) if (!kept.has(host)) selected.delete(host);
  }
  for (const part of parts.filter(part => part.startsWith('!')))
    for (const host of matchPart(inventory, part.slice(1), context)) selected.delete(host);
  return [...selected];
};

/**
 * The hosts that `--limit` leaves.
 * @param limit a pattern; a part that starts with "@" names a file with one pattern a line
 * @throws DiagnosticError if that is none, or the file can't be read
 */
export const limitHosts = (
  inventory: Inventory,
  limit: string,
  warnings: Diagnostic[],
): ReadonlySet<Host> => {
  const parts = splitPattern(limit).flatMap(part =>
    part.startsWith('@') ? readLimitFile(part.slice(1)) : [part],
  );
  const hosts = new Set(selectHosts(inventory, parts, { warnings }));
  if (hosts.size === 0)
    throw mistake(`--limit "${limit}" does not match any hosts`, undefined, likeName(inventory, limit));
  return hosts;
};

const readLimitFile = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '');
  } catch (error) {
    throw mistake(`can't read limit file ${path}: ${systemReason(error)}`);
  }
};

/** Splits at commas; without any at colons, unless the whole is one address with ranges or a port. */
const splitPattern = (pattern: string): string[] => {
  const parts = pattern.includes(',')
    ? pattern.split(',')
    : parseAddress(pattern)
      ? [pattern]
      : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map(part => part.trim()).filter(part => part !== '');
};

const matchPart = (inventory: Inventory, part: string, context: PatternContext): Host[] => {
  const subscript = part.startsWith('~') ? null : /^(.+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/.exec(part);
  if (!subscript) return matchName(inventory, part, context);
  const [, name, index, from, to] = subscript;
  const hosts = matchName(inventory, name!, context);
  if (hosts.length === 0) return [];
  const end = to === '' ? hosts.length - 1 : Number(to);
  // Ansible takes [x:0] for [x].
  if (index === undefined && end !== 0) return hosts.slice(Number(from), end + 1);
  const host = hosts.at(Number(index ?? from));
  if (host) return [host];
  const many = hosts.length === 1 ? 'is 1 host' : `are ${hosts.length} hosts`;
  throw mistake(`host pattern "${part}" is out of range: there ${many} in "${name}"`, context.location);
};

/** Hosts of all groups that match; single hosts too, if none does or the pattern is more than a name. */
const matchName = (inventory: Inventory, name: string, context: PatternContext): Host[] => {
  const expression = expressionOf(name, context);
  const groups = [...inventory.groups.values()].filter(group => expression.test(group.name));
  const hosts = groups.flatMap(group => group.hosts());
  if (groups.length === 0 || /^~|[.?*[]/.test(name))
    for (const host of inventory.hosts.values()) if (expression.test(host.name)) hosts.push(host);
  if (hosts.length > 0) return hosts;
  const local = inventory.host(name);
  if (local) return [local];
  if (groups.length === 0 && name !== 'all')
    context.warnings.push(unmatched(inventory, name, context.location));
  return [];
};

const unmatched = (inventory: Inventory, name: string, location: Location | undefined): Diagnostic => {
  const hint = likeName(inventory, name);
  return {
    severity: 'warning',
    message: `could not match supplied host pattern, ignoring: ${name}`,
    ...(location && { location }),
    ...(hint !== undefined && { hint }),
  };
};

const likeName = (inventory: Inventory, name: string): string | undefined =>
  didYouMean(name, [...inventory.groups.keys(), ...inventory.hosts.keys()]);

const expressionOf = (name: string, { location }: PatternContext): RegExp => {
  if (!name.startsWith('~')) return globToRegExp(name);
  try {
    return new RegExp(`^(?:${name.slice(1).replaceAll('(?P<', '(?<')})`);
  } catch (error) {
    throw mistake(
      `host pattern "${name}" is no regular expression: ${error instanceof Error ? error.message : error}`,
      location,
    );
  }
};
