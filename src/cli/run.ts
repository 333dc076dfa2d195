import { limitHosts } from '../inventory/pattern.js';
import { VariableFiles } from '../inventory/variable-files.js';
import type { FieldVariables, Play, Playbook } from '../playbook/model.js';
import { isReserved, reservedName } from '../playbook/reserved.js';
import { unknownTags } from '../playbook/unknown-tags.js';
import { tasksOf } from '../playbook/walk.js';
import { Pace } from '../report/pace.js';
import { clean } from '../report/text.js';
import { ChangingVariables } from '../run/changing-variables.js';
import type { RunContext, RunOptions } from '../run/context.js';
import { asksForDebugger, Debugger } from '../run/debugger/debugger.js';
import { checkLocalFiles } from '../run/local-file-checks.js';
import { ModuleTable } from '../run/module-table.js';
import { Recap } from '../run/recap.js';
import { type RunEnd, runPlaybooks } from '../run/run.js';
import { StartAt } from '../run/start-at.js';
import { Statistics } from '../run/statistics.js';
import { Step } from '../run/step.js';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import { Engine } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import type { RunMagic } from '../vars/magic.js';
import type { Layer } from '../vars/scope.js';
import { VariableStore } from '../vars/store.js';
import { announce } from './configuration.js';
import { connectionsOf } from './connections.js';
import { engineOptions } from './engine-options.js';
import { readExtraVars } from './extra-vars.js';
import { openFactCache } from './fact-cache.js';
import { restrainHeap } from './heap.js';
import { openInventory, rereadInventory, sourceNames } from './inventory.js';
import { Lines } from './lines.js';
import { listing, renderedInPlay } from './listing.js';
import { loadAll, loadOptionsOf } from './load-playbooks.js';
import { printDiagnostics } from './mistakes.js';
import type { RunCommandOptions } from './options.js';
import { passwordsOf } from './passwords.js';
import { pluginsOf } from './plugins.js';
import type { Asking } from './prompts.js';
import { reporterOf } from './reporter.js';
import { INTERRUPTED, stopOnSignal } from './stop.js';
import { openVault } from './vault.js';

