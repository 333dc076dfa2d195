import type { Location } from '../source/file.js';

/** A Python float. Plain numbers are Python ints, bigints are ints past 2^53: `1.0` and `1` print differently. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A mapping: keeps its order, has keys of any type and no prototype to fall into. */
export type Dict = Map<Value, Value>;

/**
 * What a variable, a module's argument or a result is once rendered. A string in it is just text: it is never taken for a
 * template, whatever it holds. All that comes from a host is of this type from the moment it is read.
 */
export type Value = null | boolean | number | bigint | Float | string | Value[] | Dict;

/**
 * A string from the user's own files that holds a template. This type is the only thing that the engine renders: what is
 * a template is decided when a file is loaded and by nothing else.
 */
export class Template {
  readonly source: string;
  /** Where the text stands; the location covers the whole scalar, quotes included. */
  readonly location: Location | undefined;

  constructor(source: string, location?: Location) {
    this.source = source;
    this.location = location;
  }
}

/** A value as the user's files hold it, with templates at its leaves. Every `Value` is one, too. */
export type Unrendered =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | Template
  | Unrendered[]
  | Map<Unrendered, Unrendered>;

/** A value as a file has it, templates as the texts that they are. */
export const asWritten = (value: Unrendered): Value => {
  if (value instanceof Template) return value.source;
  if (Array.isArray(value)) return value.map(asWritten);
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]) => [asWritten(key), asWritten(entry)]));
  return value;
};

/** Variables by name. */
export type Variables = Map<string, Unrendered>;

/** JSON-like data as TypeScript code writes it, for results and tests. */
export type Plain =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** Plain data as a value; entries that are undefined are left out. A number that is no integer becomes a Float. */
export const fromPlain = (plain: Plain): Value => {
  if (plain === undefined || plain === null) return null;
  if (typeof plain === 'number') return Number.isInteger(plain) ? plain : new Float(plain);
  if (typeof plain !== 'object') return plain;
  if (isList(plain)) return plain.map(fromPlain);
  const dict: Dict = new Map();
  for (const [key, entry] of Object.entries(plain)) if (entry !== undefined) dict.set(key, fromPlain(entry));
  return dict;
};

const isList = (plain: Plain): plain is readonly Plain[] => Array.isArray(plain);

/** A value as plain data; keys become strings as JSON has them, integers past 2^53 stay bigints. */
export const toPlain = (value: Value): Plain => {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) {
    const plain: { [key: string]: Plain } = Object.create(null);
    for (const [key, entry] of value) plain[String(toPlain(key))] = toPlain(entry);
    return plain;
  }
  return value;
};
