import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readVariables } from '../inventory/variable-files.js';
import type { Field, Play } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import { type Engine, toText, UndefinedError } from '../template/index.js';
import { Template, type Unrendered } from '../value/value.js';
import type { Layer, LayeredScope } from '../vars/scope.js';
import type { PlayVariables } from '../vars/store.js';

/** The variables of a play: its prompts, and its vars_files as each host has them. */
export const playVariables = (
  play: Play,
  prompts: Layer,
  options: {
    readonly engine: Engine;
    readonly vault: Vault | undefined;
    /** The host's variables below vars_files, for templates in the files' names. */
    readonly scopeOf: (host: string) => LayeredScope;
  },
): PlayVariables => {
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
  const nameOf = (value: Unrendered, host: string): string | undefined => {
    if (!(value instanceof Template)) return String(value);
    try {
      return toText(options.engine.evaluate(value, options.scopeOf(host)));
    } catch (error) {
      // As in Ansible: a file whose name hangs on what isn't known yet (facts) is passed over.
      if (error instanceof UndefinedError) return undefined;
      throw error;
    }
  };
  const pathOf = (field: Field, host: string): string | undefined => {
    const choices = Array.isArray(field.value) ? field.value : [field.value];
    const names = choices.map(choice => nameOf(choice, host)).filter(name => name !== undefined);
    const paths = names.map(name => (isAbsolute(name) ? name : join(folder, name)));
    const found = paths.find(path => existsSync(path));
    if (found === undefined && names.length > 0)
      throw mistake(
        `vars file ${names.join(' or ')} was not found`,
        field.location,
        `looked for ${paths.join(', ')}`,
      );
    return found;
  };
  return {
    play,
    prompts,
    files: host => {
      let layers = ofHost.get(host);
      if (!layers) {
        layers = play.varsFiles
          .map(field => pathOf(field, host))
          .filter(path => path !== undefined)
          .map(layerOf)
          .reverse();
        ofHost.set(host, layers);
      }
      return layers;
    },
  };
};
