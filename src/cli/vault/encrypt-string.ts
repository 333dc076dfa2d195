import { mistake } from '../../source/diagnostic.js';
import { encryptVault, type VaultPassword } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import { UsageError } from '../mistakes.js';
import { type Flags, text, texts } from '../options.js';
import { askSecret, askText } from '../prompt.js';
import { readContent, STANDARD } from './contents.js';
import { announce, encryptingPassword, wordsOf } from './job.js';
import { writeContent } from './write.js';

/** A string to encrypt. */
interface Plain {
  readonly content: Buffer;
  /** The variable that it is for. */
  readonly name: string | undefined;
  /** Where it comes from, in messages. */
  readonly origin: string;
}

/** `trueup vault encrypt_string`: prints strings as `!vault` values, to be put into a file of variables. */
export const encryptString = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const words = wordsOf(flags);
  const stdinName = text(flags, 'stdin-name');
  const asks = flags.prompt === true;
  const readsStdin = (words.length === 0 && !asks) || words.includes(STANDARD) || stdinName !== undefined;
  if (asks && readsStdin)
    throw new UsageError('--prompt does not go together with a string on standard input');
  const password = await encryptingPassword(flags, secrets);
  return printed(flags, password, [
    ...(asks ? [await prompted(flags)] : []),
    ...(readsStdin ? [fromStdin(stdinName)] : []),
    ...fromArguments(
      words.filter(word => word !== STANDARD),
      texts(flags, 'name'),
    ),
  ]);
};

const prompted = async (flags: Flags): Promise<Plain> => {
  const name = await askText('Variable name (enter for no name)');
  const typed =
    flags['show-input'] === true
      ? await askText('String to encrypt')
      : await askSecret('String to encrypt (hidden)');
  return plain(typed, name === '' ? undefined : name, 'the interactive prompt');
};

const fromStdin = (name: string | undefined): Plain => {
  if (process.stdin.isTTY)
    process.stderr.write('Reading plaintext input from stdin (Ctrl-D ends it, twice if it has no newline)\n');
  return plain(readContent(STANDARD), name, 'stdin');
};

const fromArguments = (words: readonly string[], names: readonly string[]): readonly Plain[] => {
  if (names.length > 0 && words.length > names.length)
    process.stderr.write(`There are more strings than names: those behind "${names.at(-1)}" get none.\n`);
  return words.map((word, index) => plain(word, names[index], 'the command line args'));
};

const plain = (content: string | Buffer, name: string | undefined, origin: string): Plain => {
  if (content.length === 0) throw mistake(`there is nothing to encrypt: ${origin} gave an empty string`);
  return { content: Buffer.from(content), name, origin };
};

const printed = (flags: Flags, password: VaultPassword, strings: readonly Plain[]): number => {
  const blocks = strings.map(({ content, name, origin }, index) => {
    if (strings.length > 1) {
      const what = name === undefined ? '' : `variable "${name}", `;
      process.stderr.write(`# The encrypted version of ${what}string #${index + 1} from ${origin}\n`);
    }
    return asYaml(encryptVault(content, password), name);
  });
  writeContent(text(flags, 'output') ?? STANDARD, Buffer.from(blocks.join('')), []);
  announce('Encryption successful');
  return 0;
};

const asYaml = (vaulted: string, name: string | undefined): string =>
  `${name === undefined ? '' : `${name}: `}!vault |\n${vaulted.replace(/^(?=.)/gm, ' '.repeat(10))}`;
