import { type Diagnostic, DiagnosticError, mistake } from './diagnostic.js';
import { SourceFile } from './file.js';
import { systemReason } from './system-reason.js';
import { GIVE_PASSWORD, isVaultText, type Vault } from './vault.js';
import { parseYaml } from './yaml.js';
import type { YamlNode } from './yaml-node.js';

/**
 * Reads a user's text file; one that is vaulted as a whole is decrypted and marked secret.
 * @throws DiagnosticError if it can't be read or decrypted
 */
export const readSource = (path: string, vault: Vault | undefined): SourceFile => {
  let file: SourceFile;
  try {
    file = SourceFile.read(path);
  } catch (error) {
    const message = `can't read ${path}: ${systemReason(error)}`;
    throw new DiagnosticError({ severity: 'error', message, isAbsent: true });
  }
  if (!isVaultText(file.text)) return file;
  const location = { file, start: 0, end: 0 };
  if (!vault) throw mistake('this file is vaulted and there is no vault password', location, GIVE_PASSWORD);
  return new SourceFile(path, vault.decryptBytes(file.text, location).toString('utf8'), true);
};

/**
 * Parses a YAML text of one document; every value in a secret one is remembered as a secret. `!vault` values stay as they
 * are.
 * @param warnings takes what is doubtful but allowed
 */
export const parseSource = (
  file: SourceFile,
  vault: Vault | undefined,
  warnings: Diagnostic[] = [],
): YamlNode | undefined => {
  const node = parseYaml(file, warnings);
  if (file.secret && node && vault) keepSecrets(node, vault);
  return node;
};

/** Reads and parses a YAML file: `readSource`, then `parseSource`. */
export const readYaml = (
  path: string,
  vault: Vault | undefined,
  warnings: Diagnostic[] = [],
): YamlNode | undefined => parseSource(readSource(path, vault), vault, warnings);

const keepSecrets = (node: YamlNode, vault: Vault): void => {
  if (node.kind === 'sequence') for (const item of node.items) keepSecrets(item, vault);
  else if (node.kind === 'mapping') for (const { value } of node.entries) keepSecrets(value, vault);
  else if (node.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean')
    vault.keepSecret(node.text);
};
