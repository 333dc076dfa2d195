import type { Diagnostic } from '../source/diagnostic.js';
import { didYouMean } from '../source/suggest.js';
import { Template, type Unrendered, type Value } from '../value/value.js';
import { type Coerced, coerce } from './coerce.js';
import type { Documented } from './module.js';
import type { ArgumentProblem, Arguments, Locate, Option, OptionSchema, RawArguments } from './options.js';

/** Checked arguments, or all that is wrong with them. */
export type Parsed =
  | { readonly ok: true; readonly args: Arguments }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/**
 * Checks rendered arguments against a module's options and gives them their types and defaults. Options without a value are
 * undefined; null counts as no value, as in Ansible.
 */
export const parseArguments = (module: Documented, raw: ReadonlyMap<string, Value>): Parsed => {
  const { args, problems } = parseAll(module, raw);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, args };
};

const parseAll = (
  module: Documented,
  raw: RawArguments,
): { readonly args: Arguments; readonly problems: readonly ArgumentProblem[] } => {
  const own: RawArguments = module.acceptsAny
    ? new Map([...raw].filter(([name]) => canonicalName(module.options, name) !== undefined))
    : raw;
  const problems: ArgumentProblem[] = [];
  const parsed = parseLevel(module.options, own, `(${module.name}) module`, '', problems);
  const args = module.acceptsAny ? { ...Object.fromEntries(raw), ...parsed } : parsed;
  if (problems.length > 0 || module.constraints === undefined) return { args, problems };
  const given = new Set<string>();
  for (const [name, value] of own) if (value !== null) given.add(canonicalName(module.options, name) ?? name);
  return { args, problems: brokenConstraints(module, name => given.has(name), args) };
};

/**
 * Checks what can be known of arguments before they are rendered: names, missing ones, and the values that hold no template.
 * Returns diagnostics with the arguments' places.
 */
export const checkArguments = (
  module: Documented,
  raw: RawArguments,
  locate: Locate,
): readonly Diagnostic[] => {
  if (raw.has('*')) return [];
  return located(parseAll(module, raw).problems, locate);
};

/** Checks the names of arguments that have any name, those that are templates aside. */
export const checkNames = (
  { complaintOf }: Documented,
  raw: RawArguments,
  locate: Locate,
): readonly Diagnostic[] => {
  if (complaintOf === undefined) return [];
  return [...raw.keys()].flatMap((argument): Diagnostic[] => {
    const message = argument === '*' || argument.includes('{') ? undefined : complaintOf(argument);
    if (message === undefined) return [];
    const location = locate(argument, 'name');
    return [{ severity: 'error', message, ...(location && { location }) }];
  });
};

/** What is wrong with arguments, with their places. */
export const located = (problems: readonly ArgumentProblem[], locate: Locate): readonly Diagnostic[] =>
  problems.map(problem => {
    const [name = '', ...below] = problem.argument?.split('.') ?? [];
    const part = problem.misnamed && below.length === 0 ? 'name' : undefined;
    const location = locate(name, part) ?? locate('');
    return {
      severity: 'error',
      message: problem.message,
      ...(location && { location }),
      ...(problem.hint !== undefined && { hint: problem.hint }),
      ...(problem.isForeign && { isForeign: true }),
    };
  });

/** What the arguments of a schema are held against, worked out once. */
interface Names {
  /** Each option by its name and its aliases. */
  readonly canonical: ReadonlyMap<string, string>;
  readonly defaults: readonly (readonly [name: string, value: unknown])[];
  readonly required: readonly string[];
}

const known = new WeakMap<OptionSchema, Names>();

const namesOf = (schema: OptionSchema): Names => {
  const found = known.get(schema);
  if (found) return found;
  const options = Object.entries(schema);
  const canonical = new Map<string, string>();
  for (const [name, { aliases = [] }] of options)
    for (const alias of aliases) if (!canonical.has(alias)) canonical.set(alias, name);
  for (const [name] of options) canonical.set(name, name);
  const names: Names = {
    canonical,
    defaults: options.flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
    required: options
      .filter(([, option]) => option.default === undefined && option.required === true)
      .map(([name]) => name),
  };
  known.set(schema, names);
  return names;
};

/** The option that a name or an alias stands for. */
export const canonicalName = (options: OptionSchema, name: string): string | undefined =>
  namesOf(options).canonical.get(name);

const optionNames = (schema: OptionSchema): readonly string[] =>
  Object.entries(schema).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);

