import type { Output, Script } from '../agent/protocol.js';
import type { Location } from '../source/file.js';
import type { TemplateOptions } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import type { Plain, Unrendered, Value } from '../value/value.js';
import type { Arguments, OptionSchema } from './options.js';

/** What a task returns, as `register` sees it; `changed`, `failed` and the like are added by the run. */
export type Result = { readonly [key: string]: Plain };

/** One difference between a host and its desired state, for `--diff` and the drift report. */
export type Difference =
  | {
      readonly kind: 'content';
      /** What the content belongs to: a path on the host. */
      readonly subject: string;
      /** Undefined: it doesn't exist. */
      readonly before: Buffer | string | undefined;
      readonly after: Buffer | string | undefined;
    }
  | {
      readonly kind: 'attribute';
      /** What has the attribute: a path, a package, a unit, a user. */
      readonly subject: string;
      /** `mode`, `state`, `version`... */
      readonly name: string;
      readonly before: Plain;
      readonly after: Plain;
    };

/** The plan of one task on one host. */
export type Plan =
  /** The host is in the desired state. */
  | { readonly kind: 'same'; readonly result: Result }
  /** The host differs: `apply` makes it so. `result` is what the task will return, as far as it can be known before. */
  | {
      readonly kind: 'change';
      readonly result: Result;
      readonly differences: readonly Difference[];
      readonly apply: Script;
      /** An account that nothing of the run may be doing something under meanwhile. */
      readonly releases?: string;
      /** Reads what `apply` printed. Without it: code 0 is the predicted result, STALE is `stale`, any other is a failure. */
      readonly conclude?: (output: Output) => Conclusion;
    }
  /** There is no state to observe (`command`): `apply` always runs, except in check mode, where the task is skipped. */
  | {
      readonly kind: 'action';
      /** What is known of its result in check mode. */
      readonly unmade?: Result;
      readonly apply: Script;
      /** Takes what `apply` prints, in place of `conclude`. */
      readonly receiver?: Receiver;
      readonly conclude: (output: Output) => Conclusion;
    }
  /** It is not done in check mode, and nobody knows what it would come to. */
  | { readonly kind: 'skipped'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string; readonly result?: Result };

/** Takes what a host sends as it comes, however much it is. */
export interface Receiver {
  take(chunk: Buffer): void;
  /** Nothing more comes, and what came has been judged: called in any case, even if the connection went away. */
  close(): void;
}

/** How an apply ended. */
export type Conclusion =
  | { readonly kind: 'changed'; readonly result: Result }
  | { readonly kind: 'unchanged'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string; readonly result?: Result }
  /** The host is no longer as the probe saw it and nothing was done: the run probes and plans again. */
  | { readonly kind: 'stale' };

/** Exit status by which an apply says that the host is no longer as the probe saw it (EX_TEMPFAIL of sysexits.h). */
export const STALE = 75;

/** What a module may know of the run. */
export interface Context {
  readonly checkMode: boolean;
  /** Differences will be shown: a probe should bring the content before. */
  readonly diff: boolean;
}

/** What the run does on the runner for a module: local files and templates. */
export interface Services {
  /**
   * The absolute path of a local file by Ansible's search path: the role's folder of that kind, the role, the task file's
   * folder, the playbook's. Throws a DiagnosticError that lists where it looked.
   */
  findFile(folder: 'files' | 'templates' | 'vars' | 'tasks', name: string): string;
  /** The content of a local file, decrypted if it is vaulted. Throws a DiagnosticError. */
  readFile(path: string): Buffer;
  /** Renders a local template file with the host's variables. Throws DiagnosticErrors with places in that file. */
  renderTemplate(
    file: { readonly path: string; readonly name: string; readonly destination: string },
    options: TemplateOptions,
  ): string;
  /** The absolute path of a local file that is to be written, by its name in an argument; relative ones are below the playbook's folder. */
  destination(name: string): string;
  /** The host's name in the inventory. */
  readonly host: string;
  /** Where an argument was written. */
  locate(argument: string): Location | undefined;
  /** Where the module adds values that must not be shown. */
  readonly secrets: Secrets;
  /** The jobs that tasks with `async` have started. */
  readonly jobs: {
    /** The folder on the host where they are kept. */
    folder(): string;
    /** What reads the output of one that this run has started. */
    conclude(id: string): ((output: Output) => Conclusion) | undefined;
  };
}

/** One return value, for documentation. */
export interface ReturnValue {
  readonly description: string;
  readonly type: string;
}

/** What must hold between options, as Ansible's argument specs say it. */
export interface Constraints {
  readonly mutuallyExclusive?: readonly (readonly string[])[];
  readonly requiredTogether?: readonly (readonly string[])[];
  readonly requiredOneOf?: readonly (readonly string[])[];
  /** If an option has a value, others must be given: all of them, or any. */
  readonly requiredIf?: readonly {
    readonly option: string;
    readonly value: string | number | boolean;
    readonly requires: readonly string[];
    readonly any?: boolean;
  }[];
}

/** What is known of a module without running it. */
export interface Documented {
  /** The short name: `apt`. */
  readonly name: string;
  /** `ansible.builtin`, `community.general`, ...: the long name is collection and name. */
  readonly collection: string;
  /** Further names it is called by, long ones whole: `systemd_service`. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly description: string;
  readonly options: OptionSchema;
  readonly constraints?: Constraints;
  /** Options of any name are accepted (set_fact). */
  readonly acceptsAny?: boolean;
  /** What is wrong with a name, where any is accepted. */
  readonly complaintOf?: (name: string) => string | undefined;
  /** The option that a bare string is the value of (`command: ls`). */
  readonly freeForm?: string;
  readonly returns?: { readonly [name: string]: ReturnValue };
  /** Playbook snippets in YAML. */
  readonly examples?: string;
}

