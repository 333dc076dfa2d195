import type { Location } from '../source/file.js';
import type { YamlNode } from '../source/yaml-node.js';
import { type Decrypt, toUnrendered } from '../source/yaml-values.js';
import type { Unrendered } from '../value/value.js';

/** A variable's value and where it stands. Read when it is asked for: a vaulted value that nobody needs stays closed. */
export interface Variable {
  readonly location: Location;
  /** How it is written, where that is YAML. */
  readonly node?: YamlNode;
  read(): Unrendered;
}

/** The variable that a YAML node holds. */
export const variableFromNode = (node: YamlNode, options: { readonly decrypt?: Decrypt }): Variable => {
  let value: Unrendered | undefined;
  return {
    location: node.location,
    node,
    read: () => {
      value ??= toUnrendered(node, options);
      return value;
    },
  };
};

export const variableOf = (value: Unrendered, location: Location): Variable => ({
  location,
  read: () => value,
});

/**
 * Levels of Ansible's documented order of variable precedence that inventories and variable files fill; a higher one wins.
 * 3 groups in the inventory, 4 and 5 `group_vars/all` beside inventory and playbook, 6 and 7 the other `group_vars`, 8 hosts
 * in the inventory, 9 and 10 `host_vars` beside inventory and playbook.
 */
export type Level = 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** Variables from one place: a group or host of an inventory, or one variable file. */
export class VariableLayer {
  readonly level: Level;
  /** For messages: `group web`, `host_vars/web1.yml`. */
  readonly origin: string;
  readonly #variables: ReadonlyMap<string, Variable>;

  constructor(level: Level, origin: string, variables: ReadonlyMap<string, Variable>) {
    this.level = level;
    this.origin = origin;
    this.#variables = variables;
  }

  /** The variable's value, undefined if it isn't here. Throws a DiagnosticError if it can't be decrypted. */
  get(name: string): Unrendered | undefined {
    return this.#variables.get(name)?.read();
  }

  keys(): Iterable<string> {
    return this.#variables.keys();
  }

  /** The variables with their places. */
  entries(): Iterable<readonly [string, Variable]> {
    return this.#variables.entries();
  }

  /** Where the variable is given its value. */
  location(name: string): Location | undefined {
    return this.#variables.get(name)?.location;
  }
}
