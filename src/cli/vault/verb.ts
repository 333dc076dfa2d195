import { didYouMean } from '../../source/suggest.js';
import type { Secrets } from '../../value/secrets.js';
import type { FlagTable } from '../flags.js';
import { UsageError } from '../mistakes.js';
import type { Flags } from '../options.js';
import type { Verb } from '../verb.js';
import { ENCRYPT_ID, NEW_PASSWORD, OUTPUT, PASSWORD_FLAGS, STRING_FLAGS } from './flags.js';

interface Action {
  readonly words: string;
  readonly describe: string;
  readonly epilogue: string;
  readonly flags: FlagTable;
  load(): Promise<(flags: Flags, secrets: Secrets) => Promise<number>>;
}

const IN_PLACE = 'Files are replaced; - or nothing stands for standard input.';

const ACTIONS: { readonly [name: string]: Action } = {
  create: {
    words: 'FILE',
    describe: 'Write a new vaulted file in an editor',
    epilogue: 'EDITOR names the editor; without it, it is vi.',
    flags: { ...PASSWORD_FLAGS, ...ENCRYPT_ID },
    load: async () => (await import('./edit.js')).create,
  },
  edit: {
    words: 'FILE..',
    describe: 'Change a vaulted file in an editor',
    epilogue:
      'EDITOR names the editor; without it, it is vi. The file keeps its password, vault id and mode.',
    flags: { ...PASSWORD_FLAGS, ...ENCRYPT_ID },
    load: async () => (await import('./edit.js')).edit,
  },
  view: {
    words: 'FILE..',
    describe: 'Show what is in a vaulted file',
    epilogue: 'On a terminal by the program that PAGER names; without it, by less.',
    flags: PASSWORD_FLAGS,
    load: async () => (await import('./view.js')).view,
  },
  encrypt: {
    words: '[FILE..]',
    describe: 'Encrypt files',
    epilogue: IN_PLACE,
    flags: { ...OUTPUT, ...PASSWORD_FLAGS, ...ENCRYPT_ID },
    load: async () => (await import('./encrypt.js')).encrypt,
  },
  decrypt: {
    words: '[FILE..]',
    describe: 'Decrypt files',
    epilogue: IN_PLACE,
    flags: { ...OUTPUT, ...PASSWORD_FLAGS },
    load: async () => (await import('./decrypt.js')).decrypt,
  },
  rekey: {
    words: 'FILE..',
    describe: 'Give files another password',
    epilogue: 'Files keep their mode. No file is replaced unless all of them could be decrypted.',
    flags: { ...PASSWORD_FLAGS, ...NEW_PASSWORD, ...ENCRYPT_ID },
    load: async () => (await import('./rekey.js')).rekey,
  },
  encrypt_string: {
    words: '[STRING..]',
    describe: 'Encrypt strings, to be put into a file of variables',
    epilogue:
      'A string on the command line is seen by whoever lists processes: rather give it by - or --prompt.',
    flags: { ...STRING_FLAGS, ...OUTPUT, ...PASSWORD_FLAGS, ...ENCRYPT_ID },
    load: async () => (await import('./encrypt-string.js')).encryptString,
  },
};

const NAMES = Object.keys(ACTIONS);

/** `trueup vault`, which only tells of its actions. */
const VAULT: Verb = {
  usage: 'vault ACTION',
  describe: 'Encrypt and decrypt files and strings as ansible-vault does, whose files are the same',
  epilogue: 'trueup vault ACTION --help tells the flags of each.',
  flags: {},
  verbs: new Map(NAMES.map(name => [`vault ${name} ${ACTIONS[name]!.words}`, ACTIONS[name]!.describe])),
  run: async () => {
    throw new UsageError(`say what to do: ${NAMES.join(', ')}`, 'trueup vault --help tells of each');
  },
};

/** The action that the words behind `vault` begin with, and the words behind it. */
export const loadVaultVerb = (
  words: readonly string[],
): { readonly verb: Verb; readonly words: readonly string[] } => {
  const [name = '', ...rest] = words;
  if (name === '' || name.startsWith('-')) return { verb: VAULT, words };
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined)
    throw new UsageError(
      `there is no command "vault ${name}"`,
      didYouMean(name, NAMES) ?? `there are ${NAMES.join(', ')}`,
    );
  const verb: Verb = {
    usage: `vault ${name} ${action.words}`,
    describe: action.describe,
    epilogue: action.epilogue,
    flags: action.flags,
    run: async (flags, secrets) => {
      // Whatever is made is for its owner alone, folders included.
      process.umask(0o077);
      return (await action.load())(flags, secrets);
    },
  };
  return { verb, words: rest };
};
