import type { Secrets } from '../value/secrets.js';
import { UsageError } from './mistakes.js';

/** The flags that choose hosts and variables, as ansible-playbook has them. */
export interface CommonOptions {
  readonly inventory: readonly string[];
  readonly limit: string | undefined;
  readonly extraVars: readonly string[];
  readonly vaultPasswordFiles: readonly string[];
  readonly vaultIds: readonly string[];
  readonly askVaultPass: boolean;
  readonly verbosity: number;
}

/** The flags of `apply` and `check`. */
export interface RunCommandOptions extends CommonOptions {
  readonly playbooks: readonly string[];
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly forks: number;
  readonly check: boolean;
  readonly diff: boolean;
  readonly become: boolean;
  readonly becomeMethod: string;
  readonly becomeUser: string;
  readonly askBecomePass: boolean;
  readonly askPass: boolean;
  readonly user: string | undefined;
  readonly privateKey: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly sshCommonArgs: string | undefined;
  readonly sshExtraArgs: string | undefined;
  readonly forceHandlers: boolean;
  readonly syntaxCheck: boolean;
  readonly listHosts: boolean;
  readonly listTasks: boolean;
  readonly listTags: boolean;
}

/** The flags of `hosts`. */
export interface HostsOptions extends CommonOptions {
  readonly pattern: string;
}

/** What the command line asks for; verbs in files of their own carry themselves out. */
export type Request =
  | { readonly verb: 'apply' | 'check'; readonly options: RunCommandOptions }
  | { readonly verb: 'hosts'; readonly options: HostsOptions }
  | { readonly verb: 'other'; run(secrets: Secrets): Promise<number> };

/** What the command line's flags came to, by their long names; what is no flag is in `_`. */
export interface Flags {
  readonly [name: string]: unknown;
}

/** A flag's text; of several the last. */
export const text = (flags: Flags, name: string): string | undefined =>
  flags[name] === undefined ? undefined : String([flags[name]].flat().at(-1));
/** The texts of a flag that may be given again; those that are no flags under the name "_". */
export const texts = (flags: Flags, name: string): readonly string[] =>
  [flags[name] ?? []].flat().map(String);
const list = (flags: Flags, name: string): readonly string[] =>
  texts(flags, name)
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(value => value !== '');

/** A flag's whole number from 1. Throws a UsageError for anything else. */
const count = (flags: Flags, name: string): number => {
  const value = Number(flags[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UsageError(`--${name} must be a whole number from 1`);
};

/** The options that all verbs have. */
export const commonOptions = (flags: Flags): CommonOptions => ({
  inventory: texts(flags, 'inventory'),
  limit: text(flags, 'limit'),
  extraVars: texts(flags, 'extra-vars'),
  vaultPasswordFiles: texts(flags, 'vault-password-file'),
  vaultIds: texts(flags, 'vault-id'),
  askVaultPass: flags['ask-vault-pass'] === true,
  verbosity: Number(flags.verbose ?? 0),
});

/** The options of apply and check. Throws a UsageError. */
export const runOptions = (flags: Flags): RunCommandOptions => ({
  ...commonOptions(flags),
  playbooks: texts(flags, '_'),
  tags: list(flags, 'tags'),
  skipTags: list(flags, 'skip-tags'),
  forks: count(flags, 'forks'),
  check: flags.check === true,
  diff: flags.diff === true,
  become: flags.become === true,
  becomeMethod: String(flags['become-method']),
  becomeUser: String(flags['become-user']),
  askBecomePass: flags['ask-become-pass'] === true,
  askPass: flags['ask-pass'] === true,
  user: text(flags, 'user'),
  privateKey: text(flags, 'private-key'),
  connection: text(flags, 'connection'),
  timeout: flags.timeout === undefined ? undefined : count(flags, 'timeout'),
  sshCommonArgs: text(flags, 'ssh-common-args'),
  sshExtraArgs: text(flags, 'ssh-extra-args'),
  forceHandlers: flags['force-handlers'] === true,
  syntaxCheck: flags['syntax-check'] === true,
  listHosts: flags['list-hosts'] === true,
  listTasks: flags['list-tasks'] === true,
  listTags: flags['list-tags'] === true,
});
