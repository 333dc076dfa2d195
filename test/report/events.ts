import { Writable } from 'node:stream';
import type { Difference } from '../../src/modules/module.js';
import { createReporter, type ReporterOptions } from '../../src/report/index.js';
import type { HostCounts, RunEvent, Status, TaskInfo, TaskOutcome } from '../../src/run/events.js';
import { Secrets } from '../../src/value/secrets.js';
import { fromPlain, type Plain, type Value } from '../../src/value/value.js';

let lastId = 0;

/** A task at a position, and its events. */
export const task = (position: readonly number[], name: string, more: Partial<TaskInfo> = {}) => {
  const info: TaskInfo = {
    id: ++lastId,
    position,
    name,
    action: 'command',
    handler: false,
    location: undefined,
    noLog: false,
    ...more,
  };
  return {
    info,
    start: (host: string, delegate?: string): RunEvent => ({
      kind: 'task-start',
      task: info,
      host,
      ...(delegate !== undefined && { delegate }),
    }),
    output: (host: string, text: string): RunEvent => ({ kind: 'output', task: info, host, text }),
    retry: (host: string, left: number): RunEvent => ({
      kind: 'retry',
      task: info,
      host,
      left,
      result: new Map(),
    }),
    item: (host: string, status: Status, item: string, given: OutcomeParts = {}): RunEvent => ({
      kind: 'item',
      task: info,
      host,
      outcome: outcome(status, { ...given, item }),
    }),
    result: (host: string, status: Status, given: OutcomeParts = {}): RunEvent => ({
      kind: 'result',
      task: info,
      host,
      outcome: outcome(status, given),
    }),
  };
};

export interface OutcomeParts {
  readonly result?: { readonly [key: string]: Plain };
  readonly differences?: readonly Difference[];
  readonly message?: string;
  readonly ignored?: boolean;
  readonly shown?: boolean;
  readonly item?: string;
  readonly delegate?: string;
}

const outcome = (status: Status, { result = {}, differences = [], ...rest }: OutcomeParts): TaskOutcome => ({
  status,
  result: fromPlain(result) as Map<Value, Value>,
  differences,
  duration: 0,
  ...rest,
});

export const play = (name: string, ...hosts: readonly string[]): RunEvent => ({
  kind: 'play-start',
  name,
  hosts,
});
export const progress = (...position: readonly number[]): RunEvent => ({ kind: 'progress', position });
/** All hosts of a batch have gone through the play. */
export const allDone = progress(Number.POSITIVE_INFINITY);
export const playEnd: RunEvent = { kind: 'play-end' };
export const runStart: RunEvent = { kind: 'run-start', checkMode: false, diff: false, time: new Date(0) };

/** The end of a run, with the counts that are not zero. */
export const runEnd = (recap: { readonly [host: string]: Partial<HostCounts> } = {}): RunEvent => ({
  kind: 'run-end',
  recap: new Map(
    Object.entries(recap).map(([host, counts]) => [
      host,
      { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0, ...counts },
    ]),
  ),
  traffic: { messages: 0, steps: 0 },
  duration: 0,
});

/** A stream that keeps what is written. */
export class Sink extends Writable {
  text = '';
  isTTY = false;
  columns = 80;
  rows = 24;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

type Options = Partial<ReporterOptions> & { readonly hidden?: readonly string[] };

/** A reporter, plain if nothing else is said, and where it writes. */
export const reporting = ({ hidden = [], ...options }: Options = {}) => {
  const stream = new Sink();
  const errors = new Sink();
  const secrets = new Secrets();
  for (const secret of hidden) secrets.add(secret);
  const reporter = createReporter({
    form: 'plain',
    stream,
    errors,
    secrets,
    verbosity: 0,
    checkMode: false,
    diff: false,
    command: 'apply',
    environment: {},
    ...options,
  });
  return { reporter, stream, errors };
};

/** What a reporter writes about events. */
export const reported = async (
  events: readonly RunEvent[],
  options: Options = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> => {
  const { reporter, stream, errors } = reporting(options);
  for (const event of events) reporter.report(event);
  await reporter.close();
  return { stdout: stream.text, stderr: errors.text };
};

/** A banner in 79 columns and its empty line. */
export const banner = (text: string): string => `\n${text} ${'*'.repeat(79 - text.length)}\n`;
