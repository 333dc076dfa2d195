import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readVariables } from '../inventory/variable-files.js';
import type { Field, Play } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import { type Engine, toText, UndefinedError } from '../template/index.js';
import { Template, type Unrendered } from '../value/value.js';
import { FactsNeeded } from '../vars/interrupts.js';
import type { Layer, LayeredScope } from '../vars/scope.js';
import type { PlayVariables } from '../vars/store.js';

/** What the names of a play's vars_files came to for a host. */
interface Named {
  readonly layers: readonly Layer[];
  /** Nothing in the names was unknown: they come to the same the next time. */
  readonly whole: boolean;
}

/** Where a file that `vars_files` names may be, the first place first. `folder` is that of the playbook. */
export const varsFilePaths = (folder: string, name: string): readonly string[] => {
  const path = name.replace(/^~(?=\/)/, homedir());
  return isAbsolute(path) ? [path] : [join(folder, 'vars', path), join(folder, path)];
};

/** The variables of a play: its prompts, and its vars_files as each host has them. */
export const playVariables = (
  play: Play,
  prompts: Layer,
  options: {
    readonly engine: Engine;
    readonly vault: Vault | undefined;
    /** What templates in the files' names see: what yields to vars_files, and the files before. */
    readonly scopeOf: (host: string, files: readonly Layer[]) => LayeredScope;
  },
): Omit<PlayVariables, 'publicRoles'> => {
  const read = new Map<string, Layer>();
  const ofHost = new Map<string, readonly Layer[]>();
  const folder = dirname(resolve(play.file.path));
  const layerOf = (path: string): Layer => {
    let layer = read.get(path);
    if (!layer) {
      const variables = readVariables(path, options.vault, []);
      layer = { get: name => variables.get(name)?.read(), keys: () => variables.keys() };
      read.set(path, layer);
    }
    return layer;
  };
  const pathOf = (field: Field, scope: LayeredScope): string => {
    const nameOf = (value: Unrendered): string =>
      value instanceof Template ? toText(options.engine.evaluate(value, scope)) : String(value);
    const choices = Array.isArray(field.value) ? field.value : [field.value];
    const tried: string[] = [];
    for (const choice of choices) {
      const paths = varsFilePaths(folder, nameOf(choice));
      const found = paths.find(path => existsSync(path));
      if (found !== undefined) return found;
      tried.push(...paths);
    }
    throw mistake(
      `vars file ${choices.map(nameOf).join(' or ')} was not found`,
      field.location,
      `looked for ${tried.join(', ')}`,
    );
  };
  const filesOf = (host: string, early: boolean): Named => {
    // Later files may be named by what earlier ones say.
    const layers: Layer[] = [];
    let whole = true;
    for (const field of play.varsFiles) {
      try {
        layers.unshift(layerOf(pathOf(field, options.scopeOf(host, layers))));
      } catch (error) {
        // As in Ansible: a file whose name hangs on what isn't known yet (facts) is passed over.
        if (!(error instanceof UndefinedError || (early && error instanceof FactsNeeded))) throw error;
        whole = false;
      }
    }
    return { layers, whole };
  };
  return {
    play,
    prompts,
    files: (host, early) => {
      const known = ofHost.get(host);
      if (known) return known;
      const { layers, whole } = filesOf(host, early);
      if (whole) ofHost.set(host, layers);
      return layers;
    },
  };
};
