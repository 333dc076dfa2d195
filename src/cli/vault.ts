import { Vault } from '../source/vault.js';
import type { Secrets } from '../value/secrets.js';
import type { CommonOptions } from './options.js';
import type { PasswordSources } from './vault/passwords.js';

/** The vault with all passwords that the command line or the environment names; undefined if none is named. */
export const openVault = async (options: CommonOptions, secrets: Secrets): Promise<Vault | undefined> => {
  const sources = passwordSources(options);
  if (sources.ids.length + sources.files.length === 0 && !sources.ask) return undefined;
  const { readPasswords } = await import('./vault/passwords.js');
  return new Vault(await readPasswords(sources, { secrets }), secrets);
};

/** What the command line names, with what ANSIBLE_VAULT_IDENTITY_LIST, ANSIBLE_VAULT_PASSWORD_FILE and ANSIBLE_ASK_VAULT_PASS add. */
export const passwordSources = (
  options: Pick<CommonOptions, 'vaultIds' | 'vaultPasswordFiles' | 'askVaultPass'>,
): PasswordSources => {
  const { ANSIBLE_VAULT_IDENTITY_LIST, ANSIBLE_VAULT_PASSWORD_FILE, ANSIBLE_ASK_VAULT_PASS } = process.env;
  return {
    ids: [...listOf(ANSIBLE_VAULT_IDENTITY_LIST), ...options.vaultIds],
    files: [
      ...options.vaultPasswordFiles,
      ...(ANSIBLE_VAULT_PASSWORD_FILE ? [ANSIBLE_VAULT_PASSWORD_FILE] : []),
    ],
    ask: options.askVaultPass || /^(?:y|yes|on|1|true|t)$/i.test(ANSIBLE_ASK_VAULT_PASS ?? ''),
  };
};

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
