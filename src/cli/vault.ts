import { Vault } from '../source/vault.js';
import type { Secrets } from '../value/secrets.js';
import { ownConfiguration } from './configuration.js';
import type { CommonOptions } from './options.js';
import type { PasswordSources } from './vault/passwords.js';

/** The vault with all passwords that the command line or the environment names; undefined if none is named. */
export const openVault = async (options: CommonOptions, secrets: Secrets): Promise<Vault | undefined> => {
  const sources = passwordSources(options);
  if (sources.ids.length + sources.files.length === 0 && !sources.ask) return undefined;
  const { readPasswords } = await import('./vault/passwords.js');
  return new Vault(await readPasswords(sources, { secrets }), secrets, {
    onlyNamed: options.configuration.get('vault_id_match'),
  });
};

/** What the command line names, with what the configuration adds. */
export const passwordSources = (
  options: Pick<CommonOptions, 'vaultIds' | 'vaultPasswordFiles' | 'askVaultPass'>,
): PasswordSources => {
  const { get } = ownConfiguration();
  const file = get('vault_password_file');
  return {
    ids: [...get('vault_identity_list'), ...options.vaultIds],
    files: [...options.vaultPasswordFiles, ...(file === undefined ? [] : [file])],
    ask: options.askVaultPass || get('ask_vault_pass'),
    defaultId: get('vault_identity'),
  };
};
