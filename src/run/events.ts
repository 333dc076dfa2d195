import type { Difference } from '../modules/module.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import type { Value } from '../value/value.js';

/** One task of a play as reporters see it; the same object for every host that carries it out. */
export interface TaskInfo {
  /** Unique in the run. */
  readonly id: number;
  /** The order of the play, compared item by item: includes and handlers have longer keys. */
  readonly position: readonly number[];
  /** `web : Install Apache`, as Ansible's output has it. */
  readonly name: string;
  /** The module's short name. */
  readonly action: string;
  readonly handler: boolean;
  readonly location: Location | undefined;
  /** Arguments, output and results are not to be shown. */
  readonly noLog: boolean;
  /** Whether differences are shown, where the task says so itself. */
  readonly diff?: boolean;
}

/**
 * What became of a task on a host. `changed` in check mode: it would change. `unknown`: in check mode, it could not be told because
 * an earlier change that it may depend on has not been made.
 */
export type Status = 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable' | 'unknown';

/** A finished task, or an item of its loop, on one host. */
export interface TaskOutcome {
  readonly status: Status;
  /** A failure that `ignore_errors` lets pass. */
  readonly ignored?: boolean;
  /** What `register` sees, as far as it is to be shown. */
  readonly result: ReadonlyMap<Value, Value>;
  readonly differences: readonly Difference[];
  /** For a failure: one line for people. */
  readonly message?: string;
  /** It is there to be read: the result is shown even without -v. */
  readonly shown?: boolean;
  /** Seconds. */
  readonly duration: number;
  /** The loop's item label, for an item. */
  readonly item?: string;
  /** What has changed is the run itself (its inventory), not the host. */
  readonly internal?: boolean;
  /** The host that it was delegated to, as `delegateOf` names it. */
  readonly delegate?: string;
}

/** Counts per host for the recap, by Ansible's rules. */
export interface HostCounts {
  ok: number;
  changed: number;
  unreachable: number;
  failed: number;
  skipped: number;
  rescued: number;
  ignored: number;
}

/** Values that playbooks have kept to be told at the end, by their names. */
export interface CustomStatistics {
  readonly hosts: ReadonlyMap<string, ReadonlyMap<Value, Value>>;
  readonly run: ReadonlyMap<Value, Value>;
}

/** Everything that happens in a run, in the order in which it happens; reporters know nothing else. */
export type RunEvent =
  | { readonly kind: 'run-start'; readonly checkMode: boolean; readonly diff: boolean; readonly time: Date }
  | { readonly kind: 'play-start'; readonly name: string; readonly hosts: readonly string[] }
  /** A host has begun with a task (its probe is answered or under way). */
  | {
      readonly kind: 'task-start';
      readonly task: TaskInfo;
      readonly host: string;
      /** The host that it is delegated to, where that can be told before it begins. */
      readonly delegate?: string;
    }
  /** Live output of a step that is running. */
  | { readonly kind: 'output'; readonly task: TaskInfo; readonly host: string; readonly text: string }
  | { readonly kind: 'item'; readonly task: TaskInfo; readonly host: string; readonly outcome: TaskOutcome }
  /** `until` was not met: it is tried again. */
  | {
      readonly kind: 'retry';
      readonly task: TaskInfo;
      readonly host: string;
      readonly left: number;
      /** What came of this attempt. */
      readonly result: ReadonlyMap<Value, Value>;
      readonly shown?: boolean;
      readonly delegate?: string;
    }
  /** What is told of a job while it is polled. */
  | { readonly kind: 'job'; readonly task: TaskInfo; readonly host: string; readonly text: string }
  | { readonly kind: 'result'; readonly task: TaskInfo; readonly host: string; readonly outcome: TaskOutcome }
  /** Every host still in the play has finished all tasks before this position. */
  | { readonly kind: 'progress'; readonly position: readonly number[] }
  /** Failures of some were those of all: the play ends. */
  | { readonly kind: 'no-hosts-left' }
  | { readonly kind: 'play-end' }
  /** The hosts that were lost are noted in a file. */
  | { readonly kind: 'retry-file'; readonly path: string }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic; readonly host?: string }
  | {
      readonly kind: 'run-end';
      readonly recap: ReadonlyMap<string, HostCounts>;
      /** What set_stats has kept. */
      readonly statistics?: CustomStatistics;
      /** Counts of what went over the wire, for `-vvv` and the benchmark. */
      readonly traffic: { readonly messages: number; readonly steps: number };
      /** Seconds. */
      readonly duration: number;
    };

/** Takes events as they come. Must not throw and must not block. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Waits until all that was reported is shown. */
  close(): Promise<void>;
}