/** A hint for a name of which an option's is the beginning, or the other way round: `destination` for `dest`. */
const abbreviated = (name: string, schema: OptionSchema): string | undefined => {
  const found = optionNames(schema).find(
    option =>
      Math.min(option.length, name.length) > 2 && (name.startsWith(option) || option.startsWith(name)),
  );
  return found === undefined ? undefined : `did you mean "${found}"?`;
};

const parseLevel = (
  schema: OptionSchema,
  raw: RawArguments,
  owner: string,
  path: string,
  problems: ArgumentProblem[],
): Arguments => {
  const args: { [name: string]: unknown } = {};
  const given = new Set<string>();
  for (const [name, value] of raw) {
    const canonical = canonicalName(schema, name);
    if (canonical === undefined) {
      const hint = didYouMean(name, optionNames(schema)) ?? abbreviated(name, schema);
      problems.push({
        argument: path + name,
        misnamed: true,
        ...(hint === undefined && { isForeign: true }),
        message: `Unsupported parameters for ${owner}: ${path}${name}`,
        hint: hint ?? `supported parameters include: ${Object.keys(schema).join(', ')}`,
      });
      continue;
    }
    // Nothing, in place of a condition, is one.
    if (value !== null || schema[canonical]!.type === 'condition') given.add(canonical);
    if (value === null) continue;
    if (value instanceof Template) continue;
    const parsed = parseValue(schema[canonical]!, value, owner, path + name, problems);
    if (parsed !== undefined) args[canonical] = parsed;
  }
  const { defaults, required } = namesOf(schema);
  for (const [name, value] of defaults) if (!given.has(name)) args[name] = value;
  const missing = required.filter(name => !given.has(name));
  if (missing.length > 0) {
    const within = path === '' ? '' : ` found in ${path.slice(0, -1).replaceAll('.', ' -> ')}`;
    problems.push({
      argument: path === '' ? undefined : path.slice(0, -1),
      message: `missing required arguments: ${[...missing].sort().join(', ')}${within}`,
    });
  }
  return args;
};

const parseValue = (
  option: Option,
  value: Unrendered,
  owner: string,
  path: string,
  problems: ArgumentProblem[],
): unknown => {
  const complain = (coerced: Coerced): unknown => {
    if (coerced.ok) return coerced.value;
    problems.push({
      argument: path,
      message: `argument ${path} of the ${owner} ${coerced.message}`,
      ...(coerced.hint !== undefined && { hint: coerced.hint }),
    });
    return undefined;
  };
  if (option.type === 'list') {
    const list = complain(coerce(option, value));
    if (!Array.isArray(list)) return undefined;
    return list.map((element: Unrendered, index) => {
      if (element instanceof Template) return undefined;
      const elementPath = `${path}.${index}`;
      const elementOption: Option = {
        type: option.elements ?? (option.options ? 'dict' : 'str'),
        description: '',
        ...(option.choices && { choices: option.choices }),
        ...(option.options && { options: option.options }),
      };
      return parseValue(elementOption, element, owner, elementPath, problems);
    });
  }
  const parsed = complain(coerce(option, value));
  if (option.type !== 'dict' || option.options === undefined || !(parsed instanceof Map)) return parsed;
  return parseLevel(option.options, parsed as RawArguments, owner, `${path}.`, problems);
};

const brokenConstraints = (
  module: Documented,
  has: (name: string) => boolean,
  args: Arguments,
): ArgumentProblem[] => {
  const problems: ArgumentProblem[] = [];
  const {
    mutuallyExclusive = [],
    requiredTogether = [],
    requiredOneOf = [],
    requiredIf = [],
  } = module.constraints ?? {};
  for (const names of mutuallyExclusive) {
    const given = names.filter(has);
    if (given.length > 1)
      problems.push({ argument: given[1], message: `parameters are mutually exclusive: ${names.join('|')}` });
  }
  for (const names of requiredTogether)
    if (names.some(has) && !names.every(has))
      problems.push({
        argument: names.find(has),
        message: `parameters are required together: ${names.join(', ')}`,
      });
  for (const names of requiredOneOf)
    if (!names.some(has))
      problems.push({
        argument: undefined,
        message: `one of the following is required: ${names.join(', ')}`,
      });
  for (const { option, value, requires, any } of requiredIf) {
    if (args[option] !== value) continue;
    const missing = requires.filter(name => !has(name));
    if (any ? missing.length === requires.length : missing.length > 0)
      problems.push({
        argument: option,
        message: `${option} is ${String(value)} but ${any ? 'any' : 'all'} of the following are missing: ${missing.join(', ')}`,
      });
  }
  return problems;
};
