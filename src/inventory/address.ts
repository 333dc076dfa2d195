import { isIPv4, isIPv6 } from 'node:net';
import { mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { isAscii, lazyPattern } from '../value/characters.js';

export interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

const RANGE = '\\[(?:[A-Za-z]:[A-Za-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\\]';

/** A host's name, of these characters and hyphens. */
const hostName = (characters: string, flags: string): RegExp => {
  const label = `(?:[${characters}]|${RANGE})(?:[${characters}-]|${RANGE})*(?<![_-])`;
  return new RegExp(`^${label}(?:\\.${label})*$`, flags);
};
const HOST_NAME = hostName('\\w', '');
const unicodeHostName = lazyPattern(() => hostName('\\p{L}\\p{N}_', 'u'));

const isHostName = (text: string): boolean => (isAscii(text) ? HOST_NAME : unicodeHostName()).test(text);

const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Splits `host:port` where host is a name, an IPv4 or a bracketed IPv6 address, ranges allowed in each.
 * @returns undefined if the text is no address of that kind
 */
export const parseAddress = (text: string): Address | undefined => {
  let host = text;
  let port: number | undefined;
  for (const pattern of [BRACKETED_PORT, PORT]) {
    const found = pattern.exec(host);
    if (!found) continue;
    host = found[1]!;
    port = Number(found[2]);
  }
  const single = host.replace(/\[[0-9a-fA-F]+:[0-9a-fA-F]+(?::[0-9]+)?\]/g, '1');
  return isHostName(host) || isIPv4(single) || isIPv6(single) ? { host, port } : undefined;
};

/**
 * The hosts that an inventory's `web[01:10:2].example.com:2222` stands for, and the port that it gives them.
 * @throws DiagnosticError if a range is none
 */
export const expandHosts = (
  pattern: string,
  location: Location,
): { readonly names: readonly string[]; readonly port: number | undefined } => {
  if (pattern.endsWith(':'))
    throw mistake('a host can\'t end in ":"', location, 'a port goes there: host:2222');
  const { host, port } = parseAddress(pattern) ?? { host: pattern, port: undefined };
  return { names: expandRanges(host, location), port };
};

const expandRanges = (pattern: string, location: Location): string[] => {
  const found = /^([^[]*)\[([^\]]*)\](.*)$/.exec(pattern);
  if (!found) return [pattern];
  const [, head, range, tail] = found;
  return members(range!, location).flatMap(member => expandRanges(`${head}${member}${tail}`, location));
};

const members = (range: string, location: Location): string[] => {
  const wrong = (reason: string) => mistake(`host range [${range}] ${reason}`, location);
  const bounds = range.split(':');
  if (bounds.length !== 2 && bounds.length !== 3) throw wrong('must be [begin:end] or [begin:end:step]');
  const begin = bounds[0] || '0';
  const end = bounds[1]!;
  const step = Number(bounds[2] ?? '1');
  if (end === '') throw wrong('has no end');
  if (!Number.isInteger(step) || step < 1) throw wrong('has no positive step');
  const letters =
    LETTERS.indexOf(begin) !== -1 && LETTERS.indexOf(end) !== -1 && begin.length === 1 && end.length === 1;
  if (!letters && !(/^\d+$/.test(begin) && /^\d+$/.test(end)))
    throw wrong('must run between two numbers or two letters');
  const padded = /^0./.test(begin);
  if (padded && begin.length !== end.length)
    throw wrong('must have as many digits at its end as at its padded begin');
  const from = letters ? LETTERS.indexOf(begin) : Number(begin);
  const to = letters ? LETTERS.indexOf(end) : Number(end);
  if (from > to) throw wrong('ends before it begins');
  if ((to - from) / step >= 100_000) throw wrong('stands for more than 100000 hosts');
  const found: string[] = [];
  for (let member = from; member <= to; member += step)
    found.push(
      letters ? LETTERS[member]! : padded ? String(member).padStart(begin.length, '0') : String(member),
    );
  return found;
};
