import { resolve } from 'node:path';
import type { Reporter, RunEvent, TaskInfo, TaskOutcome } from '../run/events.js';
import { formatDiagnostic } from '../source/diagnostic.js';
import type { Secrets } from '../value/secrets.js';
import { diffLines } from './diff.js';
import { hostLabel } from './host-names.js';
import { PlayOrder, type TaskEvent } from './order.js';
import { outcomeText, retriedResult, wordOf } from './outcome-text.js';
import type { Output } from './output.js';
import { diagnosticStyle } from './quiet.js';
import type { Style } from './style.js';
import { bannerLines, type RunEnd, retryLines, type Summary } from './summary.js';
import { firstLine } from './text.js';

/** How a plain report is written. */
export interface PlainSetting {
  readonly output: Output;
  readonly errors: Output;
  readonly secrets: Secrets;
  readonly verbosity: number;
  readonly diff: boolean;
  readonly shows: Shown;
  /** Width of a banner. */
  readonly columns: number;
  /** What is told at the end. */
  readonly summary: Summary;
}

/** What is shown of tasks. */
export interface Shown {
  /** Outcomes that are left out; so are tasks that have no others. */
  readonly hides: ReadonlySet<'ok' | 'skipped'>;
  /** Failures go to standard error. */
  readonly failuresApart: boolean;
  /** Where a task stands that fails. */
  readonly failurePlaces: boolean;
}

/** A task file that hosts include. */
interface Inclusion {
  readonly file: string;
  readonly item: string | undefined;
  readonly hosts: Set<string>;
}

