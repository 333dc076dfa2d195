import type { Output } from '../agent/protocol.js';
import type { Conclusion, HostModule, Module } from '../modules/module.js';
import type { LoadOptions } from '../playbook/options.js';
import type { Vault } from '../source/vault.js';
import type { Engine } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import type { RunMagic } from '../vars/magic.js';
import type { VariableStore } from '../vars/store.js';
import type { ChangingVariables } from './changing-variables.js';
import type { Connections } from './connections.js';
import type { Debugger } from './debugger/debugger.js';
import type { RunEvent } from './events.js';
import type { ModuleTable } from './module-table.js';
import type { Recap } from './recap.js';
import type { StartAt } from './start-at.js';
import type { Statistics } from './statistics.js';
import type { Step } from './step.js';

/** What the command line says of a run. */
export interface RunOptions {
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly verbosity: number;
  /** How many hosts are talked to at once. */
  readonly forks: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly forceHandlers: boolean;
  /** A task that notifies a handler that there isn't fails; otherwise that is a warning. */
  readonly missingHandlersFail: boolean;
  /** Where hosts keep jobs, and how often those are looked at where nothing says so, in seconds. */
  readonly jobFolder: string;
  readonly pollInterval: number;
  /** The strategy of plays that name none. */
  readonly strategy: string;
}

/** How the run comes by facts. */
export interface FactsOptions {
  /** When a play gathers them: unless it says not to, the same but once only for each host, or if it says so. */
  readonly gathering: 'implicit' | 'smart' | 'explicit';
  /** They outlive the run. */
  readonly areKept: boolean;
  /** Where hosts have facts of their own, for plays that don't say it. */
  readonly folder: string | undefined;
}

/** Says whether the user has asked the run to stop: no change is begun any more. */
export interface Stop {
  asked: boolean;
}

/** The run, or the play for all hosts, was stopped before this change. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** What all parts of a run share. */
export interface RunContext {
  readonly options: RunOptions;
  readonly modules: ReadonlyMap<string, Module>;
  readonly table: ModuleTable;
  /** How what is included at run time is loaded. */
  readonly loadOptions: LoadOptions;
  /** The module that gathers facts. */
  readonly setup: HostModule;
  readonly engine: Engine;
  readonly store: VariableStore;
  readonly magic: RunMagic;
  readonly vault: Vault | undefined;
  readonly secrets: Secrets;
  readonly connections: Connections;
  readonly recap: Recap;
  readonly statistics: Statistics;
  /** Where the run begins, if not at the first task. */
  readonly startAt?: StartAt;
  readonly facts: FactsOptions;
  /** Hosts that were lost are noted in a file: in this folder, or beside the playbook. */
  readonly retryFiles?: { readonly folder: string | undefined };
  /** Somebody is asked before each task. */
  readonly step?: Step;
  /** How tasks that fail, or that say so, are looked at. */
  readonly debugger: Debugger;
  /** Asks whoever sits at the terminal; absent where nobody does. */
  readonly ask?: (question: string, isShown: boolean) => Promise<string>;
  readonly stop: Stop;
  /** Variables that tasks may set while the run lasts: registered, set_fact, include_vars. */
  readonly changingVariables: ChangingVariables;
  /** What reads the output of the jobs that this run has started, by their ids. */
  readonly jobs: Map<string, (output: Output) => Conclusion>;
  /** Reads the sources of the inventory again. Throws DiagnosticErrors. */
  refreshInventory(): void;
  emit(event: RunEvent): void;
  /** Resolves when whoever reads the report has caught up; undefined where nothing is to be waited for. */
  caughtUp(): Promise<void> | undefined;
  /** A number for a task, unique in the run. */
  nextId(): number;
}
