import { Float } from '../value/value.js';
import { Bytes, Fault, LIMITS, type Runtime, Special } from './runtime.js';
import { compare } from './values/compare.js';
import { integer } from './values/numbers.js';
import { floatText, requireDefined, toText, typeName } from './values/text.js';

/** How JSON is laid out, in the terms of Python's `json.dumps`. */
export interface JsonLayout {
  /** Spaces or text per level; undefined puts all on one line. */
  readonly indent?: number | string | undefined;
  readonly sortKeys?: boolean;
  /** Escapes everything that is not ASCII. */
  readonly ascii?: boolean;
  readonly itemSeparator?: string;
  readonly keySeparator?: string;
}

/** A value as JSON text, as Python writes it. Throws a Fault for what JSON can't hold. */
export const writeJson = (value: Runtime, layout: JsonLayout = {}): string => {
  const { indent, sortKeys = false, ascii = true, keySeparator = ': ' } = layout;
  const itemSeparator = layout.itemSeparator ?? (indent === undefined ? ', ' : ',');
  const step =
    indent === undefined ? undefined : typeof indent === 'string' ? indent : ' '.repeat(Math.max(0, indent));
  const text = (string: string): string => {
    const quoted = JSON.stringify(string);
    return ascii
      ? quoted.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : quoted;
  };
  const wrap = (parts: string[], open: string, close: string, level: number): string => {
    if (parts.length === 0) return open + close;
    if (step === undefined) return open + parts.join(itemSeparator) + close;
    const inner = `\n${step.repeat(level + 1)}`;
    return `${open}${inner}${parts.join(itemSeparator + inner)}\n${step.repeat(level)}${close}`;
  };
  const write = (item: Runtime, level: number): string => {
    if (level > LIMITS.depth) throw new Fault('a value is nested too deeply for JSON');
    if (typeof item === 'string') return text(item);
    if (Array.isArray(item))
      return wrap(
        item.map(inner => write(inner, level + 1)),
        '[',
        ']',
        level,
      );
    if (item instanceof Map) {
      const entries = [...item];
      if (sortKeys) entries.sort(([a], [b]) => compare(a, b));
      return wrap(
        entries.map(([key, entry]) => text(keyText(key)) + keySeparator + write(entry, level + 1)),
        '{',
        '}',
        level,
      );
    }
    if (item instanceof Special) return text(specialText(item));
    return scalar(item);
  };
  return write(value, 0);
};

const scalar = (value: null | boolean | number | bigint | Float): string => {
  if (!(value instanceof Float)) return String(value);
  if (Number.isNaN(value.value)) return 'NaN';
  if (!Number.isFinite(value.value)) return value.value > 0 ? 'Infinity' : '-Infinity';
  return floatText(value.value);
};

const specialText = (value: Special): string => {
  requireDefined(value);
  if (value instanceof Bytes) return value.data.toString('utf8');
  if ('isoText' in value && typeof value.isoText === 'function') return String(value.isoText());
  throw new Fault(`a ${value.typeName} can't be written as JSON`);
};

const keyText = (key: Runtime): string => {
  if (typeof key === 'string') return key;
  if (key === null || typeof key !== 'object' || key instanceof Float) return scalar(key);
  throw new Fault(`a ${typeName(key)} can't be a key in JSON`);
};

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"/y;
const WORDS: ReadonlyMap<string, Runtime> = new Map<string, Runtime>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new Float(Number.NaN)],
  ['Infinity', new Float(Number.POSITIVE_INFINITY)],
  ['-Infinity', new Float(Number.NEGATIVE_INFINITY)],
]);
const WORD = /-?[A-Za-z]+/y;

/** Reads JSON: integers stay exact, `1.0` stays a float, keys keep their order. Throws a Fault that says where it fails. */
export const readJson = (text: string): Runtime => {
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found;
  };
  const fail = (expected: string): never => {
    const line = text.slice(0, at).split('\n').length;
    throw new Fault(`invalid JSON: expected ${expected} in line ${line}, character ${at}`);
  };
  const readText = (): string => {
    const found = match(TEXT) ?? fail('a text');
    try {
      return JSON.parse(found[0].replace(/[\n\r\t]/g, unit => JSON.stringify(unit).slice(1, -1))) as string;
    } catch {
      return fail('a text with valid escapes');
    }
  };
  const readValue = (depth: number): Runtime => {
    if (depth > LIMITS.depth) throw new Fault('JSON is nested too deeply');
    match(SPACE);
    const [start] = text.slice(at, at + 1);
    if (start === '"') return readText();
    if (start === '[') {
      const items: Runtime[] = [];
      list(']', () => items.push(readValue(depth + 1)));
      return items;
    }
    if (start === '{') {
      const dict = new Map<Runtime, Runtime>();
      list('}', () => {
        match(SPACE);
        const key = readText();
        match(SPACE);
        if (text[at] !== ':') fail('":"');
        at++;
        dict.set(key, readValue(depth + 1));
      });
      return dict;
    }
    const number = match(NUMBER);
    if (number)
      return number[1] === undefined && number[2] === undefined
        ? integer(BigInt(number[0]))
        : new Float(Number(number[0]));
    const word = WORDS.get(match(WORD)?.[0] ?? '');
    return word === undefined ? fail('a value') : word;
  };
  const list = (close: string, readItem: () => void): void => {
    at++;
    match(SPACE);
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      readItem();
      match(SPACE);
      if (text[at] === close) break;
      if (text[at] !== ',') fail(`"," or "${close}"`);
      at++;
    }
    at++;
  };
  const value = readValue(0);
  match(SPACE);
  if (at < text.length) fail('the end');
  return value;
};

/** Text of anything that is to be read as JSON or YAML. */
export const sourceText = (value: Runtime): string =>
  value instanceof Bytes ? value.data.toString('utf8') : toText(value);
