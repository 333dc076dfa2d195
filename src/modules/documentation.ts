import type { Constraints } from './module.js';
import type { Option, OptionSchema } from './options.js';

// What a module's definition says of it in words, for `trueup modules` and for docs/modules.

/** An option, those within it below it. */
export interface DescribedOption {
  readonly name: string;
  readonly depth: number;
  readonly option: Option;
}

/** All options of a module: those that must be given first, then by name, each before those that are within it. */
export const describedOptions = (options: OptionSchema, depth = 0): readonly DescribedOption[] =>
  Object.entries(options)
    .toSorted(
      ([a, first], [b, second]) =>
        Number(second.required ?? false) - Number(first.required ?? false) || (a < b ? -1 : 1),
    )
    .flatMap(([name, option]) => [
      { name, depth, option },
      ...describedOptions(option.options ?? {}, depth + 1),
    ]);

/** What kind of value an option takes: `list of dict`. */
export const typeWords = ({ type, elements, options }: Option): string =>
  type === 'list' ? `list of ${elements ?? (options === undefined ? 'str' : 'dict')}` : type;

/** The default of an option as it is written in a playbook; undefined if there is none. */
export const defaultWords = (option: Option): string | undefined =>
  option.default === undefined ? undefined : JSON.stringify(option.default);

/** What must hold between options, a sentence each. */
export const constraintSentences = ({
  mutuallyExclusive = [],
  requiredTogether = [],
  requiredOneOf = [],
  requiredIf = [],
}: Constraints = {}): readonly string[] => [
  ...mutuallyExclusive.map(names => `At most one of ${names.join(', ')} may be given.`),
  ...requiredTogether.map(names => `${names.join(', ')} are given together or not at all.`),
  ...requiredOneOf.map(names => `At least one of ${names.join(', ')} must be given.`),
  ...requiredIf.map(
    ({ option, value, requires, any }) =>
      `With ${option}: ${value}, ${requires.join(any ? ' or ' : ' and ')} must be given.`,
  ),
];
