import { dirname, resolve } from 'node:path';
import { Inventory } from '../../inventory/inventory.js';
import { selectHosts } from '../../inventory/pattern.js';
import { advice, allNodes } from '../../lint/lint.js';
import { variableFileMistakes } from '../../lint/variable-files.js';
import { moduleNames } from '../../modules/index.js';
import { describeAction } from '../../playbook/actions.js';
import { sortDiagnostics } from '../../playbook/diagnostics.js';
import type { Loaded } from '../../playbook/load.js';
import type { LoadOptions } from '../../playbook/options.js';
import { tasksOf } from '../../playbook/walk.js';
import { checkLocalFiles, checkTemplateFiles } from '../../run/local-file-checks.js';
import { ModuleTable } from '../../run/module-table.js';
import { type Diagnostic, DiagnosticError, formatDiagnostic } from '../../source/diagnostic.js';
import type { Vault } from '../../source/vault.js';
import { Engine } from '../../template/index.js';
import type { Secrets } from '../../value/secrets.js';
import { announce } from '../configuration.js';
import { engineOptions } from '../engine-options.js';
import { readExtraVars } from '../extra-vars.js';
import { type FlagTable, READING_FLAGS } from '../flags.js';
import { openInventory } from '../inventory.js';
import { loadOptionsOf, loadPlaybooks } from '../load-playbooks.js';
import { BAD_SYNTAX, UsageError } from '../mistakes.js';
import { type CommonOptions, commonOptions, type Flags, texts } from '../options.js';
import { pluginsOf } from '../plugins.js';
import { openVault } from '../vault.js';
import type { Verb } from '../verb.js';

const { limit: _, ...OTHER_FLAGS } = READING_FLAGS;

const FLAGS: FlagTable = {
  strict: { describe: 'Take warnings for mistakes', type: 'boolean', group: 'What is done:' },
  ...OTHER_FLAGS,
};

/** `trueup lint`: all files of a run are read and checked, and no host is connected. */
export const LINT: Verb = {
  usage: 'lint <playbook..>',
  describe: 'Find mistakes in playbooks and all that they bring in, without hosts',
  epilogue:
    'No inventory is needed; with one, its variables and the hosts of plays are checked as well.\n' +
    'Without a vault password what is vaulted is passed over.\n' +
    'Ends with 0 if nothing is wrong, 4 if something is; with --strict also for warnings.',
  flags: FLAGS,
  run: async (flags, secrets) => {
    const paths = texts(flags, '_');
    if (paths.length === 0) throw new UsageError('name the playbooks to check');
    return lint(paths, flags, secrets);
  },
};

const lint = async (paths: readonly string[], flags: Flags, secrets: Secrets): Promise<number> => {
  const options = commonOptions(flags);
  const vault = await openVault(options, secrets);
  const extra = readExtraVars(options.extraVars, vault);
  await announce(options.configuration, options.verbosity, secrets);
  const plugins = pluginsOf(options.configuration);
  const engine = new Engine({ ...engineOptions(new Inventory(), options.configuration), plugins });
  const table = new ModuleTable(plugins);
  const { configuration } = options;
  const loadOptions = loadOptionsOf({ table, engine, vault, extra, configuration, passesVaulted: true });
  // Playbooks in plenty name most modules: with all of them there from the start, each file is gone through once.
  await table.need(moduleNames());
  const { loaded, diagnostics } = await loadPlaybooks(paths, table, loadOptions);
  const found = [
    ...diagnostics,
    ...fileMistakes(loaded, loadOptions, engine, vault),
    ...loaded.flatMap(playbook => advice(playbook, action => conditionArguments(loadOptions, action))),
    ...inventoryMistakes(loaded, options, loadOptions, engine, secrets),
  ];
  return report(sortDiagnostics(found, paths[0] ?? ''), loaded, flags.strict === true, secrets);
};

const conditionArguments = (options: LoadOptions, action: string): ReadonlySet<string> =>
  new Set(
    Object.entries(describeAction(options, action)?.options ?? {})
      .filter(([, { type }]) => type === 'condition')
      .map(([name]) => name),
  );

/** Mistakes in files that are no playbooks: local files of tasks, templates, variables beside the playbooks. */
const fileMistakes = (
  loaded: readonly Loaded[],
  loadOptions: LoadOptions,
  engine: Engine,
  vault: Vault | undefined,
): readonly Diagnostic[] => {
  const playbooks = loaded.map(({ playbook }) => playbook);
  const folders = new Set(playbooks.map(({ file }) => dirname(resolve(file.path))));
  const tools = { engine, vault, passesVaulted: true };
  return [
    ...checkLocalFiles(playbooks, { ...tools, selection: { tags: [], skipTags: [] } }),
    ...loaded.flatMap(each =>
      each.playbook.plays.flatMap(play => checkTemplateFiles(play, allNodes(play, each), tools)),
    ),
    ...variableFileMistakes(folders, loadOptions.files, template => engine.check(template)),
  ];
};

/** Where an inventory is named: mistakes in it and in the variables beside it, and plays whose hosts are not in it. */
const inventoryMistakes = (
  loaded: readonly Loaded[],
  options: CommonOptions,
  loadOptions: LoadOptions,
  engine: Engine,
  secrets: Secrets,
): readonly Diagnostic[] => {
  if (options.inventory.length === 0) return [];
  const { files } = loadOptions;
  try {
    const inventory = openInventory(options, files.vault, secrets);
    const warnings: Diagnostic[] = [];
    for (const { playbook } of loaded)
      for (const { hosts } of playbook.plays)
        for (const { value, location } of hosts.items ?? [hosts])
          if (typeof value === 'string') selectHosts(inventory, value, { location, warnings });
    const folders = inventory.variableFiles.map(({ directory }) => directory);
    return [...warnings, ...variableFileMistakes(folders, files, template => engine.check(template))];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
};

const report = (
  diagnostics: readonly Diagnostic[],
  loaded: readonly Loaded[],
  strict: boolean,
  secrets: Secrets,
): number => {
  for (const diagnostic of diagnostics)
    process.stdout.write(`${secrets.redact(formatDiagnostic(diagnostic))}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const tasks = loaded.flatMap(({ playbook }) => playbook.plays.flatMap(play => tasksOf(play))).length;
  const what = `${counted(loaded.length, 'playbook')}, ${counted(tasks, 'task')}`;
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  process.stdout.write(`${what}: ${parts.join(', ') || 'nothing is wrong'}\n`);
  return errors > 0 || (strict && warnings > 0) ? BAD_SYNTAX : 0;
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
