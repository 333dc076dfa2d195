import { createContext, Script } from 'node:vm';
import { isAscii } from '../value/characters.js';
import { translate } from './regex-translate.js';
import { Fault } from './runtime.js';

/** Options of a search, as Python's `re` has them. */
export interface RegexFlags {
  readonly ignoreCase?: boolean;
  /** `^` and `$` match at every line. */
  readonly multiline?: boolean;
  /** `.` matches newlines, too. */
  readonly dotAll?: boolean;
}

/** One match. */
export interface RegexMatch {
  /** Offset in UTF-16 units. */
  readonly index: number;
  /** The whole match, then the groups; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
  readonly named: ReadonlyMap<string, string | undefined>;
}

const MOST_REGEXES = 5_000;
/** Milliseconds after which a search that may take exponential time is given up. */
const PATIENCE = 5_000;
/** A repeated group with a repetition or a choice inside it: what may backtrack without end. */
const RISKY =
  /\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\d*\}|\|)(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)(?:[*+]|\{\d*,\d*\})/;

/** A Python regular expression, run by JavaScript's engine. */
export class Regex {
  readonly pattern: string;
  readonly #flags: RegexFlags;
  readonly #risky: boolean;
  readonly #ascii: RegExp;
  #unicode: RegExp | undefined;
  /** A match in which every group took part and is empty. */
  readonly #blank: RegexMatch;

  /** Throws a Fault for a pattern that is invalid or can't be translated. */
  constructor(pattern: string, flags: RegexFlags = {}) {
    this.pattern = pattern;
    this.#flags = flags;
    this.#risky = RISKY.test(pattern);
    this.#ascii = this.#compile(false);
    // With an empty alternative it matches anything, and says which groups there are.
    const groups = new RegExp(`${this.#ascii.source}|`, this.#ascii.flags.replace('g', '')).exec('')!;
    this.#blank = {
      index: 0,
      groups: [...groups].map(() => ''),
      named: new Map(Object.keys(groups.groups ?? {}).map(name => [name, ''])),
    };
  }

  #compile(unicode: boolean): RegExp {
    const { source, ignoreCase } = translate(this.pattern, this.#flags, unicode);
    try {
      return new RegExp(source, ignoreCase ? 'giu' : 'gu');
    } catch (error) {
      throw new Fault(
        `invalid regular expression "${this.pattern}": ${(error as Error).message.replace(/^.*\/gi?u: /, '')}`,
      );
    }
  }

