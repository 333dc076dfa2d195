/** A regular expression of Python's as grep -E has it, and as JavaScript has it, to find its groups. */
export interface SearchRegex {
  /** Arguments for grep: options and the pattern. */
  readonly grep: readonly string[];
  readonly groups: RegExp;
}

const CLASSES: { readonly [letter: string]: string } = {
  d: '0-9',
  s: '[:space:]',
  w: '[:alnum:]_',
};
const NEGATED: { readonly [letter: string]: string } = { D: 'd', S: 's', W: 'w' };
const CONTROLS: { readonly [letter: string]: string } = { t: '\t', f: '\f', v: '\v' };

/**
 * Translates a Python regular expression that is looked for line by line, or says what of it can't be translated. The host's
 * grep knows no lookaround, and sees one line at a time.
 */
export const translateRegex = (source: string): SearchRegex | { readonly problem: string } => {
  const ignoreCase = /^\(\?[a-z]*i[a-z]*\)/.test(source);
  const text = source.replace(/^\(\?[aimsux]+\)/, '');
  let pattern = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\') {
      const next = text[++i];
      if (next === undefined) return { problem: 'it ends in a backslash' };
      const translated = escapeSequence(next);
      if (translated === undefined) return { problem: `\\${next} is not supported` };
      pattern += translated;
    } else if (char === '[') {
      const end = setEnd(text, i);
      if (end < 0) return { problem: 'a [ is never closed' };
      pattern += set(text.slice(i + 1, end));
      i = end;
    } else if (char === '(' && text[i + 1] === '?') {
      const group = /^\(\?(?:P<\w+>|:)/.exec(text.slice(i));
      if (!group) return { problem: `${text.slice(i, i + 3)} is not supported` };
      pattern += '(';
      i += group[0].length - 1;
    } else if ('*+?}'.includes(char) && text[i + 1] === '?') {
      // Whether something matches does not depend on how much of it.
      pattern += char;
      i++;
    } else {
      pattern += char;
    }
  }
  try {
    const groups = new RegExp(inJavaScript(text), `m${ignoreCase ? 'i' : ''}`);
    return { grep: [...(ignoreCase ? ['-i'] : []), '-e', pattern], groups };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
};

/** JavaScript names groups without the P, and takes a `]` that comes first for the end of a set. */
const inJavaScript = (text: string): string =>
  text.replaceAll('(?P<', '(?<').replace(/(?<!\\)\[(\^?)\]/g, '[$1\\]');

const escapeSequence = (letter: string): string | undefined => {
  if (Object.hasOwn(CLASSES, letter)) return `[${CLASSES[letter]}]`;
  if (Object.hasOwn(NEGATED, letter)) return `[^${CLASSES[NEGATED[letter]!]}]`;
  if (Object.hasOwn(CONTROLS, letter)) return CONTROLS[letter]!;
  if (letter === 'b' || letter === 'B') return `\\${letter}`;
  if (letter === 'A') return '^';
  if (letter === 'Z') return '$';
  return /\w/.test(letter) ? undefined : `\\${letter}`;
};

const setEnd = (text: string, start: number): number => {
  let i = start + 1;
  if (text[i] === '^') i++;
  if (text[i] === ']') i++;
  for (; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ']') return i;
  }
  return -1;
};

/** A set of characters: a backslash means itself in grep's, and `]` must come first, `-` last, `^` not first. */
const set = (content: string): string => {
  const not = content.startsWith('^');
  let [first, rest, last] = ['', '', ''];
  const body = not ? content.slice(1) : content;
  for (let i = 0; i < body.length; i++) {
    let char = body[i]!;
    const escaped = char === '\\' && i + 1 < body.length;
    if (escaped) {
      char = body[++i]!;
      const named = CLASSES[char] ?? CONTROLS[char];
      if (named !== undefined) {
        rest += named;
        continue;
      }
    }
    if (char === ']') first = ']';
    else if (char === '-' && (escaped || i === 0 || i === body.length - 1)) last = '-';
    else if (char === '^' && first === '' && rest === '') last = `^${last}`;
    else rest += char;
  }
  return `[${not ? '^' : ''}${first}${rest}${last}]`;
};
