import type { Difference, Result } from '../modules/module.js';
import type { Node } from '../playbook/model.js';
import { splitLines } from '../value/lines.js';
import { type Dict, fromPlain, type Unrendered, type Value } from '../value/value.js';
import type { Status } from './events.js';

/** What came of a task, or of one item of its loop, on one host, before anything is made of it. */
export interface Outcome {
  readonly status: Status;
  /** What `register` gives. */
  readonly result: Dict;
  readonly differences: readonly Difference[];
  /** Why it failed, in one line for people. */
  readonly message?: string;
  /** A failure that `ignore_errors` lets pass, or a lost connection that `ignore_unreachable` does. */
  readonly ignored?: boolean;
  /** It is there to be read: the result is shown even without -v. */
  readonly shown?: boolean;
  /** What has changed is the run itself (its inventory), not the host. */
  readonly internal?: boolean;
  /** The host that it was delegated to. */
  readonly delegate?: string;
  /** Another host has carried it out for this one, too (`run_once`). */
  readonly isShared?: boolean;
  /** Neither `failed_when` nor `until` are asked about it. */
  readonly isFinal?: boolean;
  /** What it notifies if it has changed something. */
  readonly topics?: readonly string[];
  /** Variables that a control sets, and those that come from files of the user's. */
  readonly facts?: ReadonlyMap<string, Value>;
  readonly included?: ReadonlyMap<string, Unrendered>;
  /** What a handler that is an include brings in. */
  readonly nodes?: readonly Node[];
}

/** A result with what the run knows of it; `stdout_lines` and `stderr_lines` are derived as Ansible does. */
export const resultDict = (
  result: Result | ReadonlyMap<Value, Value>,
  flags: { readonly [key: string]: boolean | string },
): Dict => {
  const dict: Dict = result instanceof Map ? new Map(result) : (fromPlain(result as Result) as Dict);
  for (const [name, value] of Object.entries(flags)) dict.set(name, value);
  for (const stream of ['stdout', 'stderr']) {
    const text = dict.get(stream);
    if (typeof text === 'string' && !dict.has(`${stream}_lines`))
      dict.set(`${stream}_lines`, splitLines(text));
  }
  return dict;
};

export const ok = (result: Result | ReadonlyMap<Value, Value>, changed = false): Outcome => ({
  status: changed ? 'changed' : 'ok',
  result: resultDict(result, { changed, failed: false }),
  differences: [],
});

/** Whether a result says that something was changed: a command that failed may have. */
const isChanged = (result: Result | ReadonlyMap<Value, Value>): boolean =>
  (result instanceof Map ? result.get('changed') : (result as Result).changed) === true;

export const failed = (message: string, result: Result | ReadonlyMap<Value, Value> = {}): Outcome => ({
  status: 'failed',
  result: resultDict(result, { changed: isChanged(result), failed: true, msg: message }),
  differences: [],
  message,
});

/** A host that can't be reached, or not any more. */
export const unreachable = (message: string): Outcome => ({
  status: 'unreachable',
  result: resultDict({ msg: message }, { unreachable: true, changed: false }),
  differences: [],
  message,
});

/** A task that was not to be done: `when` was false, or it can't be done in check mode. */
export const skipped = (result: Result | ReadonlyMap<Value, Value>): Outcome => ({
  status: 'skipped',
  result: resultDict(result, { changed: false, skipped: true }),
  differences: [],
});

/** The outcome of a loop from those of its items, as Ansible has it. */
export const loopOutcome = (outcomes: readonly Outcome[]): Outcome => {
  const results = outcomes.map(outcome => outcome.result as Value);
  const all = (status: Status) => outcomes.length > 0 && outcomes.every(outcome => outcome.status === status);
  const any = (status: Status) => outcomes.some(outcome => outcome.status === status);
  const anyFailed = outcomes.some(outcome => outcome.status === 'failed' && !outcome.ignored);
  const isLost = any('unreachable');
  const status: Status = isLost
    ? 'unreachable'
    : anyFailed
      ? 'failed'
      : outcomes.length === 0 || all('skipped')
        ? 'skipped'
        : any('changed')
          ? 'changed'
          : any('unknown')
            ? 'unknown'
            : 'ok';
  const message = anyFailed
    ? 'One or more items failed'
    : status === 'skipped'
      ? 'All items skipped'
      : 'All items completed';
  const changed = outcomes.some(outcome => outcome.result.get('changed') === true);
  const result = resultDict(new Map<string, Value>([['results', results]]), {
    changed,
    skipped: status === 'skipped',
    ...(anyFailed ? { failed: true } : {}),
    msg: message,
  });
  if (outcomes.length === 0) {
    result.delete('msg');
    result.set('skipped_reason', 'No items in the list');
  }
  const delegates = new Set(outcomes.filter(one => one.status !== 'skipped').map(one => one.delegate));
  const [delegate] = delegates.size === 1 ? delegates : [];
  const firstFailure = outcomes.find(
    outcome => (outcome.status === 'failed' || outcome.status === 'unreachable') && !outcome.ignored,
  );
  return {
    status,
    result,
    differences: outcomes.flatMap(outcome => [...outcome.differences]),
    ...(firstFailure?.message !== undefined && { message: firstFailure.message }),
    ...(outcomes.some(outcome => outcome.internal) && { internal: true }),
    ...(delegate !== undefined && { delegate }),
    topics: outcomes.flatMap(outcome => outcome.topics ?? []),
    facts: new Map(outcomes.flatMap(outcome => [...(outcome.facts ?? [])])),
    included: new Map(outcomes.flatMap(outcome => [...(outcome.included ?? [])])),
  };
};
