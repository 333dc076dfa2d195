import { Fault, type Runtime } from '../runtime.js';
import { toText } from '../values/text.js';
import { toBool } from '../values/truth.js';

export type Options = ReadonlyMap<string, Runtime>;

/** An option as text, or the fallback where it isn't given. */
export const textOption = (options: Options, name: string, fallback: string): string => {
  const value = options.get(name);
  return value === undefined || value === null ? fallback : toText(value);
};

/** An option as a boolean, in the words that Ansible takes for one. */
export const booleanOption = (options: Options, name: string, fallback: boolean): boolean => {
  const value = options.get(name);
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'string' && /^(?:y|t|1\.0)$/i.test(value.trim())) return true;
  return toBool(typeof value === 'string' ? value.trim() : value) === true;
};

/** A term that must be a text. */
export const textTerm = (term: Runtime): string => {
  if (typeof term === 'string') return term;
  throw new Fault(`it takes texts, not ${toText(term)}`);
};

const WORD = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')+/gs;

/** The `name=value` words of a term, and the rest of it: older playbooks write options there. */
export const inlineOptions = (
  term: string,
): { readonly rest: string; readonly given: Map<string, string> } => {
  const given = new Map<string, string>();
  const rest: string[] = [];
  for (const [word] of term.matchAll(WORD)) {
    const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined) rest.push(word);
    else given.set(name, value.replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return { rest: rest.join(' '), given };
};

/** Options with those that stand in a term before them; refuses names that the lookup doesn't have. */
export const withInline = (
  options: Options,
  given: ReadonlyMap<string, string>,
  names: readonly string[],
): Options => {
  for (const name of given.keys())
    if (!names.includes(name))
      throw new Fault(`"${name}" is not a valid option`, `it has ${names.join(', ')}`);
  return new Map<string, Runtime>([...options, ...given]);
};
