import { Float, type Unrendered } from './value.js';

/**
 * Reads a Python literal, as Ansible reads values in INI inventories: numbers, quoted strings, lists, tuples, dictionaries,
 * `True`, `False` and `None`. Tuples and sets become lists.
 * @returns the value; undefined if the text is anything else, and so stands for itself as a string
 */
export const parsePythonLiteral = (text: string): Unrendered | undefined => {
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
};

class NoLiteral extends Error {}

const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*|0(?:_?0)*|[1-9](?:_?[0-9])*)(?![\w.])/y;
const WORD = /(?:True|False|None)(?!\w)/y;
const STRING =
  /([bBuUrR]?)("""(?:[^\\]|\\.)*?"""|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/y;
const SPACE = /(?:\s|#.*$)*/y;
const MOST_NESTED = 100;

const WORDS = new Map<string, boolean | null>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Unrendered {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw new NoLiteral();
    return value;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #value(): Unrendered {
    this.#space();
    const word = this.#match(WORD);
    if (word) return WORDS.get(word[0])!;
    const string = this.#strings();
    if (string !== undefined) return string;
    if (++this.#depth > MOST_NESTED) throw new NoLiteral();
    const value = this.#number() ?? this.#collection();
    this.#depth--;
    return value;
  }

  #number(): Unrendered | undefined {
    const sign = this.#take('-') ? -1 : this.#take('+') ? 1 : undefined;
    this.#space();
    const digits = this.#match(NUMBER)?.[0].replaceAll('_', '');
    if (digits === undefined) {
      if (sign !== undefined) throw new NoLiteral();
      return undefined;
    }
    if (/^0[xob]/i.test(digits) || /^\d+$/.test(digits)) {
      const exact = BigInt(digits) * BigInt(sign ?? 1);
      return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
    }
    return new Float(Number(digits) * (sign ?? 1));
  }

  /** Strings that follow one another are one. */
  #strings(): string | undefined {
    let text: string | undefined;
    for (;;) {
      const found = this.#match(STRING);
      if (!found) return text;
      const quotes = /^("""|''')/.test(found[2]!) ? 3 : 1;
      const inner = found[2]!.slice(quotes, -quotes);
      text = (text ?? '') + (/r/i.test(found[1]!) ? inner : unescaped(inner));
      this.#space();
    }
  }

  #collection(): Unrendered {
    if (this.#take('[')) return this.#items(']').values;
    if (this.#take('{')) return this.#dictionary();
    if (!this.#take('(')) throw new NoLiteral();
    const { values, commas } = this.#items(')');
    return values.length === 1 && commas === 0 ? values[0]! : values;
  }

  #items(close: string): { values: Unrendered[]; commas: number } {
    const values: Unrendered[] = [];
    let commas = 0;
    while (!this.#take(close)) {
      if (values.length > commas) throw new NoLiteral();
      values.push(this.#value());
      if (this.#take(',')) commas++;
    }
    return { values, commas };
  }

  #dictionary(): Unrendered {
    const dict = new Map<Unrendered, Unrendered>();
    while (!this.#take('}')) {
      const key = this.#value();
      if (!this.#take(':')) return dict.size === 0 ? this.#set(key) : this.#fail();
      if (Array.isArray(key) || key instanceof Map) throw new NoLiteral();
      dict.set(key, this.#value());
      if (this.#take(',')) continue;
      if (!this.#take('}')) throw new NoLiteral();
      return dict;
    }
    return dict;
  }

  #set(first: Unrendered): Unrendered[] {
    let members = [first];
    if (!this.#take('}')) {
      if (!this.#take(',')) throw new NoLiteral();
      members = [first, ...this.#items('}').values];
    }
    if (members.some(member => Array.isArray(member) || member instanceof Map)) throw new NoLiteral();
    return members;
  }

  #fail(): never {
    throw new NoLiteral();
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([abfnrtv\\'"]))/g,
    (_, hex?: string, short?: string, long?: string, octal?: string, simple?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES[simple!] ?? simple!;
    },
  );
