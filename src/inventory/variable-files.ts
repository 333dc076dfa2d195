import { readdirSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import { readYaml } from '../source/yaml-file.js';
import { describeNode, type MappingNode } from '../source/yaml-node.js';
import type { Group, Host } from './members.js';
import { type Level, type Variable, VariableLayer, variableFromNode } from './variables.js';

const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

interface Levels {
  readonly all: Level;
  readonly groups: Level;
  readonly host: Level;
}

const LEVELS: Readonly<Record<'inventory' | 'playbook', Levels>> = {
  inventory: { all: 4, groups: 6, host: 9 },
  playbook: { all: 5, groups: 7, host: 10 },
};

/** The `group_vars/` and `host_vars/` folders beside an inventory or a playbook. Files are read once, when needed. */
export class VariableFiles {
  readonly directory: string;
  readonly #levels: Levels;
  readonly #vault: Vault | undefined;
  readonly #warnings: Diagnostic[];
  readonly #read = new Map<string, readonly (readonly [string, ReadonlyMap<string, Variable>])[]>();

  /**
   * @param directory the folder that holds `group_vars/` and `host_vars/`
   * @param beside what the folder belongs to: the playbook's variables override the inventory's
   * @param warnings takes what is doubtful in files but allowed
   */
  constructor(
    directory: string,
    beside: 'inventory' | 'playbook',
    vault: Vault | undefined,
    warnings: Diagnostic[],
  ) {
    this.directory = directory;
    this.#levels = LEVELS[beside];
    this.#vault = vault;
    this.#warnings = warnings;
  }

  /**
   * A host's variables from these files, one layer for each file.
   * @param groups the host's groups but `all`, in order of precedence
   * @throws DiagnosticError if a file can't be read
   */
  layers(host: Host, groups: readonly Group[]): VariableLayer[] {
    return [
      ...this.#layers('group_vars', 'all', this.#levels.all),
      ...groups.flatMap(group => this.#layers('group_vars', group.name, this.#levels.groups)),
      ...this.#layers('host_vars', host.name, this.#levels.host),
    ];
  }

  /** A group's own variables from these files. Throws a DiagnosticError if a file can't be read. */
  groupLayers(group: Group): VariableLayer[] {
    return this.#layers(
      'group_vars',
      group.name,
      group.name === 'all' ? this.#levels.all : this.#levels.groups,
    );
  }

  #layers(folder: string, name: string, level: Level): VariableLayer[] {
    // A name with a slash would lead out of the folder.
    if (name.includes('/')) return [];
    const path = join(this.directory, folder, name);
    let files = this.#read.get(path);
    if (!files) {
      files = variableFilesOf(path).map(file => [
        relative(this.directory, file),
        readVariables(file, this.#vault, this.#warnings),
      ]);
      this.#read.set(path, files);
    }
    return files.map(([origin, variables]) => new VariableLayer(level, origin, variables));
  }
}

/**
 * The variables of a YAML or JSON file that holds a dictionary, decrypted if it is vaulted as a whole.
 * @throws DiagnosticError if it can't be read or holds something else
 */
export const readVariables = (
  path: string,
  vault: Vault | undefined,
  warnings: Diagnostic[],
): ReadonlyMap<string, Variable> => {
  const node = readYaml(path, vault, warnings);
  if (node === undefined) return new Map();
  if (node.kind !== 'mapping')
    throw mistake(`a file of variables must hold a dictionary, not ${describeNode(node)}`, node.location);
  return variablesIn(node, vault);
};

/** The entries of a dictionary as variables. */
export const variablesIn = (node: MappingNode, vault: Vault | undefined): ReadonlyMap<string, Variable> =>
  new Map(node.entries.map(({ key, value }) => [key.text, variableFromNode(value, vault ?? {})]));

/** The files for a name: `NAME`, else `NAME.yml` and so on; all files in it if that is a folder, in order. */
const variableFilesOf = (path: string): string[] => {
  for (const extension of EXTENSIONS) {
    const stats = statSync(path + extension, { throwIfNoEntry: false });
    if (stats) return stats.isDirectory() ? filesBelow(path + extension) : [path + extension];
  }
  return [];
};

const filesBelow = (directory: string): string[] =>
  readdirSync(directory)
    .filter(name => !name.startsWith('.') && !name.endsWith('~'))
    .sort()
    .flatMap(name => {
      const path = join(directory, name);
      const extension = extname(name);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        return extension === '' ? filesBelow(path) : [];
      return EXTENSIONS.includes(extension) ? [path] : [];
    });