/** `trueup apply` and `trueup check`. Returns the exit code. */
export const run = async (
  verb: 'apply' | 'check',
  options: RunCommandOptions,
  secrets: Secrets,
): Promise<number> => {
  const { configuration } = options;
  const vault = await openVault(options, secrets);
  const extra = readExtraVars(options.extraVars, vault);
  printDiagnostics([...extra.keys()].filter(isReserved).map(reservedName), secrets);
  await announce(configuration, options.verbosity, secrets);
  const inventory = openInventory(options, vault, secrets);
  restrainHeap(inventory.hosts.size);
  const plugins = pluginsOf(configuration);
  const engine = new Engine({ ...engineOptions(inventory, configuration), plugins });
  const table = new ModuleTable(plugins);
  await table.need(['setup']);
  const selection = options.syntaxCheck ? undefined : options;
  const loadOptions = loadOptionsOf({ table, engine, vault, extra, configuration, selection });
  const playbooks = await loadAll(options.playbooks, table, loadOptions, secrets);
  if (options.verbosity > 0) printDiagnostics(plugins.notes, secrets);
  const warnings: Diagnostic[] = [];
  const limit = options.limit === undefined ? undefined : limitHosts(inventory, options.limit, warnings);
  printDiagnostics(warnings, secrets);
  const absent = checkLocalFiles(playbooks, { engine, vault, selection: options });
  if (absent.length > 0) throw new DiagnosticError(...absent);
  const named = [...options.tags, ...options.skipTags];
  printDiagnostics(
    unknownTags(playbooks, named, (template, play) => renderedInPlay(template, play, loadOptions.render)),
    secrets,
  );
  if (options.syntaxCheck || options.listHosts || options.listTasks || options.listTags) {
    process.stdout.write(listing(playbooks, inventory, limit, options, loadOptions.render));
    return 0;
  }

  const runOptions: RunOptions = {
    checkMode: options.check || verb === 'check',
    diff: options.diff,
    verbosity: options.verbosity,
    forks: options.forks,
    tags: options.tags,
    skipTags: options.skipTags,
    forceHandlers: options.forceHandlers,
    missingHandlersFail: configuration.get('error_on_missing_handler'),
    jobFolder: configuration.get('async_dir'),
    pollInterval: configuration.get('poll_interval'),
    strategy: configuration.get('strategy'),
  };
  const { password, becomePassword } = await passwordsOf(options);
  const lines = new Lines();
  const prompts = await promptsOf(playbooks, { engine, extra, secrets });
  for (const secret of [password, becomePassword]) if (secret) secrets.add(secret);
  const debugs =
    configuration.get('enable_task_debugger') ||
    /\bdebug$/.test(runOptions.strategy) ||
    asksForDebugger(playbooks);
  const warned: Diagnostic[] = [];
  const { factGroup } = await import('../modules/system/facts/groups.js');
  const pace = new Pace(process.stdout);
  const reporter = reporterOf(options, {
    secrets,
    command: verb,
    checkMode: runOptions.checkMode,
    asks: options.step || debugs || asksForPause(playbooks),
  });
  const setup = table.modules.get('setup');
  if (setup?.kind !== 'host') throw new Error('setup is not loaded');
  const magic: RunMagic = {
    inventory,
    inventorySources: sourceNames(options),
    configFile: configuration.file?.path,
    checkMode: runOptions.checkMode,
    diff: options.diff,
    verbosity: options.verbosity,
    forks: options.forks,
    tags: options.tags,
    skipTags: options.skipTags,
    limit: options.limit,
  };
  const hosts = [...inventory.hosts.values()].filter(host => limit === undefined || limit.has(host));
  const factCache = await openFactCache(options, {
    hosts,
    vault,
    warn: diagnostic => reporter.report({ kind: 'diagnostic', diagnostic }),
  });
  let lastId = 0;
  const context: RunContext = {
    options: runOptions,
    table,
    modules: table.modules,
    loadOptions,
    setup,
    engine,
    vault,
    secrets,
    store: new VariableStore({
      inventory,
      filesBeside: path => new VariableFiles(path, 'playbook', vault, warned),
      extra,
      engine,
      groupOf: factGroup,
      injectsFacts: configuration.get('inject_facts_as_vars'),
      sharesRoleVars: !configuration.get('private_role_vars'),
      factCache,
      magic,
    }),
    magic,
    connections: connectionsOf(options, { password, becomePassword }),
    recap: new Recap(),
    statistics: new Statistics(),
    ...(options.startAtTask !== undefined && { startAt: new StartAt(options.startAtTask, options) }),
    ...(options.step && {
      step: new Step(task => lines.ask(`Perform task: TASK: ${task} (N)o/(y)es/(c)ontinue: `)),
    }),
    facts: {
      gathering: configuration.get('gathering'),
      areKept: factCache !== undefined,
      folder: configuration.get('fact_path'),
    },
    ...(process.stdin.isTTY && {
      ask: async (question: string, isShown: boolean) => {
        const asked = clean(question, secrets);
        if (isShown) return (await lines.next(`${asked}\n`)) ?? '';
        const { askSecret } = await import('./prompt.js');
        return askSecret(asked);
      },
    }),
    debugger: new Debugger({
      conversation: {
        ask: prompt => lines.next(clean(prompt, secrets)),
        say: text => void process.stdout.write(`${clean(text, secrets)}\n`),
      },
      isExpected: debugs,
      isOn: configuration.get('enable_task_debugger'),
      passesIgnored: configuration.get('task_debugger_ignore_errors'),
    }),
    ...(configuration.get('retry_files_enabled') && {
      retryFiles: { folder: configuration.get('retry_files_save_path') },
    }),
    jobs: new Map(),
    stop: { asked: false },
    changingVariables: new ChangingVariables(playbooks),
    refreshInventory: () => {
      rereadInventory(inventory, options, vault, secrets);
      context.store.inventoryChanged();
    },
    emit: event => reporter.report(event),
    caughtUp: () => pace.kept(),
    nextId: () => ++lastId,
  };
  const release = stopOnSignal(context);
  const end = await runPlaybooks(context, {
    playbooks,
    limit: () => (options.limit === undefined ? undefined : limitHosts(inventory, options.limit, [])),
    prompts: play => prompts.get(play) ?? new Map(),
  });
  release();
  printDiagnostics(warned, secrets);
  await reporter.close();
  lines.close();
  if (end.stopped) return INTERRUPTED;
  return verb === 'check' ? checkCode(end, context.recap) : applyCode(end);
};

/** Whether somebody at a terminal will be asked to go on by a task that is known before the run. */
const asksForPause = (playbooks: readonly Playbook[]): boolean =>
  process.stdin.isTTY === true &&
  playbooks.some(({ plays }) =>
    plays.some(play => tasksOf(play).some(({ action, args }) => action === 'pause' && !isTimed(args))),
  );

const isTimed = (args: FieldVariables): boolean => args.has('seconds') || args.has('minutes');

/** What is typed for the plays' vars_prompt; asking is only loaded where something is to be asked. */
const promptsOf = async (
  playbooks: readonly Playbook[],
  asking: Omit<Asking, 'isInteractive' | 'ask' | 'say'>,
): Promise<ReadonlyMap<Play, Layer>> => {
  const hasPrompts = playbooks.some(({ plays }) => plays.some(play => play.keywords.has('vars_prompt')));
  if (!hasPrompts) return new Map();
  const [{ askPrompts }, { askSecret, askText }] = await Promise.all([
    import('./prompts.js'),
    import('./prompt.js'),
  ]);
  return askPrompts(playbooks, {
    ...asking,
    isInteractive: process.stdin.isTTY === true,
    ask: (question, isShown) => (isShown ? askText(question) : askSecret(question)),
    say: text => process.stderr.write(`warning: ${text}\n`),
  });
};

/** Ansible's exit codes. */
const applyCode = (end: RunEnd): number => (end.unreachable ? 4 : end.failed ? 2 : 0);

/** 0 in place, 2 drift, 3 unreachable, 1 failed. */
const checkCode = (end: RunEnd, recap: Recap): number => {
  if (end.failed) return 1;
  if (end.unreachable) return 3;
  return recap.drifted.size > 0 ? 2 : 0;
};