  /** The classes `\w`, `\d` and `\b` need the slower expression only where a text is not ASCII. */
  #for(text: string): RegExp {
    if (isAscii(text)) return this.#ascii;
    this.#unicode ??= this.#compile(true);
    return this.#unicode;
  }

  #exec(regex: RegExp, text: string, from: number): RegExpExecArray | null {
    regex.lastIndex = from;
    return this.#risky && text.length > 16 ? execWithin(regex, text, this.pattern) : regex.exec(text);
  }

  /** The first match at or after an offset; Python's `re.search`. */
  search(text: string, from = 0): RegexMatch | undefined {
    const found = this.#exec(this.#for(text), text, from);
    return found ? asMatch(found) : undefined;
  }

  /** Where a named group of the first match begins and ends; Python's `re.search(...).span(name)`. */
  span(text: string, name: string): readonly [number, number] | undefined {
    const { source, flags } = this.#for(text);
    return this.#exec(new RegExp(source, `${flags}d`), text, 0)?.indices?.groups?.[name];
  }

  /** Whether the text begins with a match; Python's `re.match`. */
  match(text: string): RegexMatch | undefined {
    // The leftmost match wins: if there is one at the start, a search finds it first.
    const found = this.search(text);
    return found?.index === 0 ? found : undefined;
  }

  /** Whether the whole text is a match; Python's `re.fullmatch`. */
  fullMatch(text: string): RegexMatch | undefined {
    return regexOf(`(?:${this.pattern})\\Z`, this.#flags).match(text);
  }

  /** All matches that don't overlap; Python's `re.finditer`. */
  *matches(text: string): Generator<RegexMatch> {
    const regex = this.#for(text);
    let from = 0;
    while (from <= text.length) {
      const found = this.#exec(regex, text, from);
      if (!found) return;
      yield asMatch(found);
      const end = found.index + found[0].length;
      from = found[0] === '' ? end + (text.codePointAt(end)! > 0xffff ? 2 : 1) : end;
    }
  }

  /** Python's `re.findall`: whole matches, or the group if there is one, or lists of the groups. */
  findAll(text: string): (string | string[])[] {
    return [...this.matches(text)].map(({ groups: [whole = '', ...groups] }) => {
      if (groups.length === 0) return whole;
      return groups.length === 1 ? (groups[0] ?? '') : groups.map(group => group ?? '');
    });
  }

  /** Python's `re.sub`; `count` 0 replaces all. Also says how many were replaced. */
  replace(text: string, replacement: string, count = 0): { text: string; count: number } {
    const fill = replacementTemplate(replacement);
    // Python compiles it first: what is wrong with it is wrong even if nothing matches.
    fill(this.#blank);
    let result = '';
    let last = 0;
    let done = 0;
    for (const match of this.matches(text)) {
      if (count > 0 && done === count) break;
      result += text.slice(last, match.index) + fill(match);
      last = match.index + match.groups[0]!.length;
      done++;
    }
    return { text: result + text.slice(last), count: done };
  }

  /** Python's `match.expand`: a replacement filled from one match. */
  static expand(match: RegexMatch, replacement: string): string {
    return replacementTemplate(replacement)(match);
  }
}

const regexes = new Map<string, Regex>();

/** A regular expression in Python's syntax, remembered. Throws a Fault for a pattern that is invalid. */
export const regexOf = (pattern: string, flags: RegexFlags = {}): Regex => {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll ? 's' : ''}/${pattern}`;
  let regex = regexes.get(key);
  if (!regex) {
    if (regexes.size >= MOST_REGEXES) regexes.clear();
    regex = new Regex(pattern, flags);
    regexes.set(key, regex);
  }
  return regex;
};

const asMatch = (found: RegExpExecArray): RegexMatch => ({
  index: found.index,
  groups: found,
  named: new Map(Object.entries(found.groups ?? {})),
});

const bench: { regex?: RegExp; text?: string } = {};
let search: (() => RegExpExecArray | null) | undefined;

/** Makes the search that can be given up; a context takes milliseconds, and most runs do without. */
const boundedSearch = (): (() => RegExpExecArray | null) => {
  const context = createContext(bench);
  const script = new Script('regex.exec(text)');
  return () => script.runInContext(context, { timeout: PATIENCE }) as RegExpExecArray | null;
};

/** Runs one search with a bound on its time. */
const execWithin = (regex: RegExp, text: string, pattern: string): RegExpExecArray | null => {
  Object.assign(bench, { regex, text });
  try {
    search ??= boundedSearch();
    return search();
  } catch {
    throw new Fault(
      `the regular expression "${pattern}" takes too long`,
      'avoid repetitions inside of repetitions',
    );
  }
};

const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};
const PIECE = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9]\d?)|([\s\S]))|\\$/g;

/** A replacement with `\1`, `\g<name>` and escapes, as a function of a match. Throws a Fault if it is invalid. */
const replacementTemplate = (replacement: string): ((match: RegexMatch) => string) => {
  if (!replacement.includes('\\')) return () => replacement;
  return match =>
    replacement.replace(PIECE, (_, name?: string, octal?: string, number?: string, letter?: string) => {
      if (name !== undefined) return namedGroup(match, name);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (number !== undefined) return numberedGroup(match, Number(number));
      if (letter === undefined) throw new Fault('a replacement ends with a single backslash');
      const escaped = ESCAPES[letter];
      if (escaped !== undefined) return escaped;
      if (/[A-Za-z]/.test(letter))
        throw new Fault(`"\\${letter}" means nothing in a replacement`, 'write a backslash as \\\\');
      return `\\${letter}`;
    });
};

const numberedGroup = ({ groups }: RegexMatch, number: number): string => {
  if (number >= groups.length)
    throw new Fault(`a replacement names group ${number}, which the expression doesn't have`);
  return groups[number] ?? '';
};

const namedGroup = (match: RegexMatch, name: string): string => {
  if (/^\d+$/.test(name)) return numberedGroup(match, Number(name));
  if (!match.named.has(name))
    throw new Fault(`a replacement names group "${name}", which the expression doesn't have`);
  return match.named.get(name) ?? '';
};
