import { dirname, resolve } from 'node:path';
import type { Inventory } from '../../inventory/inventory.js';
import { VariableFiles } from '../../inventory/variable-files.js';
import type { Loaded } from '../../playbook/load.js';
import type { Play } from '../../playbook/model.js';
import { ModuleTable } from '../../run/module-table.js';
import { playVariables } from '../../run/play-variables.js';
import { type Diagnostic, DiagnosticError } from '../../source/diagnostic.js';
import type { Vault } from '../../source/vault.js';
import { Engine } from '../../template/index.js';
import type { Secrets } from '../../value/secrets.js';
import type { Variables } from '../../value/value.js';
import { type PlayVariables, VariableStore } from '../../vars/store.js';
import { announce } from '../configuration.js';
import { engineOptions } from '../engine-options.js';
import { readExtraVars } from '../extra-vars.js';
import { openInventory, sourceNames } from '../inventory.js';
import { loadOptionsOf, loadPlaybooks } from '../load-playbooks.js';
import { printDiagnostics } from '../mistakes.js';
import { type CommonOptions, commonOptions, type Flags, texts } from '../options.js';
import { pluginsOf } from '../plugins.js';
import { openVault } from '../vault.js';

/** All that variables come from before a run. */
export interface Sources {
  readonly options: CommonOptions;
  readonly inventory: Inventory;
  readonly vault: Vault | undefined;
  readonly extra: Variables;
  readonly engine: Engine;
  readonly store: VariableStore;
  readonly loaded: readonly Loaded[];
  filesBeside(directory: string): VariableFiles;
  /** The group of facts that a name is of; undefined for one that is no fact. */
  factGroup(name: string): string | undefined;
  variablesOf(play: Play): PlayVariables;
}

/** Reads inventory and playbooks. Throws DiagnosticErrors. */
export const openSources = async (flags: Flags, secrets: Secrets): Promise<Sources> => {
  const options = commonOptions(flags);
  const { configuration } = options;
  const vault = await openVault(options, secrets);
  const extra = readExtraVars(options.extraVars, vault);
  await announce(configuration, options.verbosity, secrets);
  const inventory = openInventory(options, vault, secrets);
  const plugins = pluginsOf(configuration);
  const engine = new Engine({ ...engineOptions(inventory, configuration), plugins });
  const table = new ModuleTable(plugins);
  const loadOptions = loadOptionsOf({ table, engine, vault, extra, configuration, passesVaulted: true });
  const { loaded, diagnostics } = await loadPlaybooks(texts(flags, 'playbook'), table, loadOptions);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DiagnosticError(...errors);
  const warnings: Diagnostic[] = [];
  const beside = new Map<string, VariableFiles>();
  const filesBeside = (directory: string): VariableFiles => {
    const files = beside.get(directory) ?? new VariableFiles(directory, 'playbook', vault, warnings);
    beside.set(directory, files);
    return files;
  };
  const { factGroup } = await import('../../modules/system/facts/groups.js');
  const store = new VariableStore({
    inventory,
    filesBeside,
    extra,
    engine,
    groupOf: factGroup,
    injectsFacts: configuration.get('inject_facts_as_vars'),
    sharesRoleVars: !configuration.get('private_role_vars'),
    magic: {
      inventory,
      inventorySources: sourceNames(options),
      configFile: configuration.file?.path,
      checkMode: false,
      diff: false,
      verbosity: options.verbosity,
      forks: configuration.get('forks'),
      tags: [],
      skipTags: [],
      limit: options.limit,
    },
  });
  printDiagnostics(warnings, secrets);
  const variables = new Map<Play, PlayVariables>();
  return {
    options,
    inventory,
    vault,
    extra,
    engine,
    store,
    loaded,
    filesBeside,
    factGroup,
    variablesOf: play => {
      const known = variables.get(play);
      if (known) return known;
      const made: PlayVariables = {
        ...playVariables(play, new Map(), {
          engine,
          vault,
          scopeOf: (host, files) => store.scopeBelowFiles(host, play, files),
        }),
        publicRoles: [],
      };
      variables.set(play, made);
      return made;
    },
  };
};

/** The folder of the playbook that a play is in. */
export const folderOf = (play: Play): string => dirname(resolve(play.file.path));
