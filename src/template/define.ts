import type { Evaluation } from './evaluation.js';
import { bindArguments } from './methods/method.js';
import type { CallArguments, Runtime } from './runtime.js';
import { requireDefined } from './values/text.js';

/** A filter: what stands before the bar, the arguments, what it gives. Throws a Fault for what it can't work with. */
export type Filter = (value: Runtime, args: CallArguments, evaluation: Evaluation) => Runtime;

/** A test, as in `x is y`. */
export type Test = (value: Runtime, args: CallArguments, evaluation: Evaluation) => boolean;

type Apply<Result> = (value: Runtime, args: (Runtime | undefined)[], evaluation: Evaluation) => Result;

/** The names of the parameters, and the function over the arguments in that order. */
export type Entry<Result> = readonly [parameters: readonly string[], apply: Apply<Result>];

const strict =
  <Result>(name: string, [parameters, apply]: Entry<Result>) =>
  (value: Runtime, args: CallArguments, evaluation: Evaluation): Result => {
    requireDefined(value);
    requireArguments(args);
    return apply(value, bindArguments(name, parameters, args), evaluation);
  };

const lenient =
  <Result>(name: string, [parameters, apply]: Entry<Result>) =>
  (value: Runtime, args: CallArguments, evaluation: Evaluation): Result =>
    apply(value, bindArguments(name, parameters, args), evaluation);

/** Throws if one of the arguments is undefined. */
export const requireArguments = ({ positional, named }: CallArguments): void => {
  for (const argument of positional) requireDefined(argument);
  for (const argument of named.values()) requireDefined(argument);
};

/** Filters that refuse undefined values and arguments. */
export const filters = (table: { readonly [name: string]: Entry<Runtime> }): [string, Filter][] =>
  Object.entries(table).map(([name, entry]) => [name, strict(`filter "${name}"`, entry)]);

/** Filters that decide about undefined values themselves, such as `default`. */
export const lenientFilters = (table: { readonly [name: string]: Entry<Runtime> }): [string, Filter][] =>
  Object.entries(table).map(([name, entry]) => [name, lenient(`filter "${name}"`, entry)]);

/** Filters that take arguments of any number and name. */
export const freeFilters = (table: { readonly [name: string]: Filter }): [string, Filter][] =>
  Object.entries(table).map(([name, filter]): [string, Filter] => [
    name,
    (value, args, evaluation) => {
      requireDefined(value);
      requireArguments(args);
      return filter(value, args, evaluation);
    },
  ]);

/** Tests that refuse undefined values and arguments. */
export const tests = (table: { readonly [name: string]: Entry<boolean> }): [string, Test][] =>
  Object.entries(table).map(([name, entry]) => [name, strict(`test "${name}"`, entry)]);

/** Tests that look at undefined values as at any other. */
export const lenientTests = (table: { readonly [name: string]: Entry<boolean> }): [string, Test][] =>
  Object.entries(table).map(([name, entry]) => [name, lenient(`test "${name}"`, entry)]);

/** The same filter or test under other names. */
export const aliased = <T>(
  entries: [string, T][],
  aliases: { readonly [alias: string]: string },
): [string, T][] => {
  const byName = new Map(entries);
  return [
    ...entries,
    ...Object.entries(aliases).map(([alias, name]): [string, T] => [alias, byName.get(name)!]),
  ];
};

/** The collections whose filters and tests are known by their short names. */
export const shortName = (name: string): string =>
  name.replace(/^(?:ansible\.(?:builtin|legacy|utils|posix|netcommon)|community\.(?:general|crypto))\./, '');
