import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { mistake } from '../source/diagnostic.js';
import { Vault, type VaultPassword } from '../source/vault.js';
import type { Secrets } from '../value/secrets.js';
import type { CommonOptions } from './options.js';
import { askSecret } from './prompt.js';

/** The vault with all passwords that the command line or ANSIBLE_VAULT_PASSWORD_FILE names; undefined if none is named. */
export const openVault = async (options: CommonOptions, secrets: Secrets): Promise<Vault | undefined> => {
  const passwords: VaultPassword[] = [];
  for (const entry of options.vaultIds) {
    const at = entry.lastIndexOf('@');
    const id = at === -1 ? 'default' : entry.slice(0, at);
    const source = at === -1 ? entry : entry.slice(at + 1);
    passwords.push({
      id,
      password: source === 'prompt' ? await askSecret(`Vault password (${id})`) : passwordFrom(source, id),
    });
  }
  const files = [...options.vaultPasswordFiles];
  const { ANSIBLE_VAULT_PASSWORD_FILE: fromEnvironment } = process.env;
  if (files.length === 0 && passwords.length === 0 && fromEnvironment) files.push(fromEnvironment);
  for (const file of files) passwords.push({ id: 'default', password: passwordFrom(file, 'default') });
  if (options.askVaultPass) passwords.push({ id: 'default', password: await askSecret('Vault password') });
  for (const { password } of passwords) secrets.add(password);
  return passwords.length === 0 ? undefined : new Vault(passwords, secrets);
};

/** The password in a file, or printed by a program; one whose name ends in `-client` is told the id. */
const passwordFrom = (name: string, id: string): string => {
  const path = resolve(name.startsWith('~/') ? join(homedir(), name.slice(2)) : name);
  let content: string;
  if (isProgram(path)) {
    const words = /-client(\.[^/]*)?$/.test(path) ? ['--vault-id', id] : [];
    const { status, stdout, error } = spawnSync(path, words, {
      encoding: 'utf8',
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    if (error) throw mistake(`vault password program ${name} can't be run: ${error.message}`);
    if (status !== 0) throw mistake(`vault password program ${name} ended with status ${status}`);
    content = stdout;
  } else {
    try {
      content = readFileSync(path, 'utf8');
    } catch (error) {
      throw mistake(
        `can't read vault password file ${name}: ${error instanceof Error ? error.message.replace(/,.*/, '') : error}`,
      );
    }
  }
  const password = content.trim();
  if (password === '') throw mistake(`vault password file ${name} is empty`);
  return password;
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
