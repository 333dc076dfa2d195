import { resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import type { Vault } from '../source/vault.js';
import { readYaml } from '../source/yaml-file.js';
import type { YamlNode } from '../source/yaml-node.js';

/** Reads YAML files from disk, vaulted ones decrypted, each once. */
export class YamlFiles {
  readonly vault: Vault | undefined;
  readonly #cache = new Map<string, YamlNode | undefined>();

  constructor(vault?: Vault) {
    this.vault = vault;
  }

  /**
   * A file's node tree, undefined if it holds nothing.
   * @param path absolute, or relative to the working directory; shown in messages as given
   * @param from where the file is named, for the error if it can't be read
   * @param warnings takes what is doubtful in the file, when it is read the first time
   * @throws DiagnosticError if it can't be read, decrypted or parsed
   */
  read(path: string, from: Location | undefined, warnings: Diagnostic[]): YamlNode | undefined {
    const key = resolve(path);
    if (this.#cache.has(key)) return this.#cache.get(key);
    const node = this.#read(path, from, warnings);
    this.#cache.set(key, node);
    return node;
  }

  #read(path: string, from: Location | undefined, warnings: Diagnostic[]): YamlNode | undefined {
    try {
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
