import type { Argv } from 'yargs';
import { didYouMean } from '../source/suggest.js';
import { BAD_USAGE } from './mistakes.js';
import { version } from './version.js';

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

/** What the command line asks for. */
export type Request =
  | { readonly verb: 'apply' | 'check'; readonly options: RunCommandOptions }
  | { readonly verb: 'hosts'; readonly options: HostsOptions };

const common = (command: Argv): Argv =>
  command
    .option('inventory', {
      alias: ['i', 'inventory-file'],
      describe: 'Inventory file, folder, program, or a list of hosts with a comma; may be given again',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'Hosts and variables:',
    })
    .option('limit', {
      alias: 'l',
      describe: 'Only these hosts: a pattern, or @FILE',
      type: 'string',
      group: 'Hosts and variables:',
    })
    .option('extra-vars', {
      alias: 'e',
      describe: 'Variables that win over all others: name=value, YAML, JSON, or @FILE',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'Hosts and variables:',
    })
    .option('vault-password-file', {
      alias: 'vault-pass-file',
      describe: 'File with the vault password, or a program that prints it',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'Secrets:',
    })
    .option('vault-id', {
      describe: 'A vault password by its id: ID@FILE, or ID@prompt',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'Secrets:',
    })
    .option('ask-vault-pass', {
      alias: ['J', 'ask-vault-password'],
      describe: 'Ask for the vault password',
      type: 'boolean',
      group: 'Secrets:',
    })
    .option('verbose', {
      alias: 'v',
      describe: 'Print results of tasks; -vvv: also where tasks stand, and how many messages were sent',
      type: 'count',
      group: 'Output:',
    });

const running = (command: Argv): Argv =>
  common(
    command
      .positional('playbook', {
        describe: 'Playbooks to run, one after another',
        type: 'string',
        array: true,
      })
      // What is looked for most comes first.
      .group([], 'Hosts and variables:')
      .group([], 'What is run:')
      .group([], 'Output:')
      .group([], 'Connection:'),
  )
    .option('tags', {
      alias: 't',
      describe: 'Only tasks with these tags',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'What is run:',
    })
    .option('skip-tags', {
      describe: 'No tasks with these tags',
      type: 'string',
      array: true,
      nargs: 1,
      group: 'What is run:',
    })
    .option('check', {
      alias: 'C',
      describe: 'Change nothing, say what would be changed',
      type: 'boolean',
      group: 'What is run:',
    })
    .option('diff', { alias: 'D', describe: 'Show what differs', type: 'boolean', group: 'Output:' })
    .option('force-handlers', {
      describe: 'Run notified handlers of hosts that fail, too',
      type: 'boolean',
      group: 'What is run:',
    })
    .option('syntax-check', {
      describe: 'Read everything, connect to nothing',
      type: 'boolean',
      group: 'What is run:',
    })
    .option('list-hosts', { describe: 'List the hosts of each play', type: 'boolean', group: 'What is run:' })
    .option('list-tasks', { describe: 'List the tasks of each play', type: 'boolean', group: 'What is run:' })
    .option('list-tags', { describe: 'List the tags of each play', type: 'boolean', group: 'What is run:' })
    .option('forks', {
      alias: 'f',
      describe: 'How many hosts are talked to at once',
      type: 'number',
      default: 50,
      group: 'Connection:',
    })
    .option('user', { alias: 'u', describe: 'Log in as this user', type: 'string', group: 'Connection:' })
    .option('private-key', {
      alias: 'key-file',
      describe: 'Log in with this key',
      type: 'string',
      group: 'Connection:',
    })
    .option('ask-pass', {
      alias: 'k',
      describe: 'Ask for the password to log in with',
      type: 'boolean',
      group: 'Connection:',
    })
    .option('connection', {
      alias: 'c',
      describe: 'How hosts are reached: ssh or local',
      type: 'string',
      group: 'Connection:',
    })
    .option('timeout', {
      alias: 'T',
      describe: 'Seconds until a connection must stand',
      type: 'number',
      group: 'Connection:',
    })
    .option('ssh-common-args', {
      describe: "Options as ssh takes them: --ssh-common-args='-o Compression=yes'",
      type: 'string',
      group: 'Connection:',
    })
    .option('ssh-extra-args', { describe: 'More of them', type: 'string', group: 'Connection:' })
    .option('become', {
      alias: 'b',
      describe: 'Run tasks as another user, root if --become-user names no other',
      type: 'boolean',
      group: 'Connection:',
    })
    .option('become-method', {
      describe: 'How to become it: sudo or su',
      type: 'string',
      default: 'sudo',
      group: 'Connection:',
    })
    .option('become-user', {
      describe: 'Whom to become',
      type: 'string',
      default: 'root',
      group: 'Connection:',
    })
    .option('ask-become-pass', {
      alias: 'K',
      describe: "Ask for sudo's password, once for all hosts",
      type: 'boolean',
      group: 'Connection:',
    });

