import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output, Script } from '../agent/protocol.js';
import { ended } from '../modules/commands/async_status.js';
import {
  cleanupScript,
  type JobState,
  jobState,
  NOTHING_PRINTED,
  readScript,
  startScript,
} from '../modules/commands/jobs.js';
import type { Conclusion, Plan } from '../modules/module.js';
import { applyScript, concludeByCode, concluded, observe, type Turn } from './attempt.js';
import type { HostRun } from './host-run.js';
import type { Instance } from './instance.js';
import { failed, type Outcome, ok } from './outcome.js';

/** What `async` and `poll` say of a task. */
export interface Job {
  readonly seconds: number;
  /** Seconds between looks at it; 0 for none. */
  readonly poll: number;
}

/** Actions that can't be jobs, as with Ansible: part of their work is done on the runner. */
const NO_JOBS: ReadonlySet<string> = new Set([
  'assemble',
  'async_status',
  'copy',
  'fetch',
  'pause',
  'raw',
  'script',
  'template',
  'unarchive',
  'wait_for_connection',
]);

export const NOT_SUPPORTED = 'async is not supported for this task.';

/**
 * Starts what an instance would do as a job that goes on by itself on the host, and waits for its end if it is polled. What there is to
 * do is found out first, and the job does it.
 * @throws ConnectionLost
 */
export const attemptJob = async (
  hostRun: HostRun,
  turn: Turn,
  instance: Instance,
  job: Job,
): Promise<Outcome> => {
  if (instance.context.checkMode) return failed('check mode and async cannot be used on same task.');
  if (NO_JOBS.has(turn.task.action)) return failed(NOT_SUPPORTED);
  const plan = instance.steps.plan(await observe(hostRun, turn, instance));
  const { script, conclude } = workOf(plan);
  const id = `j${randomInt(1e11, 1e12)}.${process.pid}`;
  const folder = instance.jobFolder;
  const started = await applyScript(
    hostRun,
    turn,
    instance,
    startScript(script, folder, id, Math.ceil(job.seconds)),
  );
  if (started.code !== 0) return failed(`the job could not be started: ${started.stderr.toString().trim()}`);
  hostRun.play.run.jobs.set(id, conclude);
  // As with Ansible: a result that is hidden has no number to show.
  const shownId = turn.info.noLog ? 'None' : id;
  const file = started.stdout.toString().trim();
  const begun = { ansible_job_id: id, results_file: file, started: 1, finished: 0 };
  if (job.poll <= 0) return ok(begun, true);
  const tell = (state: string): void =>
    hostRun.play.run.emit({
      kind: 'job',
      task: turn.info,
      host: hostRun.name,
      text: `${state} jid=${shownId}`,
    });
  const state = await polled(
    job,
    () => look(instance, readScript(folder, id)),
    () =>
      hostRun.play.run.emit({
        kind: 'job',
        task: turn.info,
        host: hostRun.name,
        text: `ASYNC POLL on ${hostRun.name}: jid=${id} started=1 finished=0`,
      }),
  );
  await look(instance, cleanupScript(folder, id));
  hostRun.forgetAnswers();
  const outcome =
    state.kind === 'finished'
      ? concluded(ended(id, file, conclude(state.output)), plan.kind === 'change' ? plan.differences : [])
      : failed(`async task did not complete within the requested time - ${job.seconds}s`, {
          async_result: { ...NOTHING_PRINTED, ...begun },
        });
  tell(`ASYNC ${outcome.status === 'failed' ? 'FAILED' : 'OK'} on ${hostRun.name}:`);
  return outcome;
};

/** What a job has to do, and what is made of what it prints. */
const workOf = (
  plan: Plan,
): { readonly script: Script; readonly conclude: (output: Output) => Conclusion } => {
  const nothing: Script = { text: ':' };
  switch (plan.kind) {
    case 'same':
    case 'skipped':
      return { script: nothing, conclude: () => ({ kind: 'unchanged', result: plan.result }) };
    case 'failed':
      return { script: nothing, conclude: () => plan };
    case 'change':
    case 'action':
      return { script: plan.apply, conclude: plan.conclude ?? (output => concludeByCode(output, plan)) };
  }
};

const look = async ({ remote, account }: Instance, script: Script): Promise<JobState> =>
  jobState(await remote.send(account, [{ kind: 'probe', script }])[0]!);

/** Looks at a job until it has ended or its time is up. */
const polled = async (
  { seconds, poll }: Job,
  look: () => Promise<JobState>,
  onUnfinished: () => void,
): Promise<JobState> => {
  for (let left = seconds; ; ) {
    await sleep(poll * 1000);
    const state = await look();
    left -= poll;
    if (state.kind !== 'started') return state;
    onUnfinished();
    if (left <= 0) return state;
  }
};
