import type { Plain } from '../../value/value.js';
import type { ContainerArguments } from './container-options.js';
import { at } from './inspect.js';

/** What a setting is, in the one form in which the task's wish and the container's state are compared. */
export type SettingValue =
  | null
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly [key: string]: string };

/** One option of docker_container that says how a container is made: what is wanted, what is, and how it is asked for. */
export interface Setting {
  readonly option: keyof ContainerArguments;
  readonly kind: 'value' | 'list' | 'set' | 'dict';
  /** What the task wants; undefined where it says nothing of it, and then the container is as it likes. */
  desired(args: ContainerArguments): SettingValue | undefined;
  /** What the container has, from `docker inspect`. */
  actual(container: Plain, args: ContainerArguments): SettingValue;
  /** What the image gives every container made of it, which `strict` must not take for more than was asked. */
  inherited?(image: Plain): SettingValue;
  /** The arguments of `docker create` for what is wanted. */
  flags(desired: SettingValue, args: ContainerArguments): readonly string[];
  /** `docker update` can change it while the container runs. */
  readonly updatable?: true;
  /** How it is compared if the task doesn't say: `strict` for values and lists, else `allow_more_present`. */
  readonly comparison?: 'ignore';
  /** The values are not to be shown. */
  readonly secret?: true;
  /** Whether a wish is met, where that is more than being equal (entries of dicts one by one). */
  meets?(actual: string, desired: string): boolean;
}

/** An argument of the command line: one word, so that a value that starts with a dash is no option. */
export const flagged = (flag: string, value: SettingValue): string => `--${flag}=${String(value)}`;

type Part = { readonly updatable?: true; readonly comparison?: 'ignore' };

/**
 * A setting of one value that inspect shows as it was given. `absent` is what inspect shows where nothing was asked for, which is
 * as good as its own default `means`.
 */
export const value = (
  option: keyof ContainerArguments,
  flag: string,
  path: readonly string[],
  part: Part & {
    readonly means?: SettingValue;
    convert?(wanted: string | number | boolean): SettingValue;
  } = {},
): Setting => ({
  option,
  kind: 'value',
  ...(part.updatable && { updatable: true }),
  ...(part.comparison && { comparison: part.comparison }),
  desired: args => {
    const wanted = args[option];
    if (typeof wanted !== 'string' && typeof wanted !== 'number' && typeof wanted !== 'boolean')
      return undefined;
    return part.convert?.(wanted) ?? wanted;
  },
  actual: container => {
    const found = at(container, ...path);
    if (found === null || found === undefined || found === '') return part.means ?? null;
    return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
      ? found
      : null;
  },
  flags: desired => [flagged(flag, desired)],
});

/** A setting of several texts that inspect shows as they were given, or as `convert` makes them. */
export const texts = (
  option: keyof ContainerArguments,
  kind: 'list' | 'set',
  flag: string,
  read: (container: Plain) => readonly string[],
  convert: (text: string) => string = text => text,
): Setting => ({
  option,
  kind,
  desired: args => {
    const wanted = args[option];
    return Array.isArray(wanted) ? wanted.map(text => convert(String(text))) : undefined;
  },
  actual: container => read(container).map(convert),
  flags: desired => (desired as readonly string[]).map(text => flagged(flag, text)),
});

/** Text that a value of a dict stands for: Python's words for booleans are not what programs read. */
export const entryText = (entry: unknown): string =>
  typeof entry === 'boolean' ? String(entry) : entry === null ? '' : String(entry);

/** A setting of names and texts. */
export const dict = (
  option: keyof ContainerArguments,
  flag: string,
  read: (container: Plain) => Readonly<Record<string, string>>,
): Setting => ({
  option,
  kind: 'dict',
  desired: args => {
    const wanted = args[option];
    if (!(wanted instanceof Map)) return undefined;
    return Object.fromEntries([...wanted].map(([key, entry]) => [String(key), entryText(entry)]));
  },
  actual: read,
  flags: desired =>
    Object.entries(desired as Record<string, string>).map(([key, entry]) => flagged(flag, `${key}=${entry}`)),
});
