import { execFile } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { TransportError } from './transport.js';

/** What ssh_config says of one host: option names in lower case, with all their values. */
export type SshConfig = ReadonlyMap<string, readonly string[]>;

/** Seconds that `ssh -G` may take: it can run programs of the user's (`Match exec`). */
const PATIENCE = 20;

/**
 * Asks the ssh program what it would use for a host.
 * @param words further words of its command line, such as `-o IdentitiesOnly=yes`
 * @returns undefined where there is no ssh program
 * @throws TransportError with ssh's own words for options that it refuses
 */
export const readSshConfig = (host: string, words: readonly string[]): Promise<SshConfig | undefined> =>
  new Promise((resolve, reject) => {
    const options = { timeout: PATIENCE * 1000, maxBuffer: 1024 * 1024 };
    execFile('ssh', ['-G', ...words, '--', host], options, (error, stdout, stderr) => {
      if (!error) resolve(parse(stdout));
      else if (error.code === 'ENOENT') resolve(undefined);
      else
        reject(
          new TransportError(`the SSH options for ${host} are wrong: ${lastLine(stderr) || error.message}`),
        );
    });
  });

const parse = (text: string): SshConfig => {
  const config = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    config.set(key, [...(config.get(key) ?? []), value]);
  }
  return config;
};

/**
 * What the words of ssh's command line say by themselves, for machines without an ssh program.
 * @throws TransportError for words that only ssh can make sense of
 */
export const configFromWords = (host: string, words: readonly string[]): SshConfig => {
  const config = new Map<string, string[]>([['hostname', [host]]]);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const name = SHORT.get(word.slice(0, 2));
    if (name === undefined)
      throw new TransportError(`the SSH option ${word} needs the ssh program, which is not installed`);
    const value = word.length > 2 ? word.slice(2) : (words[++at] ?? '');
    const [, key = name, content = value] =
      name === '' ? (/^\s*(\w+)\s*[=\s]\s*(.*)$/.exec(value) ?? []) : [];
    // As in ssh, the first value counts, except for keys, of which there may be several.
    const lower = key.toLowerCase();
    if (lower === 'identityfile') config.set(lower, [...(config.get(lower) ?? []), content]);
    else if (!config.has(lower) || lower === 'hostname') config.set(lower, [content]);
  }
  return config;
};

/** Options of ssh's command line that stand for one of ssh_config; '' for `-o`, which names it. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['-o', ''],
  ['-i', 'identityfile'],
  ['-p', 'port'],
  ['-l', 'user'],
  ['-J', 'proxyjump'],
]);

/** The keys that OpenSSH tries by itself. */
export const DEFAULT_IDENTITIES: readonly string[] = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map(name =>
  join(homedir(), '.ssh', name),
);

/** A path of ssh_config with `~` and the tokens that can stand in one replaced. */
export const expandPath = (path: string, host: string, user: string): string =>
  expandTokens(path.replace(/^~(?=\/|$)/, homedir()), {
    '%': '%',
    d: homedir(),
    u: userInfo().username,
    h: host,
    r: user,
  });

/** Replaces `%x` by what `x` stands for; others stay. */
export const expandTokens = (text: string, tokens: Readonly<Record<string, string>>): string =>
  text.replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
