import type { Output } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import type { Conclusion, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import {
  cleanupScript,
  concludeUnknown,
  finishedResult,
  type JobState,
  jobState,
  NOTHING_PRINTED,
  readScript,
} from './jobs.js';

const options = {
  jid: {
    type: 'str',
    required: true,
    description: 'The job, by the `ansible_job_id` of the task that started it.',
  },
  mode: {
    type: 'str',
    default: 'status',
    choices: ['status', 'cleanup'],
    description: 'Tell how it is, or forget what it has left.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly jobs: Services['jobs'];
}

/** Tells how a job is that a task with `async` has started. */
export const asyncStatus = defineModule<Args, Prepared, undefined>({
  name: 'async_status',
  collection: 'ansible.builtin',
  description: 'Tells how a job is that a task with `async` has started.',
  options,
  returns: {
    ansible_job_id: { type: 'str', description: 'The job.' },
    started: { type: 'int', description: '1 if it was started.' },
    finished: { type: 'int', description: '1 if it has ended.' },
    results_file: { type: 'str', description: 'Where the host keeps how it is.' },
    erased: { type: 'str', description: 'What was forgotten.' },
  },
  examples: `- name: Wait for the backup
  async_status:
    jid: "{{ backup.ansible_job_id }}"
  register: job
  until: job.finished
  retries: 30
  delay: 10`,
  prepare: (args, { jobs }) => ({ args, jobs }),
  parse: () => undefined,
  plan: ({ args: { jid, mode }, jobs }) => {
    // A job is a file of that name, and nothing elsewhere.
    const id = jid.replaceAll('/', '_');
    const script = mode === 'cleanup' ? cleanupScript : readScript;
    return {
      kind: 'action',
      apply: script(jobs.folder(), id),
      conclude: output => {
        const state = jobState(output);
        if (state.kind === 'missing') return missing(jid, state.file, mode);
        return mode === 'cleanup' ? forgotten(jid, state.file) : told(jid, state, jobs.conclude(jid));
      },
    };
  },
});

const missing = (id: string, file: string, mode: Args['mode']): Conclusion => ({
  kind: 'failed',
  message: 'could not find job',
  result: {
    ...NOTHING_PRINTED,
    ansible_job_id: id,
    ...(mode === 'cleanup' ? { erased: file } : { results_file: file }),
    started: 1,
    finished: 1,
  },
});

const forgotten = (id: string, file: string): Conclusion => ({
  kind: 'unchanged',
  result: { ...NOTHING_PRINTED, ansible_job_id: id, erased: file, started: 0, finished: 0 },
});

const told = (
  id: string,
  state: JobState,
  conclude: ((output: Output) => Conclusion) | undefined,
): Conclusion => {
  const { file } = state;
  if (state.kind === 'finished') return ended(id, file, (conclude ?? concludeUnknown)(state.output));
  if (state.kind === 'killed') {
    const result = finishedResult(id, file, { child_pid: state.process });
    return { kind: 'failed', message: 'Timeout exceeded', result };
  }
  const result = { ...NOTHING_PRINTED, ansible_job_id: id, results_file: file, started: 1, finished: 0 };
  return { kind: 'unchanged', result };
};

/** What a job that has ended came to. */
export const ended = (id: string, file: string, conclusion: Conclusion): Conclusion => {
  if (conclusion.kind === 'stale')
    return { kind: 'failed', message: 'the host kept changing between looking at it and changing it' };
  return { ...conclusion, result: finishedResult(id, file, conclusion.result ?? {}) };
};
