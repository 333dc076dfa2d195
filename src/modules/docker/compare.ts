import type { Plain } from '../../value/value.js';
import { type ContainerArguments, options } from './container-options.js';
import { networkChange } from './networks.js';
import type { Setting, SettingValue } from './setting.js';
import { SETTINGS } from './settings.js';

export type Comparison = 'strict' | 'ignore' | 'allow_more_present';

const COMPARISONS: readonly string[] = ['strict', 'ignore', 'allow_more_present'];

/** An option in which a container isn't as the task has it. */
export interface Drift {
  readonly option: string;
  readonly before: Plain;
  readonly after: Plain;
  /** The flags of `docker update` that mend it; undefined where it takes a new container. */
  readonly update: readonly string[] | undefined;
}

/** How an option is compared: what the task says of it, or of all (`*`), else Ansible's default for its kind. */
export const comparisonOf = (args: ContainerArguments, option: string, otherwise: Comparison): Comparison => {
  const said = args.comparisons?.get(option) ?? args.comparisons?.get('*');
  return COMPARISONS.includes(String(said)) ? (said as Comparison) : otherwise;
};

/** What is wrong with `comparisons`, if anything. */
export const comparisonsProblem = (args: ContainerArguments): string | undefined => {
  for (const [option, comparison] of args.comparisons ?? []) {
    const name = String(option);
    const setting = SETTINGS.find(({ option }) => option === name);
    if (name !== '*' && name !== 'image' && name !== 'networks' && !setting)
      return name in options ? `cannot compare ${name}` : `names an option that does not exist: ${name}`;
    if (!COMPARISONS.includes(String(comparison)))
      return `for ${name} must be strict, ignore or allow_more_present, got: ${String(comparison)}`;
    if (
      comparison === 'allow_more_present' &&
      (name === '*' || name === 'image' || setting?.kind === 'value')
    )
      return `for ${name} can't be allow_more_present: it is one value`;
  }
  return undefined;
};

/** Every option named by the task in which the container differs from it. */
export const driftOf = (args: ContainerArguments, container: Plain, image: Plain): readonly Drift[] =>
  SETTINGS.flatMap(setting => {
    const desired = setting.desired(args);
    if (desired === undefined) return [];
    const standard = setting.kind === 'value' || setting.kind === 'list' ? 'strict' : 'allow_more_present';
    const comparison = comparisonOf(args, setting.option, setting.comparison ?? standard);
    const actual = setting.actual(container, args);
    if (comparison === 'ignore' || matches(setting, comparison, desired, actual, image)) return [];
    const update = setting.updatable ? setting.flags(desired, args) : undefined;
    return [{ option: setting.option, ...shown(setting, desired, actual), update }];
  });

/** The networks as a difference; undefined where they are as asked. */
export const networkDrift = (args: ContainerArguments, container: Plain): Drift | undefined => {
  const comparison = comparisonOf(args, 'networks', 'allow_more_present');
  if (comparison === 'ignore') return undefined;
  const { leave, join } = networkChange(args.networks, container, comparison === 'strict');
  if (leave.length === 0 && join.length === 0) return undefined;
  return { option: 'networks', before: leave, after: join.map(network => network.name), update: undefined };
};

const matches = (
  setting: Setting,
  comparison: Comparison,
  desired: SettingValue,
  actual: SettingValue,
  image: Plain,
): boolean => {
  const inherited = setting.inherited?.(image) ?? null;
  if (isDict(desired) && isDict(actual)) {
    const meets = setting.meets ?? ((a, b) => a === b);
    const has = Object.entries(desired).every(
      ([key, wish]) => Object.hasOwn(actual, key) && meets(actual[key]!, wish),
    );
    if (!has || comparison !== 'strict') return has;
    return Object.entries(actual).every(
      ([key, entry]) => Object.hasOwn(desired, key) || (isDict(inherited) && inherited[key] === entry),
    );
  }
  if (isList(desired) && isList(actual)) {
    if (setting.kind === 'list' && comparison === 'strict')
      return desired.length === actual.length && desired.every((wish, index) => wish === actual[index]);
    const has = desired.every(wish => actual.includes(wish));
    if (!has || comparison !== 'strict') return has;
    return actual.every(entry => desired.includes(entry) || (isList(inherited) && inherited.includes(entry)));
  }
  return (desired === '' ? null : desired) === (actual === '' ? null : actual);
};

const isList = (value: SettingValue): value is readonly string[] => Array.isArray(value);
const isDict = (value: SettingValue): value is { readonly [key: string]: string } =>
  value !== null && typeof value === 'object' && !isList(value);

/** A difference as it may be shown: of dicts what differs, of secrets the names alone. */
const shown = (
  setting: Setting,
  desired: SettingValue,
  actual: SettingValue,
): { readonly before: Plain; readonly after: Plain } => {
  if (!isDict(desired) || !isDict(actual)) return { before: actual, after: desired };
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const key of new Set([...Object.keys(desired), ...Object.keys(actual)])) {
    const [was, wish] = [actual[key], desired[key]];
    if (was === wish) continue;
    if (was !== undefined) before[key] = setting.secret ? 'another value' : was;
    if (wish !== undefined) after[key] = setting.secret ? "the task's value" : wish;
  }
  return { before, after };
};
