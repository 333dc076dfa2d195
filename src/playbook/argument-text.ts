/** A stretch of one-line arguments, with its offsets in the text. */
export interface Word {
  readonly start: number;
  readonly end: number;
}

/** `name=value` in a text; the value without its quotes. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  /** Where the name stands in the text. */
  readonly nameStart: number;
  /** Where the value stands in the text, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** A one-line text taken apart; `rest` is what was no pair, with the space between its words as it was. */
export interface ParsedText {
  readonly pairs: readonly Pair[];
  readonly rest: string;
}

/** Names that are taken out of a command's own text. Source: ansible-core 2.14. */
const COMMAND_OPTIONS: ReadonlySet<string> = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
]);

/** The characters inside of a template's braces: `{{`, `{%` and `{#` open, and the same ones close. */
const BRACED = '{%#';
const BRACED_END = '}%#';

/**
 * Splits text into words at spaces and newlines, but not within quotes or template braces. A quote in the middle of a word
 * opens one, too; a backslash before it takes that away.
 * @returns undefined if a quote or a brace is not closed
 */
export const splitWords = (text: string): readonly Word[] | undefined => {
  const words: Word[] = [];
  const depths = [0, 0, 0];
  let nested = 0;
  let quote: string | undefined;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if ((char === ' ' || char === '\n') && quote === undefined && nested === 0) {
      if (start !== -1) words.push({ start, end: at });
      start = -1;
      continue;
    }
    if (start === -1) start = at;
    const opened = char === '{' ? BRACED.indexOf(text[at + 1] ?? ' ') : -1;
    const closed = opened === -1 && text[at + 1] === '}' ? BRACED_END.indexOf(char) : -1;
    if (opened !== -1) {
      depths[opened]!++;
      nested++;
      at++;
    } else if (closed !== -1) {
      if (depths[closed]! > 0) {
        depths[closed]!--;
        nested--;
      }
      at++;
    } else if ((char === '"' || char === "'") && (at === start || text[at - 1] !== '\\')) {
      if (quote === undefined) quote = char;
      else if (quote === char) quote = undefined;
    }
  }
  if (quote !== undefined || nested > 0) return undefined;
  if (start !== -1) words.push({ start, end: text.length });
  return words;
};

/**
 * Takes one-line arguments apart as Ansible does: `src=a dest="b c"`.
 * @param command the text is a command's own: only the options that every command has are taken out
 * @returns undefined if a quote or a template's brace is not closed
 */
export const parseArgumentText = (text: string, command: boolean): ParsedText | undefined => {
  const words = splitWords(text);
  if (!words) return undefined;
  const pairs: Pair[] = [];
  let rest = '';
  let isLast = false;
  words.forEach((word, index) => {
    const raw = text.slice(word.start, word.end);
    const next = words[index + 1];
    // A single space at a line's start is lost, as it is in Ansible.
    const gap = next ? text.slice(word.end, next.start).replace(/\n $/, '\n') : text.slice(word.end);
    if (raw === '\\') return;
    const pair = toPair(raw, word.start);
    isLast = !pair || (command && !COMMAND_OPTIONS.has(pair.name));
    if (pair && !isLast) pairs.push(pair);
    else rest += (pair ? raw : unescapeEquals(raw)) + gap;
  });
  // The space that set a pair apart is not the text's own.
  return { pairs, rest: isLast ? rest : rest.replace(/ $/, '') };
};

const toPair = (raw: string, start: number): Pair | undefined => {
  const equals = /^.(?:[^=]|(?<=\\)=)*?(?<!\\)=/s.exec(raw);
  if (!equals) return undefined;
  const split = equals[0].length;
  const value = unquote(decodeEscapes(raw.slice(split)).trim());
  return {
    name: decodeEscapes(raw.slice(0, split - 1)).trim(),
    nameStart: start,
    value,
    start: start + split,
    end: start + raw.length,
  };
};

/** A word whose equals signs make no pair. */
const unescapeEquals = (raw: string): string =>
  raw.includes('=') ? decodeEscapes(raw).replaceAll('\\=', '=') : raw;

/** The text within a pair of quotes, or the text itself. */
const unquote = (text: string): string => {
  const quoted = text.length > 1 && /["']/.test(text[0]!) && text.endsWith(text[0]!) && text.at(-2) !== '\\';
  return quoted ? text.slice(1, -1) : text;
};

const ESCAPE = /\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\'"abfnrtv]))/g;

const ESCAPED: { readonly [char: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's escapes in a value: `\n`, `\x41`, `\u00e9`. */
const decodeEscapes = (text: string): string =>
  text.includes('\\')
    ? text.replace(ESCAPE, (_, long?: string, short?: string, byte?: string, char?: string) => {
        const code = long ?? short ?? byte;
        if (code !== undefined) return toCharacter(Number.parseInt(code, 16));
        return char === undefined ? '' : (ESCAPED[char] ?? char);
      })
    : text;

const toCharacter = (code: number): string => (code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code));