/**
 * Reads the command line.
 * @returns undefined if there is nothing left to do: help or the version was printed
 */
export const readCommandLine = async (words: readonly string[]): Promise<Request | undefined> => {
  const { default: yargs } = await import('yargs');
  let request: Request | undefined;
  let parser = yargs([...words])
    .scriptName('trueup')
    .usage('$0: Ansible playbooks over SSH, with nothing but a shell on the hosts\n\n$0 COMMAND')
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false })
    .command(
      'apply <playbook..>',
      'Bring hosts into the state that playbooks describe',
      command =>
        running(command).epilogue(
          'Ends with 0, 2 if a task failed, 4 if a host could not be reached, 99 if it was interrupted.',
        ),
      argv => {
        request = { verb: 'apply', options: runOptions(argv) };
      },
    )
    .command(
      'check <playbook..>',
      'Say where hosts differ from what playbooks describe, and change nothing',
      command =>
        running(command).epilogue(
          'Ends with 0 if all is as described, 2 if something differs, 3 if a host could not be reached, 1 if a task failed.',
        ),
      argv => {
        request = { verb: 'check', options: runOptions(argv) };
      },
    )
    .command(
      'hosts [pattern]',
      'List the hosts of the inventory',
      command =>
        common(command).positional('pattern', { describe: 'Which hosts', type: 'string', default: 'all' }),
      argv => {
        request = { verb: 'hosts', options: { ...commonOptions(argv), pattern: String(argv.pattern) } };
      },
    )
    .example(
      '$0 apply playbooks/registry.yaml -i inventory.yaml',
      'set the hosts up, or mend what has drifted',
    )
    .example('$0 check playbooks/registry.yaml -i inventory.yaml --diff', 'see what has drifted')
    .demandCommand(1, 'Say what to do: apply, check or hosts.')
    .strict()
    .version(version())
    .help()
    .alias('help', 'h')
    .wrap(Math.min(100, process.stdout.columns ?? 100));
  parser = parser.fail((message, error, usage) => {
    if (error) throw error;
    return refuse(inOurWords(message, String(usage.help())));
  });
  await parser.parseAsync();
  return request;
};

/** Says what is wrong with the command line and ends. */
const refuse = (message: string): never => {
  process.stderr.write(`error: ${message}\nSee trueup --help\n`);
  process.exit(BAD_USAGE);
};

/** What yargs has to say of a mistake, with a hint where a flag or verb is nearly right. */
const inOurWords = (message: string, help: string): string => {
  if (message.startsWith('Not enough non-option arguments')) return 'name the playbooks to run';
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const flags = [...help.matchAll(/ --([a-z-]+)/g)].map(([, name]) => name!);
  const verbs = [...help.matchAll(/^ {2}\S+ ([a-z]+) /gm)].map(([, name]) => name!);
  const hint = didYouMean(unknown, verbs.length > 0 ? verbs : flags);
  return hint === undefined ? message : `${message}\n  hint: ${hint}`;
};

interface Flags {
  readonly [name: string]: unknown;
}

const text = (flags: Flags, name: string): string | undefined =>
  flags[name] === undefined ? undefined : String([flags[name]].flat().at(-1));
const texts = (flags: Flags, name: string): readonly string[] => [flags[name] ?? []].flat().map(String);
const list = (flags: Flags, name: string): readonly string[] =>
  texts(flags, name)
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(value => value !== '');

/** A flag's whole number from 1; ends with bad usage for anything else. */
const count = (flags: Flags, name: string): number => {
  const value = Number(flags[name]);
  return Number.isInteger(value) && value >= 1 ? value : refuse(`--${name} must be a whole number from 1`);
};

const commonOptions = (flags: Flags): CommonOptions => ({
  inventory: texts(flags, 'inventory'),
  limit: text(flags, 'limit'),
  extraVars: texts(flags, 'extra-vars'),
  vaultPasswordFiles: texts(flags, 'vault-password-file'),
  vaultIds: texts(flags, 'vault-id'),
  askVaultPass: flags['ask-vault-pass'] === true,
  verbosity: Number(flags.verbose ?? 0),
});

const runOptions = (flags: Flags): RunCommandOptions => ({
  ...commonOptions(flags),
  playbooks: texts(flags, 'playbook'),
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
