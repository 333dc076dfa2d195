import type { Value } from '../../value/value.js';
import { splitWords } from '../commands/words.js';

/** What a connection of an account needs: SSL or X509, or properties of its certificate; undefined: nothing. */
export type Requirements = string | ReadonlyMap<string, string> | undefined;

/** What a connection needs, as the server says it: undefined for nothing. */
export const requirementsOf = (wish: ReadonlyMap<string, Value> | undefined): Requirements => {
  if (wish === undefined || wish.size === 0) return undefined;
  const named = new Map([...wish].map(([name, value]) => [name.toUpperCase(), String(value)]));
  if (!['CIPHER', 'ISSUER', 'SUBJECT'].some(name => named.has(name)))
    return named.has('X509') ? 'X509' : 'SSL';
  named.delete('SSL');
  named.delete('X509');
  return sorted(named);
};

/** What an account requires, read from how the server would make it. */
export const requirementsIn = (creation: string): Requirements => {
  const text = /\bREQUIRE\b(.*?)(?=\bPASSWORD\b|\bWITH\b|\bACCOUNT\b|$)/s.exec(creation)?.[1]?.trim() ?? '';
  const word = /^(SSL|X509|NONE)\b/.exec(text)?.[1];
  if (word !== undefined) return word === 'NONE' ? undefined : word;
  const split = splitWords(text);
  if (!('words' in split) || split.words.length === 0) return undefined;
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < split.words.length; at += 2) pairs.set(split.words[at]!, split.words[at + 1]!);
  return sorted(pairs);
};

const sorted = (requirements: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...requirements].sort(([one], [other]) => (one < other ? -1 : 1)));
