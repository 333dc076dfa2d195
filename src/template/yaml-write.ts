import { Float } from '../value/value.js';
import { Bytes, Fault, LIMITS, type Runtime, Special } from './runtime.js';
import { compare } from './values/compare.js';
import { floatText, requireDefined, toText } from './values/text.js';
import { formsOf } from './yaml-scalar.js';

/** How YAML is laid out, in the terms of PyYAML's `dump`. */
export interface YamlLayout {
  readonly indent: number;
  /** True: all collections on one line; false: none; undefined: those that hold only scalars. */
  readonly flow: boolean | undefined;
  readonly sortKeys: boolean;
  /** A line is broken at the first space behind this column. */
  readonly width: number;
  readonly unicode: boolean;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
  /** How texts are quoted: `'` or `"`, or as little as possible. */
  readonly defaultStyle: string | undefined;
}

/** A value as YAML, as PyYAML writes it. Throws a Fault for what YAML can't hold. */
export const writeYaml = (value: Runtime, layout: YamlLayout): string => new Writer(layout).document(value);

const ESCAPES: { readonly [character: string]: string } = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

type Context = 'root' | 'item' | 'value' | 'key';

class Writer {
  readonly #layout: YamlLayout;
  readonly #step: number;
  #text = '';
  #column = 0;
  /** The last thing written is white space, or an indicator that needs none behind it. */
  #spaced = true;
  /** So far the line holds only white space and indicators. */
  #fresh = true;
  #flowLevel = 0;

  constructor(layout: YamlLayout) {
    this.#layout = layout;
    this.#step = layout.indent > 1 && layout.indent < 10 ? layout.indent : 2;
  }

  document(value: Runtime): string {
    if (this.#layout.explicitStart) {
      this.#text = '---';
      this.#column = 3;
      this.#spaced = this.#fresh = false;
    }
    this.#node(value, undefined, 'root', 0);
    return `${this.#text}\n${this.#layout.explicitEnd ? '...\n' : ''}`;
  }

