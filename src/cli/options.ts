import type { Configuration } from '../configuration/configuration.js';
import type { Secrets } from '../value/secrets.js';
import { ownConfiguration } from './configuration.js';
import { UsageError } from './mistakes.js';

/** What chooses hosts and variables: the flags, as ansible-playbook has them, and where they say nothing the configuration. */
export interface CommonOptions {
  readonly configuration: Configuration;
  readonly inventory: readonly string[];
  readonly limit: string | undefined;
  readonly extraVars: readonly string[];
  readonly vaultPasswordFiles: readonly string[];
  readonly vaultIds: readonly string[];
  readonly askVaultPass: boolean;
  readonly verbosity: number;
}

/** What `apply` and `check` are to do. */
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
  readonly becomePasswordFile: string | undefined;
  readonly askBecomePass: boolean;
  readonly askPass: boolean;
  readonly connectionPasswordFile: string | undefined;
  readonly user: string | undefined;
  readonly privateKey: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly sshCommonArgs: string | undefined;
  readonly sshExtraArgs: string | undefined;
  readonly forceHandlers: boolean;
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  /** The folder in which facts are kept, if not the one of the configuration. */
  readonly factCache: string | undefined;
  readonly flushCache: boolean;
  readonly syntaxCheck: boolean;
  readonly listHosts: boolean;
  readonly listTasks: boolean;
  readonly listTags: boolean;
}

/** What the command line asks for; verbs in files of their own carry themselves out. */
export type Request =
  | { readonly verb: 'apply' | 'check'; readonly options: RunCommandOptions }
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

/** A flag's whole number from 1; undefined if it is not given. Throws a UsageError for anything else. */
const count = (flags: Flags, name: string): number | undefined => {
  if (flags[name] === undefined) return undefined;
  const value = Number(flags[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UsageError(`--${name} must be a whole number from 1`);
};

/** The options that all verbs have. Throws a ConfigurationError. */
export const commonOptions = (flags: Flags): CommonOptions => ({
  configuration: ownConfiguration(),
  inventory: texts(flags, 'inventory'),
  limit: text(flags, 'limit'),
  extraVars: texts(flags, 'extra-vars'),
  vaultPasswordFiles: texts(flags, 'vault-password-file'),
  vaultIds: texts(flags, 'vault-id'),
  askVaultPass: flags['ask-vault-pass'] === true,
  verbosity: ownConfiguration().get('verbosity') + Number(flags.verbose ?? 0),
});

/** The options of apply and check. Throws a UsageError or ConfigurationError. */
export const runOptions = (flags: Flags): RunCommandOptions => {
  const { get } = ownConfiguration();
  return {
    ...commonOptions(flags),
    playbooks: texts(flags, '_'),
    tags: [...get('tags_run'), ...list(flags, 'tags')],
    skipTags: [...get('tags_skip'), ...list(flags, 'skip-tags')],
    forks: count(flags, 'forks') ?? get('forks'),
    check: flags.check === true,
    diff: flags.diff === true || get('diff_always'),
    become: flags.become === true || get('become'),
    becomeMethod: text(flags, 'become-method') ?? get('become_method'),
    becomeUser: text(flags, 'become-user') ?? get('become_user'),
    becomePasswordFile: text(flags, 'become-password-file') ?? get('become_password_file'),
    askBecomePass: flags['ask-become-pass'] === true || get('become_ask_pass'),
    askPass: flags['ask-pass'] === true || get('ask_pass'),
    connectionPasswordFile: text(flags, 'connection-password-file') ?? get('connection_password_file'),
    user: text(flags, 'user') ?? get('remote_user'),
    privateKey: text(flags, 'private-key') ?? get('private_key_file'),
    connection: text(flags, 'connection') ?? get('transport'),
    timeout: count(flags, 'timeout') ?? get('timeout'),
    sshCommonArgs: text(flags, 'ssh-common-args') ?? get('ssh_common_args'),
    sshExtraArgs: text(flags, 'ssh-extra-args') ?? get('ssh_extra_args'),
    startAtTask: text(flags, 'start-at-task'),
    step: flags.step === true,
    factCache: text(flags, 'fact-cache'),
    flushCache: flags['flush-cache'] === true,
    forceHandlers: flags['force-handlers'] === true || get('force_handlers'),
    syntaxCheck: flags['syntax-check'] === true,
    listHosts: flags['list-hosts'] === true,
    listTasks: flags['list-tasks'] === true,
    listTags: flags['list-tags'] === true,
  };
};
