import type { RunEvent, TaskInfo } from '../../run/events.js';
import { reasonOf } from '../failure.js';
import { OutputTail } from './output-tail.js';

/** What a host is about. Times are in milliseconds of the caller's clock. */
export interface HostState {
  readonly name: string;
  /** The task at hand, and since when. */
  task: TaskInfo | undefined;
  /** Where the task is delegated to. */
  delegate: string | undefined;
  since: number;
  /** Items of the task's loop that are done, and the last of them. */
  items: number;
  item: string;
  /** Tries that are left to the task. */
  retries: number | undefined;
  output: OutputTail;
  /** What the host failed by, unless it went on. */
  failure: { readonly task: TaskInfo; readonly reason: string } | undefined;
  /** It has reported a result in this play. */
  begun: boolean;
}

type Started = Extract<RunEvent, { kind: 'task-start' }>;

/** The picture's content: where each host of the play is, and what has been counted. */
export class RunState {
  play = '';
  readonly hosts = new Map<string, HostState>();
  readonly counts = { ok: 0, changed: 0 };
  /** When the run started. */
  started = 0;
  checkMode = false;

  /** Takes an event at a time in milliseconds. */
  apply(event: RunEvent, now: number): void {
    switch (event.kind) {
      case 'run-start':
        this.started = now;
        this.checkMode = event.checkMode;
        return;
      case 'play-start':
        this.play = event.name;
        this.hosts.clear();
        for (const name of event.hosts) this.hosts.set(name, newHost(name));
        return;
      case 'task-start':
        this.#start(this.#host(event.host), event, now);
        return;
      case 'output':
        this.#host(event.host).output.push(event.text);
        return;
      case 'item': {
        const host = this.#host(event.host);
        host.items++;
        host.item = event.task.noLog ? '' : (event.outcome.item ?? '');
        host.retries = undefined;
        return;
      }
      case 'retry':
        this.#host(event.host).retries = event.left;
        return;
      case 'result':
        this.#finish(this.#host(event.host), event);
        return;
      default:
    }
  }

  /** Hosts that a task is running on, in the order of the play. */
  get running(): readonly HostState[] {
    return [...this.hosts.values()].filter(host => host.task);
  }

  /** Hosts that have failed and not gone on. */
  get failed(): readonly HostState[] {
    return [...this.hosts.values()].filter(host => host.failure);
  }

  /** How many hosts have nothing left to do, as far as can be told. */
  get done(): number {
    return [...this.hosts.values()].filter(host => host.begun && !host.task && !host.failure).length;
  }

  #host(name: string): HostState {
    let host = this.hosts.get(name);
    if (!host) {
      host = newHost(name);
      this.hosts.set(name, host);
    }
    return host;
  }

  #start(host: HostState, { task, delegate }: Started, now: number): void {
    host.task = task;
    host.delegate = delegate;
    host.since = now;
    host.items = 0;
    host.item = '';
    host.retries = undefined;
    host.output = new OutputTail();
    host.failure = undefined;
  }

  #finish(host: HostState, { task, outcome }: Extract<RunEvent, { kind: 'result' }>): void {
    host.task = undefined;
    host.begun = true;
    const isLost = outcome.status === 'unreachable' || (outcome.status === 'failed' && !outcome.ignored);
    if (isLost) host.failure = { task, reason: reasonOf(task, outcome) };
    else if (outcome.status !== 'skipped') this.counts.ok++;
    if (outcome.status === 'changed') this.counts.changed++;
  }
}

const newHost = (name: string): HostState => ({
  name,
  task: undefined,
  delegate: undefined,
  since: 0,
  items: 0,
  item: '',
  retries: undefined,
  output: new OutputTail(),
  failure: undefined,
  begun: false,
});