  #put(text: string): void {
    this.#text += text;
    const newline = text.lastIndexOf('\n');
    this.#column = newline === -1 ? this.#column + [...text].length : [...text.slice(newline + 1)].length;
  }

  #indicator(text: string, needsSpace: boolean, spaced = false, fresh = false): void {
    this.#put(this.#spaced || !needsSpace ? text : ` ${text}`);
    this.#spaced = spaced;
    this.#fresh &&= fresh;
  }

  #break(text = '\n'): void {
    this.#text += text;
    this.#column = 0;
    this.#spaced = this.#fresh = true;
  }

  /** Goes to a column, on a new line if this one holds something or has come further. */
  #indent(column: number): void {
    if (!this.#fresh || this.#column > column || (this.#column === column && !this.#spaced)) this.#break();
    if (this.#column >= column) return;
    this.#put(' '.repeat(column - this.#column));
    this.#spaced = true;
  }

  #node(value: Runtime, indent: number | undefined, context: Context, depth: number): void {
    if (depth > LIMITS.depth) throw new Fault('a value is nested too deeply for YAML');
    if (Array.isArray(value)) this.#sequence(value, indent, context, depth);
    else if (value instanceof Map) this.#mapping(value, indent, context, depth);
    else this.#scalar(value, indent, context);
  }

  #isFlow(children: readonly Runtime[]): boolean {
    if (this.#flowLevel > 0 || children.length === 0) return true;
    const { flow, defaultStyle } = this.#layout;
    if (flow !== undefined) return flow;
    return (
      defaultStyle === undefined && children.every(child => !Array.isArray(child) && !(child instanceof Map))
    );
  }

  #sequence(items: readonly Runtime[], indent: number | undefined, context: Context, depth: number): void {
    if (this.#isFlow(items)) {
      this.#flow('[', ']', indent, items, (item, inner) => this.#node(item, inner, 'item', depth + 1));
      return;
    }
    const indentless = context === 'value' && !this.#fresh;
    const inner = indent === undefined ? 0 : indentless ? indent : indent + this.#step;
    for (const item of items) {
      this.#indent(inner);
      this.#indicator('-', true, false, true);
      this.#node(item, inner, 'item', depth + 1);
    }
  }

  #mapping(dict: Map<Runtime, Runtime>, indent: number | undefined, _context: Context, depth: number): void {
    const entries = this.#sorted([...dict]);
    if (this.#isFlow([...dict.keys(), ...dict.values()])) {
      this.#flow('{', '}', indent, entries, ([key, value], inner) => {
        this.#node(key, inner, 'key', depth + 1);
        this.#indicator(':', false);
        this.#node(value, inner, 'value', depth + 1);
      });
      return;
    }
    const inner = indent === undefined ? 0 : indent + this.#step;
    for (const [key, value] of entries) {
      this.#indent(inner);
      if (isSimpleKey(key)) {
        this.#node(key, inner, 'key', depth + 1);
        this.#indicator(':', false);
      } else {
        this.#indicator('?', true, false, true);
        this.#node(key, inner, 'value', depth + 1);
        this.#indent(inner);
        this.#indicator(':', true, false, true);
      }
      this.#node(value, inner, 'value', depth + 1);
    }
  }

  #flow<T>(
    open: string,
    close: string,
    indent: number | undefined,
    items: readonly T[],
    write: (item: T, indent: number) => void,
  ): void {
    this.#indicator(open, true, true);
    const inner = (indent ?? 0) + this.#step;
    this.#flowLevel++;
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#indicator(',', false);
      if (this.#column > this.#layout.width) this.#indent(inner);
      write(item, inner);
    }
    this.#flowLevel--;
    this.#indicator(close, false);
  }

  #sorted(entries: [Runtime, Runtime][]): [Runtime, Runtime][] {
    if (!this.#layout.sortKeys) return entries;
    try {
      return entries.toSorted(([a], [b]) => compare(a, b));
    } catch (error) {
      // Python leaves keys of mixed types in their order as well.
      if (error instanceof Fault) return entries;
      throw error;
    }
  }

  #scalar(value: Runtime, indent: number | undefined, context: Context): void {
    const inner = (indent ?? 0) + this.#step;
    const { defaultStyle, unicode } = this.#layout;
    const isText = typeof value === 'string' || value instanceof Bytes;
    const text = isText
      ? typeof value === 'string'
        ? value
        : value.data.toString('utf8')
      : scalarText(value);
    const split = context !== 'key';
    const forms = formsOf(text, unicode);
    const simple = !(context === 'key' && forms.multiline);
    const plain = this.#flowLevel > 0 ? forms.plainInFlow : forms.plainInBlock;
    if (defaultStyle === undefined && (isText ? plain && simple : true)) {
      this.#plain(text, inner, split);
    } else if (defaultStyle !== '"' && forms.singleQuoted && !(context === 'key' && forms.multiline))
      this.#single(text, inner, split);
    else this.#double(text, inner, split);
  }

  #plain(text: string, indent: number, split: boolean): void {
    if (!this.#spaced) this.#put(' ');
    this.#spaced = this.#fresh = false;
    for (const part of text.split(/( +)/)) {
      if (part === ' ' && split && this.#column > this.#layout.width) {
        this.#indent(indent);
        this.#spaced = this.#fresh = false;
      } else this.#put(part);
    }
  }

  #single(text: string, indent: number, split: boolean): void {
    this.#indicator("'", true);
    let at = 0;
    for (const part of text.split(/( +|[\n\x85\u2028\u2029]+)/)) {
      const start = at;
      at += part.length;
      if (part === '') continue;
      if (/^[\n\x85\u2028\u2029]/.test(part)) {
        if (part.startsWith('\n')) this.#break();
        for (const unit of part) this.#break(unit);
        this.#indent(indent);
      } else if (
        part === ' ' &&
        this.#column > this.#layout.width &&
        split &&
        start !== 0 &&
        at !== text.length
      ) {
        this.#indent(indent);
      } else {
        this.#put(part.replaceAll("'", "''"));
        this.#spaced = this.#fresh = false;
      }
    }
    this.#spaced = this.#fresh = false;
    this.#indicator("'", false);
  }

  #double(text: string, indent: number, split: boolean): void {
    this.#indicator('"', true);
    const units = [...text];
    for (let index = 0; index < units.length; index++) {
      const unit = units[index]!;
      if (
        split &&
        unit === ' ' &&
        index > 0 &&
        index < units.length - 1 &&
        this.#column > this.#layout.width
      ) {
        this.#put('\\');
        this.#indent(indent);
        this.#spaced = this.#fresh = false;
        this.#put('\\ ');
      } else this.#put(this.#escaped(unit));
    }
    this.#indicator('"', false);
  }

  #escaped(unit: string): string {
    const code = unit.codePointAt(0)!;
    const shown =
      (code >= 0x20 && code <= 0x7e) ||
      (this.#layout.unicode && ((code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd)));
    if (shown && !/["\\\x85\u2028\u2029\ufeff]/.test(unit)) return unit;
    const short = ESCAPES[unit];
    if (short !== undefined) return `\\${short}`;
    const hex = code.toString(16).toUpperCase();
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  }
}

/** Whether a key can stand before a colon on one line. */
const isSimpleKey = (key: Runtime): boolean => {
  if (Array.isArray(key)) return key.length === 0;
  if (typeof key !== 'string') return true;
  return [...key].length < 128 && !/[\n\x85\u2028\u2029]/.test(key);
};

const scalarText = (value: Runtime): string => {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof Float) {
    if (Number.isNaN(value.value)) return '.nan';
    if (!Number.isFinite(value.value)) return value.value > 0 ? '.inf' : '-.inf';
    const text = floatText(value.value);
    return text.includes('.') ? text : text.replace('e', '.0e');
  }
  if (value instanceof Special) {
    requireDefined(value);
    if (!('isoText' in value)) throw new Fault(`a ${value.typeName} can't be written as YAML`);
  }
  return toText(value);
};
