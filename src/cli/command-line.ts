import type { Argv } from 'yargs';
import { didYouMean } from '../source/suggest.js';
import { apart, PARSING, readFlags } from './flag-parser.js';
import { COMMON_FLAGS, type FlagTable, RUN_FLAGS } from './flags.js';
import { UsageError } from './mistakes.js';
import { type Flags, type Request, runOptions } from './options.js';
import type { Verb, VerbEntry } from './verb.js';
import { version } from './version.js';

interface OwnVerb {
  readonly usage: string;
  readonly describe: string;
  readonly epilogue: string;
  readonly flags: FlagTable;
  request(flags: Flags): Request;
}

const VERBS: { readonly [name: string]: OwnVerb } = {
  apply: {
    usage: 'apply <playbook..>',
    describe: 'Bring hosts into the state that playbooks describe',
    epilogue: 'Ends with 0, 2 if a task failed, 4 if a host could not be reached, 99 if it was interrupted.',
    flags: { ...RUN_FLAGS, ...COMMON_FLAGS },
    request: flags => ({ verb: 'apply', options: runOptions(named(flags)) }),
  },
  check: {
    usage: 'check <playbook..>',
    describe: 'Say where hosts differ from playbooks, and change nothing',
    epilogue:
      'Ends with 0 if all is as described, 2 if something differs, 3 if a host could not be reached, 1 if a task failed.',
    flags: { ...RUN_FLAGS, ...COMMON_FLAGS },
    request: flags => ({ verb: 'check', options: runOptions(named(flags)) }),
  },
};

const words = (flags: Flags): readonly string[] => [flags._ ?? []].flat().map(String);

/** Flags of a run that names its playbooks. */
const named = (flags: Flags): Flags => {
  if (words(flags).length === 0) throw new UsageError('name the playbooks to run');
  return flags;
};

/** Verbs in files of their own. */
const OTHERS: { readonly [name: string]: VerbEntry } = {
  lint: {
    usage: 'lint <playbook..>',
    describe: 'Find mistakes in playbooks, without hosts',
    load: async words => ({ verb: (await import('./lint/verb.js')).LINT, words }),
  },
  explain: {
    usage: 'explain <variable> [host]',
    describe: 'Say where a variable gets its value from, and which place wins',
    load: async words => ({ verb: (await import('./explain/verb.js')).EXPLAIN, words }),
  },
  hosts: {
    usage: 'hosts [pattern]',
    describe: 'List the hosts of the inventory, their groups and variables',
    load: async words => ({ verb: (await import('./hosts/verb.js')).HOSTS, words }),
  },
  modules: {
    usage: 'modules [name..]',
    describe: 'List the modules, or tell what one takes and returns',
    load: async words => ({ verb: (await import('./modules/verb.js')).MODULES, words }),
  },
  vault: {
    usage: 'vault ACTION',
    describe: 'Encrypt and decrypt files and strings',
    load: async words => (await import('./vault/verb.js')).loadVaultVerb(words),
  },
};

const NAMES: readonly string[] = [...Object.keys(VERBS), ...Object.keys(OTHERS)];

/** Flags of ansible-playbook's that are not there. */
const ABSENT: ReadonlySet<string> = new Set(['module-path', 'scp-extra-args', 'sftp-extra-args']);

/**
 * Reads the command line.
 * @returns undefined if there is nothing left to do: help or the version was printed
 * @throws UsageError for one that makes no sense, ConfigurationError for a configuration that makes none
 */
export const readCommandLine = async (line: readonly string[]): Promise<Request | undefined> => {
  const [first = '', ...rest] = line;
  if (Object.hasOwn(OTHERS, first)) return readOther(OTHERS[first]!, rest);
  const verb = Object.hasOwn(VERBS, first) ? VERBS[first] : undefined;
  if (verb === undefined && line.length > 0 && !first.startsWith('-')) throw unknownVerb(first);
  if (verb !== undefined) return verb.request(await flagsOf(rest, verb));
  const { default: yargs } = await import('yargs');
  await finished(overview(yargs([...line])), undefined).parseAsync();
  throw new UsageError(`say what to do: ${NAMES.join(', ')}`);
};

const readOther = async (entry: VerbEntry, line: readonly string[]): Promise<Request> => {
  const { verb, words } = await entry.load(line);
  const flags = await flagsOf(words, verb);
  return { verb: 'other', run: secrets => verb.run(flags, secrets) };
};

/** A verb's flags. yargs takes a while to load and lays out all its help, so it is asked only where it has something to say. */
const flagsOf = async (line: readonly string[], verb: Described): Promise<Flags> => {
  const words = apart(line, verb.flags);
  const plain = verb.verbs === undefined ? await readFlags(words, verb.flags) : undefined;
  if (plain !== undefined) return plain;
  const { default: yargs } = await import('yargs');
  let parser = ofVerb(yargs([...words]), verb);
  for (const [usage, describe] of verb.verbs ?? []) parser = parser.command(usage, describe);
  return (await finished(parser, verb).parseAsync()) as Flags;
};

const unknownVerb = (word: string): UsageError =>
  /\.ya?ml$/.test(word)
    ? new UsageError('say what to do with the playbook', `trueup apply ${word}`)
    : new UsageError(
        `there is no command "${word}"`,
        didYouMean(word, NAMES) ?? `there are ${NAMES.join(', ')}`,
      );

const overview = (parser: Argv): Argv => {
  let described = parser
    .scriptName('trueup')
    .usage('$0: Ansible playbooks over SSH, with nothing but a shell on the hosts\n\n$0 COMMAND');
  for (const { usage, describe } of [...Object.values(VERBS), ...Object.values(OTHERS)])
    described = described.command(usage, describe);
  return described
    .example(
      '$0 apply playbooks/registry.yaml -i inventory.yaml',
      'set the hosts up, or mend what has drifted',
    )
    .example('$0 check playbooks/registry.yaml -i inventory.yaml --diff', 'see what has drifted')
    .epilogue('trueup COMMAND --help tells the flags of each.');
};

/** What the help of a verb tells. */
type Described = Pick<Verb, 'usage' | 'describe' | 'epilogue' | 'flags' | 'verbs'>;

const ofVerb = (parser: Argv, { usage, describe, epilogue, flags }: Described): Argv =>
  parser
    .scriptName('trueup')
    .usage(`$0 ${usage}\n\n${describe}`)
    // What is looked for most comes first.
    .group([], 'Hosts and variables:')
    .group([], 'What is run:')
    .group([], 'What is done:')
    .group([], 'What is told:')
    .group([], 'Output:')
    .group([], 'Connection:')
    .options({ ...flags })
    .requiresArg(Object.keys(flags).filter(name => ['string', 'number'].includes(String(flags[name]?.type))))
    .strictOptions()
    .epilogue(epilogue);

const finished = (parser: Argv, verb: Described | undefined): Argv =>
  parser
    .parserConfiguration(PARSING)
    .version(version())
    .help()
    .alias('help', 'h')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message, error) => {
      throw usageError(message ?? error.message, verb);
    });

/** What yargs has to say of a mistake, in our words. */
const usageError = (message: string, verb: Described | undefined): UsageError => {
  const missing = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  if (missing !== undefined) return new UsageError(`${shown(missing)} needs a value`);
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) return new UsageError(message);
  if (ABSENT.has(unknown)) return new UsageError(`${shown(unknown)} is not supported`);
  return new UsageError(
    `there is no flag ${shown(unknown)}`,
    didYouMean(unknown, Object.keys(verb?.flags ?? {})),
  );
};

const shown = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