/** Reports in the shape of Ansible's default output, task by task in the order of the play. */
export class PlainReporter implements Reporter {
  readonly #setting: PlainSetting;
  readonly #order = new PlayOrder({
    event: event => this.#taskEvent(event),
    complete: task => this.#complete(task),
  });
  #play: { readonly name: string; readonly hosts: readonly string[] } = { name: '', hosts: [] };
  /** The task whose banner was printed last. */
  #task: number | undefined;
  /** Hosts whose items have been shown, by task: what is left of such a result is shorter. */
  readonly #looped = new Map<number, Set<string>>();
  /** What each host includes, to be told for all hosts at once. */
  readonly #included = new Map<string, Inclusion>();
  /** A batch of `serial` has ended. */
  #batchEnded = false;

  constructor(setting: PlainSetting) {
    this.#setting = setting;
  }

  report(event: RunEvent): void {
    this.#setting.summary.observe(event);
    switch (event.kind) {
      case 'run-start':
        return;
      case 'play-start':
        this.#play = event;
        this.#batchEnded = false;
        this.#playBanner();
        if (event.hosts.length === 0) this.#print('skipping: no hosts matched', 'skipped');
        return;
      case 'progress':
        this.#order.progress(event.position);
        if (event.position[0] === Number.POSITIVE_INFINITY) this.#batchEnded = true;
        return;
      case 'no-hosts-left':
        this.#order.flush();
        this.#banner('NO MORE HOSTS LEFT');
        return;
      case 'play-end':
        this.#order.flush();
        return;
      case 'retry-file':
        this.#setting.output.printLines(retryLines(event.path));
        return;
      case 'diagnostic':
        this.#setting.errors.print(formatDiagnostic(event.diagnostic), diagnosticStyle(event));
        return;
      case 'run-end':
        this.#order.flush();
        this.#setting.output.printLines(this.#setting.summary.lines(event));
        if (this.#setting.verbosity >= 3) this.#print(trafficText(event), 'retry');
        return;
      default:
        if (this.#batchEnded) {
          this.#batchEnded = false;
          this.#playBanner();
        }
        this.#order.add(event);
    }
  }

  async close(): Promise<void> {
    this.#order.flush();
    await this.#setting.output.close();
    await this.#setting.errors.close();
  }

  #print(text: string, style?: Style): void {
    this.#setting.output.print(text, style);
  }

  #banner(text: string): void {
    this.#setting.output.printLines(bannerLines(text, this.#setting.columns));
  }

  #playBanner(): void {
    this.#task = undefined;
    const name = this.#play.name.trim();
    this.#banner(name === '' ? 'PLAY' : `PLAY [${firstLine(name)}]`);
  }

  #taskBanner(task: TaskInfo): void {
    if (this.#task === task.id) return;
    this.#task = task.id;
    this.#banner(`${task.handler ? 'RUNNING HANDLER' : 'TASK'} [${task.name.trim()}]`);
    if (this.#setting.verbosity >= 2) this.#place(task);
  }

  #place({ location }: TaskInfo): void {
    if (!location) return;
    const { file, start } = location;
    this.#print(`task path: ${resolve(file.path)}:${file.position(start).line}`, 'retry');
  }

  #taskEvent(event: TaskEvent): void {
    const { task, host } = event;
    switch (event.kind) {
      case 'task-start':
        if (this.#setting.shows.hides.size === 0) this.#taskBanner(task);
        return;
      case 'output':
        return;
      case 'retry':
        this.#taskBanner(task);
        this.#print(
          `FAILED - RETRYING: [${hostLabel(host, event.delegate)}]: ${task.name} (${event.left} retries left).${retriedResult(
            task,
            event,
            this.#setting,
          )}`,
          'retry',
        );
        return;
      case 'job':
        this.#taskBanner(task);
        this.#print(event.text, 'retry');
        return;
      case 'item':
        this.#hostsIn(this.#looped, task.id).add(host);
        if (!this.#includes(task, host, event.outcome)) this.#outcome(task, host, event.outcome, false);
        return;
      case 'result':
        this.#result(task, host, event.outcome);
    }
  }

  #result(task: TaskInfo, host: string, outcome: TaskOutcome): void {
    const looped = this.#looped.get(task.id)?.has(host) ?? false;
    const { status } = outcome;
    if (looped ? isInclude(task) && status === 'ok' : this.#includes(task, host, outcome)) return;
    // Each item had its own line. What is hidden, and debug that fails, seem to Ansible to be no loops, and get one more.
    const isOdd = task.noLog || (task.action === 'debug' && status === 'failed');
    if (!looped || isOdd || status === 'skipped' || status === 'unreachable')
      this.#outcome(task, host, outcome, looped);
    if (outcome.ignored) this.#print('...ignoring', 'skipped');
  }

  /** Whether an outcome is that something was included, which is told for all hosts at once; of roles Ansible says nothing. */
  #includes(task: TaskInfo, host: string, { status, result, item }: TaskOutcome): boolean {
    if (status !== 'ok' || !isInclude(task)) return false;
    const file = result.get('include');
    if (task.action !== 'include_tasks' || typeof file !== 'string') return true;
    // The same file may come in several times, even for equal items.
    for (let round = 0; ; round++) {
      const key = JSON.stringify([file, item, round]);
      if (this.#included.get(key)?.hosts.has(host)) continue;
      const included = this.#included.get(key) ?? { file, item, hosts: new Set() };
      included.hosts.add(host);
      this.#included.set(key, included);
      return true;
    }
  }

  #outcome(task: TaskInfo, host: string, outcome: TaskOutcome, ofLoop: boolean): void {
    const { verbosity, diff, secrets, output, errors, shows } = this.#setting;
    const { status } = outcome;
    if ((status === 'ok' || status === 'skipped') && shows.hides.has(status)) return;
    this.#taskBanner(task);
    // A task's own keyword may ask for it, or against it.
    const showsDiff = task.diff ?? (diff || outcome.result.has('diff'));
    if (showsDiff && !task.noLog && !ofLoop) output.printLines(diffLines(outcome.differences, secrets));
    const warnings = task.noLog ? undefined : outcome.result.get('warnings');
    if (Array.isArray(warnings))
      for (const warning of warnings) errors.print(`[WARNING]: ${warning}`, 'warning');
    if (status === 'failed' && shows.failurePlaces && verbosity < 2) this.#place(task);
    const isApart = shows.failuresApart && (status === 'failed' || status === 'unreachable');
    const text = outcomeText(task, host, outcome, { secrets, verbosity, ofLoop });
    (isApart ? errors : output).print(text, wordOf(outcome).style);
  }

  /** All hosts have finished the task: what they include is told. */
  #complete(task: TaskInfo): void {
    for (const { file, item, hosts } of this.#included.values()) {
      this.#taskBanner(task);
      const ordered = this.#play.hosts.filter(host => hosts.has(host));
      const label = item === undefined ? '' : ` => (item=${task.noLog ? 'None' : item})`;
      this.#print(`included: ${file} for ${ordered.join(', ')}${label}`, 'skipped');
    }
    this.#included.clear();
    this.#looped.delete(task.id);
  }

  #hostsIn<Key>(map: Map<Key, Set<string>>, key: Key): Set<string> {
    let hosts = map.get(key);
    if (!hosts) {
      hosts = new Set();
      map.set(key, hosts);
    }
    return hosts;
  }
}

const trafficText = ({ traffic, duration }: RunEnd): string =>
  `${traffic.messages} messages with ${traffic.steps} steps were sent in ${duration.toFixed(1)} s`;

const isInclude = (task: TaskInfo): boolean =>
  task.action === 'include_tasks' || task.action === 'include_role';
