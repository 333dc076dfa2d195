import { mistake } from '../../source/diagnostic.js';
import { Vault, type VaultPassword } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import { ownConfiguration } from '../configuration.js';
import { UsageError } from '../mistakes.js';
import { type Flags, text, texts } from '../options.js';
import { passwordSources } from '../vault.js';
import { readPasswords } from './passwords.js';

/** The texts that are no flags. */
export const wordsOf = (flags: Flags): readonly string[] => texts(flags, '_');

const sourcesOf = (flags: Flags) => {
  const vaultIds = texts(flags, 'vault-id');
  const odd = vaultIds.find(id => id.includes(';'));
  if (odd !== undefined) throw new UsageError(`a vault id can't have a ";" in it: ${odd}`);
  return passwordSources({
    vaultIds,
    vaultPasswordFiles: texts(flags, 'vault-password-file'),
    askVaultPass: flags['ask-vault-pass'] === true,
  });
};

/** The vault to decrypt with. Asks for a password if none is named. Throws DiagnosticErrors. */
export const decryptingVault = async (flags: Flags, secrets: Secrets): Promise<Vault> =>
  new Vault(await readPasswords(sourcesOf(flags), { secrets, askIfNone: true }), secrets, {
    onlyNamed: ownConfiguration().get('vault_id_match'),
  });

/** The password to encrypt with: the one that is there, or that of --encrypt-vault-id. Asks for one if none is named. */
export const encryptingPassword = async (flags: Flags, secrets: Secrets): Promise<VaultPassword> => {
  const passwords = await readPasswords(sourcesOf(flags), { secrets, isNew: true, askIfNone: true });
  const id = encryptId(flags);
  if (passwords.length > 1 && id === undefined)
    throw new UsageError(
      `there are passwords under several vault ids: ${passwords.map(password => password.id).join(', ')}`,
      'say with --encrypt-vault-id which one to encrypt with',
    );
  return choose(passwords, id);
};

/** The password to encrypt anew with. Throws UsageErrors and DiagnosticErrors. */
export const newPassword = async (flags: Flags, secrets: Secrets): Promise<VaultPassword> => {
  const newId = text(flags, 'new-vault-id');
  const newFile = text(flags, 'new-vault-password-file');
  if (newId !== undefined && newFile !== undefined)
    throw new UsageError('--new-vault-id and --new-vault-password-file exclude one another');
  const id = encryptId(flags);
  const { ids, files, defaultId } = passwordSources({
    vaultIds: [],
    vaultPasswordFiles: [],
    askVaultPass: false,
  });
  const passwords = await readPasswords(
    {
      ids: [...(id === undefined ? [] : ids), ...(newId === undefined ? [] : [newId])],
      files: [...(newFile === undefined ? [] : [newFile]), ...files],
      ask: flags['ask-vault-pass'] === true,
      defaultId,
    },
    { secrets, isNew: true, askIfNone: true },
  );
  return choose(passwords, id);
};

const encryptId = (flags: Flags): string | undefined =>
  text(flags, 'encrypt-vault-id') ?? (ownConfiguration().get('vault_encrypt_identity') || undefined);

const choose = (passwords: readonly VaultPassword[], id: string | undefined): VaultPassword => {
  const [password] = id === undefined ? passwords : passwords.filter(candidate => candidate.id === id);
  if (password !== undefined) return password;
  const there = passwords.map(candidate => candidate.id).join(', ');
  throw mistake(`there is no password for --encrypt-vault-id ${id} (there is one for: ${there})`);
};

/** Says that something went well, where somebody looks on. */
export const announce = (message: string): void => {
  if (process.stdout.isTTY) process.stderr.write(`${message}\n`);
};

/** The files that are named. Throws a UsageError if none is. */
export const namedFiles = (flags: Flags): readonly string[] => {
  const files = wordsOf(flags);
  if (files.length === 0) throw new UsageError('name the file');
  return files;
};

/**
 * The files that are named, or standard input.
 * @param invitation is shown to whoever is to type the input
 */
export const inputs = (flags: Flags, invitation: string): readonly string[] => {
  const files = wordsOf(flags);
  if (flags.output !== undefined && files.length > 1)
    throw new UsageError('--output goes together with one input only');
  if (files.length > 0) return files;
  if (process.stdin.isTTY) process.stderr.write(`${invitation}\n`);
  return ['-'];
};
