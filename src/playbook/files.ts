import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { isVaultText, type Vault } from '../source/vault.js';
import { readYaml } from '../source/yaml-file.js';
import type { YamlNode } from '../source/yaml-node.js';

interface Parsed {
  readonly node: YamlNode | undefined;
  readonly warnings: readonly Diagnostic[];
}

/** Reads YAML files from disk, vaulted ones decrypted, each once. */
export class YamlFiles {
  readonly vault: Vault | undefined;
  /** Without passwords what is vaulted is passed over. */
  readonly passesVaulted: boolean;
  readonly #cache = new Map<string, Parsed>();

  constructor(vault?: Vault, passesVaulted = false) {
    this.vault = vault;
    this.passesVaulted = passesVaulted && vault === undefined;
  }

  /**
   * A file's node tree, undefined if it holds nothing.
   * @param path absolute, or relative to the working directory; shown in messages as given
   * @param from where the file is named, for the error if it can't be read
   * @param warnings takes what is doubtful in the file
   * @throws DiagnosticError if it can't be read, decrypted or parsed
   */
  read(path: string, from: Location | undefined, warnings: Diagnostic[]): YamlNode | undefined {
    const key = resolve(path);
    let parsed = this.#cache.get(key);
    if (!parsed) {
      const own: Diagnostic[] = [];
      parsed = { node: this.#read(path, from, own), warnings: own };
      this.#cache.set(key, parsed);
    }
    warnings.push(...parsed.warnings);
    return parsed.node;
  }

  #read(path: string, from: Location | undefined, warnings: Diagnostic[]): YamlNode | undefined {
    try {
      if (this.passesVaulted && isVaulted(path)) return undefined;
      return readYaml(path, this.vault, warnings);
    } catch (error) {
      if (!(error instanceof DiagnosticError) || !from) throw error;
      throw new DiagnosticError(
        ...error.diagnostics.map(diagnostic =>
          diagnostic.location ? diagnostic : { ...diagnostic, location: from },
        ),
      );
    }
  }
}

/** Whether a file that can be read is vaulted. */
const isVaulted = (path: string): boolean => {
  try {
    return isVaultText(readFileSync(path, 'latin1'));
  } catch {
    return false;
  }
};
