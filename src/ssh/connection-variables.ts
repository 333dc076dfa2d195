import type { Value } from '../value/value.js';
import type { ConnectionOptions } from './options.js';
import { sshOptions } from './ssh-options.js';
import { TransportError } from './transport.js';
import { NAMES, VariableReader } from './variable-reader.js';
import { splitWords } from './words.js';

/** What holds for hosts whose variables don't say otherwise: from the command line and the configuration. */
export interface ConnectionDefaults {
  /** `-c`: `ssh` or `local`. */
  readonly connection?: string;
  /** `-u`. */
  readonly remoteUser?: string;
  /** `--private-key`. */
  readonly privateKeyFile?: string;
  /** `-k`: asked from the user. */
  readonly password?: string;
  /** `-T`, seconds. */
  readonly timeout?: number;
  readonly port?: number;
  readonly retries?: number;
  readonly hostKeyChecking?: boolean;
  /** Words of ssh's command line before all others. */
  readonly sshArgs?: string;
  /** `--ssh-common-args` and `--ssh-extra-args`. */
  readonly sshCommonArgs?: string;
  readonly sshExtraArgs?: string;
}

/** The names of all variables that `connectionOptions` reads. */
export const CONNECTION_VARIABLES: readonly string[] = Object.values(NAMES).flat();

/**
 * How a host is reached: its variables, then the defaults, then what ssh_config says.
 * @param name the host's name in the inventory
 * @param variables the host's variables, rendered; those that CONNECTION_VARIABLES names are read
 * @throws TransportError for values that make no sense
 */
export const connectionOptions = async (
  name: string,
  variables: ReadonlyMap<string, Value>,
  defaults: ConnectionDefaults = {},
): Promise<ConnectionOptions> => {
  const read = new VariableReader(name, variables);
  const connection = read.text('connection') ?? defaults.connection ?? 'ssh';
  if (connection === 'local') return { kind: 'local' };
  if (!['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'].includes(connection))
    throw new TransportError(`${name}: the connection "${connection}" is not supported`, 'use ssh or local');
  const words = (text: string | undefined): string[] =>
    text === undefined ? [] : namingKeys(splitArguments(name, text));
  const target = read.text('host') ?? name;
  if (target.startsWith('-') || /\s/.test(target))
    throw new TransportError(`${name}: "${target}" is no name of a host`);
  const port = read.number('port') ?? defaults.port;
  const user = read.text('user') ?? defaults.remoteUser;
  const keyFile = read.text('privateKeyFile') ?? defaults.privateKeyFile;
  const checking = read.boolean('hostKeyChecking') ?? defaults.hostKeyChecking;
  const password = read.text('password') ?? defaults.password;
  const timeout = read.number('timeout') ?? defaults.timeout;
  // Of the options of one name ssh takes the first; the order is that of Ansible.
  const all = [
    ...words(read.text('sshArgs') ?? defaults.sshArgs),
    ...(port === undefined ? [] : ['-o', `Port=${port}`]),
    ...(user === undefined ? [] : ['-o', `User=${user}`]),
    ...(keyFile === undefined ? [] : ['-o', `IdentityFile="${keyFile}"`]),
    ...(checking === false ? ['-o', 'StrictHostKeyChecking=no'] : []),
    ...(timeout === undefined ? [] : ['-o', `ConnectTimeout=${timeout}`]),
    ...words(read.text('commonArgs') ?? defaults.sshCommonArgs),
    ...words(read.text('extraArgs') ?? defaults.sshExtraArgs),
  ];
  const options = await sshOptions(target, all);
  const retries = read.number('retries') ?? defaults.retries ?? 0;
  return { ...options, ...(retries > 0 && { retries }), ...(password !== undefined && { password }) };
};

/** The words with keys in the form in which ssh does not drop missing files: they are to be named in the error. */
const namingKeys = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => {
    if (words[index - 1] === '-i') return [`IdentityFile="${word}"`];
    if (word === '-i') return ['-o'];
    return word.startsWith('-i') ? ['-o', `IdentityFile="${word.slice(2)}"`] : [word];
  });

const splitArguments = (host: string, text: string): string[] => {
  try {
    return splitWords(text);
  } catch (error) {
    throw new TransportError(
      `${host}: the SSH arguments ${JSON.stringify(text)}: ${(error as Error).message}`,
    );
  }
};
