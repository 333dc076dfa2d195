import type { TaskInfo, TaskOutcome } from '../run/events.js';
import type { Secrets } from '../value/secrets.js';
import type { Value } from '../value/value.js';
import { hostLabel } from './host-names.js';
import { resultJson } from './json.js';
import type { Style } from './style.js';

const CENSORED =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

/** What Ansible shows even of a result that is not to be shown. */
const KEPT_OF_HIDDEN = ['attempts', 'changed', 'retries'];
/** Keys that the first word of the line says already, or that no one asked for. */
const NOT_SHOWN = ['failed', 'skipped', 'invocation', 'diff', 'exception', 'warnings'];
/** Keys that a result of debug has besides what it prints. */
const NOT_DEBUGGED = ['changed', 'failed', 'skipped', 'invocation', 'skip_reason'];

/** Why a loop over nothing was skipped. */
const NO_ITEMS = 'No items in the list';

/** How results are shown. */
export interface ResultView {
  readonly secrets: Secrets;
  readonly verbosity: number;
  /** The result of a loop as a whole: what became of its items has been shown. */
  readonly ofLoop?: boolean;
}

/** The word that Ansible's line about an outcome begins with, and its colour. */
export const wordOf = (outcome: TaskOutcome): { readonly word: string; readonly style: Style } => {
  switch (outcome.status) {
    case 'ok':
      return { word: 'ok', style: 'ok' };
    case 'changed':
      return { word: 'changed', style: 'changed' };
    case 'skipped':
      return { word: 'skipping', style: 'skipped' };
    case 'failed':
      return { word: outcome.item === undefined ? 'fatal' : 'failed', style: 'failed' };
    case 'unreachable':
      return { word: 'fatal', style: 'unreachable' };
    case 'unknown':
      return { word: 'unknown', style: 'skipped' };
  }
};

/** What is said of a task that can't be judged before earlier changes are made. */
export const UNKNOWN = 'depends on changes that check mode does not make';

/** A line, in Ansible's form, about a task or an item of its loop on a host. */
export const outcomeText = (task: TaskInfo, host: string, outcome: TaskOutcome, view: ResultView): string => {
  const { word } = wordOf(outcome);
  const hidden = task.noLog;
  const item = outcome.item === undefined ? undefined : `(item=${hidden ? 'None' : outcome.item})`;
  const result = (): string => resultText(task, outcome, view);
  const label = hostLabel(host, outcome.delegate);
  switch (outcome.status) {
    case 'failed':
      return item === undefined
        ? `fatal: [${label}]: FAILED! => ${result()}`
        : `failed: [${label}] ${item} => ${result()}`;
    case 'unreachable':
      return `fatal: [${label}]: UNREACHABLE! => ${result()}`;
    case 'unknown':
      return `${word}: [${label}]${item === undefined ? '' : ` => ${item}`} => (${UNKNOWN})`;
    default: {
      const skippedItem = item !== undefined && outcome.status === 'skipped';
      const start = `${word}: [${label}]${item === undefined ? '' : ` => ${item}`}${skippedItem ? ' ' : ''}`;
      return showsResult(task, outcome, view) ? `${start} => ${result()}` : start;
    }
  }
};

/** debug and assert are there to be read; what gathering facts brings is too much to be. */
const showsResult = (task: TaskInfo, outcome: TaskOutcome, view: ResultView): boolean => {
  if (!task.noLog && (task.action === 'gather_facts' || task.action === 'setup')) return false;
  return view.verbosity > 0 || speaks(task, outcome);
};

const speaks = (task: TaskInfo, outcome: TaskOutcome): boolean =>
  !task.noLog && outcome.shown === true && outcome.status !== 'skipped';

const resultText = (task: TaskInfo, outcome: TaskOutcome, view: ResultView): string => {
  const indented = speaks(task, outcome) || view.verbosity > 2;
  return resultJson(shownResult(task, outcome, view), view.secrets, indented ? 4 : 0);
};

/** What is told of an attempt that was not the last: with -vv, and of what is there to be read. */
export const retriedResult = (
  task: TaskInfo,
  { result, shown = false }: { readonly result: ReadonlyMap<Value, Value>; readonly shown?: boolean },
  { secrets, verbosity }: Omit<ResultView, 'ofLoop'>,
): string => {
  if (verbosity < 2 && !shown) return '';
  const text = (kept: ReadonlyMap<Value, Value>): string =>
    `Result was: ${resultJson(new Map(kept), secrets, shown || verbosity > 2 ? 4 : 0)}`;
  if (task.noLog) return text(new Map([['censored', CENSORED]]));
  return text(new Map([...result].filter(([key]) => !NOT_SHOWN.includes(String(key)))));
};

/** What is shown of a result. */
const shownResult = (task: TaskInfo, outcome: TaskOutcome, view: ResultView): Map<Value, Value> => {
  const { result } = outcome;
  const keep = (isKept: (key: string) => boolean): Map<Value, Value> =>
    new Map([...result].filter(([key]) => isKept(String(key)) && !String(key).startsWith('_ansible_')));
  const isDebug = task.action === 'debug';
  if (task.noLog)
    return keep(key => KEPT_OF_HIDDEN.includes(key) && !(isDebug && key === 'changed')).set(
      'censored',
      CENSORED,
    );
  const ofLoop = view.ofLoop || result.get('skipped_reason') === NO_ITEMS;
  if (isDebug && result.has('msg')) return keep(key => key === 'msg');
  const hidden = isDebug ? NOT_DEBUGGED : NOT_SHOWN;
  return keep(key => !hidden.includes(key) && !(ofLoop && key === 'results'));
};
