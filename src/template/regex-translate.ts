import type { RegexFlags } from './regex.js';
import { Fault } from './runtime.js';

const INLINE: { readonly [letter: string]: keyof Flags | undefined } = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
};

interface Flags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  verbose: boolean;
}

/** Python's classes of characters, for texts that are ASCII and for all others. */
const CLASSES: { readonly [letter: string]: readonly [ascii: string, unicode: string] } = {
  w: ['0-9A-Za-z_', '\\p{L}\\p{N}_'],
  d: ['0-9', '\\p{Nd}'],
  s: [' \\t\\n\\r\\f\\v\\x1c-\\x1f', '\\s\\x1c-\\x1f\\x85'],
};
const CONTROL: { readonly [letter: string]: string } = {
  a: '\\x07',
  b: '\\x08',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

/**
 * A Python pattern as the source of a JavaScript one with the flag `u`. Anchors and dots are written out, so that the
 * flags `m` and `s` are never needed. Throws a Fault for what JavaScript has no way to say.
 */
export const translate = (
  pattern: string,
  given: RegexFlags,
  unicode: boolean,
): { source: string; ignoreCase: boolean } => {
  const translator = new Translator(pattern, given, unicode);
  return { source: translator.whole(), ignoreCase: translator.ignoreCase };
};

class Translator {
  readonly #text: string;
  readonly #unicode: boolean;
  #flags: Flags;
  #at = 0;
  #groups = 0;

  constructor(
    text: string,
    { ignoreCase = false, multiline = false, dotAll = false }: RegexFlags,
    unicode: boolean,
  ) {
    this.#text = text;
    this.#unicode = unicode;
    this.#flags = { ignoreCase, multiline, dotAll, verbose: false };
    this.#global();
  }

  get ignoreCase(): boolean {
    return this.#flags.ignoreCase;
  }

  /** `(?ims)` at the start counts for the whole pattern. */
  #global(): void {
    for (;;) {
      const match = /^\s*\(\?([aiLmsux]+)\)/.exec(this.#text.slice(this.#at));
      if (!match) return;
      this.#set(match[1]!, true);
      this.#at += match[0].length;
    }
  }

  #set(letters: string, value: boolean): void {
    for (const letter of letters) {
      const name = INLINE[letter];
      if (name) this.#flags[name] = value;
    }
  }

  whole(): string {
    const source = this.#sequence();
    if (this.#at < this.#text.length) this.#fail('it has a ")" too many');
    return source;
  }

  #fail(reason: string): never {
    throw new Fault(`invalid regular expression "${this.#text}": ${reason}`);
  }

  /** Everything up to the end or to the bracket that closes the group. */
  #sequence(): string {
    let source = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') source += this.#piece();
    return source;
  }

  #piece(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += character.length;
    switch (character) {
      case '\\':
        return this.#escape();
      case '[':
        return this.#set_();
      case '(':
        return this.#group();
      case '.':
        return this.#flags.dotAll ? '[^]' : '[^\\n]';
      case '^':
        return this.#flags.multiline ? '(?<![^\\n])' : '^';
      case '$':
        return this.#flags.multiline ? '(?![^\\n])' : '(?=\\n?$)';
      case '{':
        return this.#repetition();
      case '}':
      case ']':
        return `\\${character}`;
      case '*':
      case '+':
      case '?':
        if (this.#text[this.#at] === '+') this.#fail('possessive repetitions are not supported');
        return character;
      case '|':
        return character;
      case '#':
        if (!this.#flags.verbose) return '#';
        while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
        return '';
      case '/':
        return '\\/';
    }
    if (this.#flags.verbose && /\s/.test(character)) return '';
    return character;
  }

  #repetition(): string {
    const match = /^(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at));
    if (
      !match ||
      (match[1] === '' && match[3] === '' && match[2] === '') ||
      (match[1] === '' && match[2] === '')
    )
      return '\\{';
    if (match[1] === '' && match[3] === '') return '\\{';
    this.#at += match[0].length;
    return `{${match[1] === '' ? '0' : match[1]}${match[2]}${match[3]}}`;
  }

  #escape(): string {
    const letter = String.fromCodePoint(
      this.#text.codePointAt(this.#at) ?? this.#fail('it ends with a single backslash'),
    );
    this.#at += letter.length;
    if (letter === 'A') return '(?<![^])';
    if (letter === 'Z') return '(?![^])';
    if (letter === 'b' || letter === 'B') return this.#boundary(letter);
    if (/[1-9]/.test(letter)) return this.#reference(letter);
    const inverted = letter.toLowerCase();
    const set = CLASSES[inverted]?.[this.#unicode ? 1 : 0];
    if (set !== undefined) return `[${letter === inverted ? '' : '^'}${set}]`;
    return this.#character(letter);
  }

  #boundary(letter: string): string {
    if (!this.#unicode) return `\\${letter}`;
    const word = `[${CLASSES.w![1]}]`;
    const [edge, inside] = [
      `(?<=${word})(?!${word})|(?<!${word})(?=${word})`,
      `(?<=${word})(?=${word})|(?<!${word})(?!${word})`,
    ];
    return `(?:${letter === 'b' ? edge : inside})`;
  }

  #reference(first: string): string {
    const more = /^\d/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    const number = Number(first + more) <= this.#groups ? first + more : first;
    if (number.length === 2) this.#at++;
    if (Number(number) > this.#groups)
      this.#fail(`it refers to group ${number}, which comes later or not at all`);
    return `(?:\\${number})`;
  }

  /** An escape that stands for one character, in a set or outside. */
  #character(letter: string): string {
    const control = CONTROL[letter];
    if (control !== undefined) return control;
    const rest = this.#text.slice(this.#at);
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) {
      const hex =
        new RegExp(`^[\\da-fA-F]{${digits}}`).exec(rest)?.[0] ??
        this.#fail(`"\\${letter}" needs ${digits} hexadecimal digits`);
      this.#at += digits;
      return `\\u{${hex.replace(/^0+(?=.)/, '')}}`;
    }
    const octal = /^[0-7]{1,3}/.exec(letter + rest)?.[0];
    if (octal !== undefined) {
      this.#at += octal.length - 1;
      return `\\u{${Number.parseInt(octal, 8).toString(16)}}`;
    }
    if (/[A-Za-z]/.test(letter)) this.#fail(`"\\${letter}" means nothing`);
    return /[\^$\\.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
  }

  #set_(): string {
    let source = '[';
    if (this.#text[this.#at] === '^') {
      source += '^';
      this.#at++;
    }
    for (let first = true; ; first = false) {
      if (this.#at >= this.#text.length) this.#fail('a "[" is never closed');
      const character = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
      this.#at += character.length;
      if (character === ']' && !first) return `${source}]`;
      if (character === '\\') source += this.#inSet();
      else if (character === '-')
        source += this.#text[this.#at] === ']' || first ? '\\-' : this.#dash(source);
      else
        source +=
          /[[\]^(){}|/&~`!#$%*+.,:;<=>?@]/.test(character) && /[[\]^(){}|/$*+.?]/.test(character)
            ? `\\${character}`
            : character;
    }
  }

  /** A dash behind a class of characters, such as in `[\w-.]`, is just a dash. */
  #dash(before: string): string {
    const next = this.#text.slice(this.#at, this.#at + 2);
    return this.#afterClass(before) || /^\\[wdsWDS]/.test(next) ? '\\-' : '-';
  }

  #afterClass(before: string): boolean {
    return /[wds]$/i.test(this.#lastInSet) && before.endsWith(this.#lastWritten);
  }

  #lastInSet = '';
  #lastWritten = '\0';

  #inSet(): string {
    const letter = String.fromCodePoint(
      this.#text.codePointAt(this.#at) ?? this.#fail('a "[" is never closed'),
    );
    this.#at += letter.length;
    const inverted = letter.toLowerCase();
    const set = CLASSES[inverted];
    if (!set) return letter === '-' ? '\\-' : this.#character(letter);
    const written = letter === inverted ? set[this.#unicode ? 1 : 0]! : this.#complement(letter);
    this.#lastInSet = letter;
    this.#lastWritten = written;
    return written;
  }

  #complement(letter: string): string {
    if (letter === 'S') return '\\S';
    if (letter === 'D') return this.#unicode ? '\\P{Nd}' : '\\D';
    return this.#unicode ? '\\p{M}\\p{P}\\p{S}\\p{Z}\\p{C}' : '\\W';
  }

  #group(): string {
    const rest = this.#text.slice(this.#at);
    const match =
      /^\?(?:P<(?<name>\w+)>|P=(?<same>\w+)\)|#(?<comment>[^)]*)\)|(?<flags>[aimsux]*)(?:-(?<off>[imsx]+))?:|(?<look><?[=!]))/.exec(
        rest,
      );
    const { name, same, comment, flags, off, look } = match?.groups ?? {};
    this.#at += match?.[0].length ?? 0;
    if (comment !== undefined) return '';
    if (same !== undefined) return `\\k<${same}>`;
    if (look !== undefined) return `(?${look}${this.#inside()}`;
    if (name !== undefined) {
      this.#groups++;
      return `(?<${name}>${this.#inside()}`;
    }
    if (match) return this.#withFlags(flags ?? '', off ?? '');
    if (rest.startsWith('?')) this.#fail(`"(${rest.slice(0, 3)}" is not supported`);
    this.#groups++;
    return `(${this.#inside()}`;
  }

  #withFlags(on: string, off: string): string {
    if (/i/.test(on + off) && !this.#flags.ignoreCase !== !on.includes('i'))
      this.#fail('ignoring case for a part of it is not supported');
    const before = { ...this.#flags };
    this.#set(on, true);
    this.#set(off, false);
    const source = `(?:${this.#inside()}`;
    this.#flags = before;
    return source;
  }

  #inside(): string {
    const source = this.#sequence();
    if (this.#text[this.#at] !== ')') this.#fail('a "(" is never closed');
    this.#at++;
    return `${source})`;
  }
}