/**
 * A module that manages state on a host. `begin` is all the run calls: it takes checked arguments, does what is done on the
 * runner (reading local files), and gives the probe and the plan.
 */
export interface HostModule extends Documented {
  readonly kind: 'host';
  begin(args: Arguments, services: Services, context: Context): Promise<TaskSteps>;
}

/** A task of a host module, ready to be carried out. */
export interface TaskSteps {
  /** Reads the host's state; undefined where there is none to observe. */
  readonly probe: Script | undefined;
  /** What to do, from what the probe printed. Pure: may be called again with another output. */
  plan(output: Output): Plan;
}

/** What the run does for a control. */
export interface ControlServices {
  /** The truth of a condition as the user wrote it. Throws DiagnosticErrors. */
  isTrue(condition: Unrendered): boolean;
  /**
   * The value of an expression as the user wrote it: without braces, such as a variable's name, or a template. `missing` is the
   * answer for what is undefined. Throws DiagnosticErrors.
   */
  evaluate(expression: Unrendered, missing: Value): Value;
  /** A condition's text, for messages. */
  sourceOf(condition: Unrendered): string;
  /** The path of a local file of variables by the task's search path. Throws a DiagnosticError. */
  findVariables(name: string): string;
  /**
   * The paths of the files in and below a local folder of variables, folder by folder in order of their names; of so many folders,
   * 0 for all. A text if there is no such folder.
   */
  variableFilesIn(folder: string, depth: number): readonly string[] | string;
  /** The variables that a local YAML or JSON file holds, not rendered; undefined if it holds something else. Throws DiagnosticErrors. */
  readVariables(path: string): ReadonlyMap<string, Unrendered> | undefined;
  /** A value of the user's with its templates rendered. Throws DiagnosticErrors. */
  render(value: Unrendered): Value;
  /** A variable of the host as it is held. */
  lookup(name: string): Unrendered | undefined;
  /** The conditions that a text of the user's stands for: those of the variable that it is all of, if that is a list of the user's own. */
  conditionsIn(condition: Unrendered): readonly Unrendered[];
  readonly verbosity: number;
}

/** A host that is to be in the inventory from now on (add_host). */
export interface NewHost {
  /** With a port behind it, maybe. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly variables: ReadonlyMap<string, Value>;
}

/** A group that the host is to be in from now on (group_by). */
export interface NewGroup {
  readonly name: string;
  readonly parents: readonly string[];
}

/** What is to be told at the end of the run (set_stats). */
export interface Statistics {
  readonly data: ReadonlyMap<string, Value>;
  readonly perHost: boolean;
  readonly aggregate: boolean;
}

/** What came of a control. */
export type ControlOutcome = (
  | {
      readonly kind: 'ok' | 'skipped';
      readonly result: { readonly [key: string]: Value };
      /** Variables that the host has from now on (set_fact). */
      readonly facts?: ReadonlyMap<string, Value>;
      /** Variables from the user's files, with their templates (include_vars). */
      readonly included?: ReadonlyMap<string, Unrendered>;
      /** Facts that are kept beyond the run (set_fact with `cacheable`). */
      readonly cacheable?: ReadonlyMap<string, Value>;
      readonly host?: NewHost;
      readonly group?: NewGroup;
      readonly statistics?: Statistics;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly result?: Result }
) & {
  /** The result is there to be read, even without -v (debug). */
  readonly shown?: boolean;
};

/**
 * A module that runs on the runner alone: debug, set_fact, assert, fail. Options of type `condition` come as they were
 * written, unrendered, so that what a template renders to is never evaluated again.
 */
export interface Control extends Documented {
  readonly kind: 'control';
  run(args: ReadonlyMap<string, Unrendered>, services: ControlServices): ControlOutcome;
}

/** What the run does for an action. */
export interface ActionServices {
  readonly checkMode: boolean;
  /** The host is this machine. */
  readonly isLocal: boolean;
  /** The task's name, for questions. */
  readonly taskName: string;
  /** Waits. Rejects if the run is stopped. */
  sleep(seconds: number): Promise<void>;
  /** Milliseconds since some moment. */
  now(): number;
  /** Closes the connection to the host and sees whether a new one can be had; undefined if so, else why not. */
  reconnect(): Promise<string | undefined>;
  /** Runs a script on the host, on the connection that there is; a text is why it did not end: the connection went away. */
  execute(script: Script): Promise<Output | string>;
  /** Tells the user something while the task lasts. */
  say(text: string): void;
  /** What somebody at the terminal types; undefined where nobody is there. */
  ask(question: string, isShown: boolean): Promise<string | undefined>;
}

/** What came of an action. */
export type ActionOutcome =
  | { readonly kind: 'ok' | 'changed' | 'skipped'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string; readonly result?: Result };

/** A module that goes on over time and has no state to look at: it waits, asks, or connects anew. */
export interface Action extends Documented {
  readonly kind: 'action';
  run(args: Arguments, services: ActionServices): Promise<ActionOutcome>;
}

export type Module = HostModule | Control | Action;

/** The parts of a host module as its file defines them; `Args` follows from the options. */
export interface Definition<Args, Prepared, State> extends Documented {
  /** What is done on the runner first: local files read, templates rendered. Throws DiagnosticErrors. */
  prepare(args: Args, services: Services, context: Context): Promise<Prepared> | Prepared;
  /** The sh that only reads. */
  probe?(prepared: Prepared, context: Context): Script | undefined;
  /** The observed state from what the probe printed. */
  parse(output: Output, prepared: Prepared): State;
  /** What to do. Pure. */
  plan(prepared: Prepared, state: State, context: Context): Plan;
}
