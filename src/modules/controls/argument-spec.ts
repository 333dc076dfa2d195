import { Float, type Value } from '../../value/value.js';
import { coerce } from '../coerce.js';
import { OPTION_TYPES, type Option, type OptionType } from '../options.js';

type Dict = ReadonlyMap<Value, Value>;

/**
 * What is wrong with arguments by a specification of a role, in Ansible's words and order: what is missing, types, choices, what is within
 * dicts, and last what is not known there. Source: ansible-core 2.14.
 */
export const argumentErrors = (specification: Dict, given: Dict): readonly string[] => {
  const unknown: Unknown = { names: [], known: new Set() };
  const errors = levelErrors(specification, given, [], unknown);
  if (unknown.names.length === 0) return errors;
  const known = [...unknown.known].sort().join(', ');
  return [...errors, `${unknown.names.sort().join(', ')}. Supported parameters include: ${known}.`];
};

interface Unknown {
  readonly names: string[];
  readonly known: Set<string>;
}

const levelErrors = (
  specification: Dict,
  given: Dict,
  path: readonly string[],
  unknown: Unknown,
): readonly string[] => {
  const errors: string[] = [];
  const values = withAliases(specification, given);
  if (path.length > 0) noteUnknown(specification, values, path, unknown);
  const missing = [...specification]
    .filter(([name, option]) => entry(option, 'required') === true && !values.has(name))
    .map(([name]) => String(name));
  const within = path.length === 0 ? '' : ` found in ${path.join(' -> ')}`;
  if (missing.length > 0) errors.push(`missing required arguments: ${missing.sort().join(', ')}${within}`);
  const converted = new Map<Value, Value>();
  for (const [name, option] of specification) {
    const value = values.get(name) ?? entry(option, 'default');
    if (value === undefined || value === null) continue;
    const found = convert(String(name), option, value, within);
    if (typeof found === 'string') errors.push(found);
    else converted.set(name, found.value);
  }
  for (const [name, option] of specification)
    errors.push(...choiceErrors(String(name), option, converted.get(name), within));
  for (const [name, option] of specification) {
    const inner = entry(option, 'options');
    const value = converted.get(name);
    if (!(inner instanceof Map) || value === undefined) continue;
    for (const part of Array.isArray(value) ? value : [value])
      if (part instanceof Map) errors.push(...levelErrors(inner, part, [...path, String(name)], unknown));
  }
  return errors;
};

const entry = (option: Value, key: string): Value | undefined =>
  option instanceof Map ? option.get(key) : undefined;

const listOf = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);

/** Values under the names of their options. */
const withAliases = (specification: Dict, given: Dict): Dict => {
  const values = new Map(given);
  for (const [name, option] of specification)
    for (const alias of listOf(entry(option, 'aliases'))) {
      const value = given.get(alias);
      if (value === undefined) continue;
      values.delete(alias);
      values.set(name, value);
    }
  return values;
};

const noteUnknown = (specification: Dict, values: Dict, path: readonly string[], unknown: Unknown): void => {
  for (const name of values.keys()) {
    if (specification.has(name)) continue;
    unknown.names.push([...path, String(name)].join('.'));
    for (const known of specification.keys()) unknown.known.add(String(known));
  }
};

/** A value of an option's type, or what is wrong with it. */
const convert = (
  name: string,
  option: Value,
  value: Value,
  within: string,
): { readonly value: Value } | string => {
  const type = String(entry(option, 'type') ?? 'str');
  const whole = converted(type, value);
  if (whole === undefined)
    return `argument '${name}' is of type ${className(value)}${within} and we were unable to convert to ${type}: ${reason(type, value)}`;
  const elements = entry(option, 'elements');
  if (elements === undefined || elements === null || !Array.isArray(whole)) return { value: whole };
  const list: Value[] = [];
  for (const element of whole) {
    const found = converted(String(elements), element);
    if (found === undefined)
      return `Elements value for option '${name}'${within} is of type ${className(element)} and we were unable to convert to ${elements}: ${reason(String(elements), element)}`;
    list.push(found);
  }
  return { value: list };
};

const converted = (type: string, value: Value): Value | undefined => {
  if (type === 'raw' || type === 'json' || type === 'jsonarg' || type === 'bits') return value;
  if (type === 'str' || type === 'path')
    return typeof value === 'object' && value !== null && !(value instanceof Float) ? value : String(value);
  if (!isOptionType(type)) return undefined;
  const option: Option = { type, description: '' };
  const coerced = coerce(option, value);
  return coerced.ok ? (coerced.value as Value) : undefined;
};

const isOptionType = (type: string): type is OptionType => (OPTION_TYPES as readonly string[]).includes(type);

const choiceErrors = (
  name: string,
  option: Value,
  value: Value | undefined,
  within: string,
): readonly string[] => {
  const choices = listOf(entry(option, 'choices'));
  if (choices.length === 0 || value === undefined || value === null) return [];
  const shown = choices.map(String).join(', ');
  const wrong = (Array.isArray(value) ? value : [value]).filter(part => !choices.includes(part));
  if (wrong.length === 0) return [];
  const which = Array.isArray(value) ? 'one or more of' : 'one of';
  const got = Array.isArray(value)
    ? `. Got no match for: ${wrong.map(String).join(', ')}`
    : `, got: ${String(value)}`;
  return [`value of ${name} must be ${which}: ${shown}${got}${within}`];
};

const className = (value: Value): string => {
  if (typeof value === 'string') return "<class 'str'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  if (Array.isArray(value)) return "<class 'list'>";
  if (value instanceof Map) return "<class 'dict'>";
  return value instanceof Float ? "<class 'float'>" : "<class 'int'>";
};

const reason = (type: string, value: Value): string => {
  if (type === 'dict' && typeof value === 'string')
    return 'dictionary requested, could not parse JSON or key=value';
  if (type === 'bool') return `The value '${String(value)}' is not a valid boolean.`;
  const article = type === 'int' ? 'an' : 'a';
  return `${className(value)} cannot be converted to ${article} ${type}`;
};
