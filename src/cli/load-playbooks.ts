import type { Configuration } from '../configuration/configuration.js';
import { YamlFiles } from '../playbook/files.js';
import { type Loaded, loadPlaybook } from '../playbook/load.js';
import type { Field, Playbook } from '../playbook/model.js';
import type { LoadOptions } from '../playbook/options.js';
import type { TagSelection } from '../playbook/tags.js';
import type { ModuleTable } from '../run/module-table.js';
import { unsupported } from '../run/supported.js';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Vault } from '../source/vault.js';
import type { Engine } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import type { Variables } from '../value/value.js';
import { LayeredScope } from '../vars/scope.js';
import { printDiagnostics } from './mistakes.js';

/** How playbooks are loaded, by what the command line and the configuration say. */
export const loadOptionsOf = ({
  table,
  engine,
  vault,
  extra,
  configuration,
  selection,
  passesVaulted = false,
}: {
  readonly table: ModuleTable;
  readonly engine: Engine;
  readonly vault: Vault | undefined;
  readonly extra: Variables;
  readonly configuration: Configuration;
  /** What is to be run, if anything is. */
  readonly selection?: TagSelection | undefined;
  /** Without passwords what is vaulted is passed over, not refused. */
  readonly passesVaulted?: boolean;
}): LoadOptions => ({
  files: new YamlFiles(vault, passesVaulted),
  rolesPath: configuration.get('roles_path'),
  collectionsPath: configuration.get('collections_path'),
  keywordDefaults: keywordDefaults(configuration),
  ...table.describe,
  ...(selection && { selection }),
  plugins: table.plugins,
  checkTemplate: template => (table.isBehind ? [] : engine.check(template)),
  checkExpression: (text, location) => (table.isBehind ? [] : engine.checkExpression(text, location)),
  render: (template, variables) => engine.evaluate(template, new LayeredScope([extra, variables])),
});

/** Settings that are keywords of plays which don't have them. */
const KEYWORDS = [
  ['any_errors_fatal', 'any_errors_fatal'],
  ['no_log', 'no_log'],
  ['task_timeout', 'timeout'],
] as const;

const keywordDefaults = (configuration: Configuration): ReadonlyMap<string, Field> =>
  new Map(
    KEYWORDS.flatMap(([setting, keyword]) => {
      const { location } = configuration.placeOf(setting);
      return location ? [[keyword, { value: configuration.get(setting), location }] as const] : [];
    }),
  );

/** Playbooks as far as they could be loaded, and all that is wrong with them. */
export interface LoadedPlaybooks {
  readonly loaded: readonly Loaded[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads playbooks and the modules that they name. */
export const loadPlaybooks = async (
  paths: readonly string[],
  table: ModuleTable,
  options: LoadOptions,
): Promise<LoadedPlaybooks> => {
  const loaded = await table.settle(() => paths.map(path => loadPlaybook(path, options)));
  const diagnostics = [
    ...table.plugins.takeMistakes(),
    ...loaded.flatMap(({ playbook, diagnostics: found }) => [
      ...found,
      ...playbook.plays.flatMap(unsupported),
    ]),
  ];
  return { loaded, diagnostics };
};

/** Loads playbooks to be run, and prints warnings; throws one DiagnosticError with all that is wrong with them. */
export const loadAll = async (
  paths: readonly string[],
  table: ModuleTable,
  options: LoadOptions,
  secrets: Secrets,
): Promise<readonly Playbook[]> => {
  const { loaded, diagnostics } = await loadPlaybooks(paths, table, options);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  printDiagnostics(
    diagnostics.filter(({ severity }) => severity === 'warning'),
    secrets,
  );
  if (errors.length > 0) throw new DiagnosticError(...errors);
  return loaded.map(({ playbook }) => playbook);
};
