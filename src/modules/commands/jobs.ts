import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { fromUtf8 } from '../../value/utf8.js';
import type { Conclusion, Result } from '../module.js';

const jobStart = shellFunction(import.meta.url, 'job_start');
const jobRead = shellFunction(import.meta.url, 'job_read');

/** Where jobs are kept on a host unless something else is said. */
export const JOB_FOLDER = '~/.ansible_async';

/** How a job is, as its host tells. */
export type JobState =
  | { readonly kind: 'missing' | 'started'; readonly file: string }
  | { readonly kind: 'killed'; readonly file: string; readonly process: number }
  | { readonly kind: 'finished'; readonly file: string; readonly output: Output };

/** A folder of the host as a word of sh; `~` is the home of who runs it. */
const word = (folder: string): string =>
  /^~(\/|$)/.test(folder) ? `"$HOME"${quote(folder.slice(1))}` : quote(folder);

/** sh that starts a script as a job of its own, to be killed after so many seconds. It prints the job's path. */
export const startScript = (script: Script, folder: string, id: string, seconds: number): Script => ({
  ...script,
  uses: [jobStart, ...(script.uses ?? [])],
  text: `job() (\n${script.text}\n)\njob_start ${word(folder)} ${quote(id)} ${seconds}`,
});

/** sh that tells how a job is. */
export const readScript = (folder: string, id: string): Script => ({
  uses: [jobRead],
  text: `job_read ${word(folder)} ${quote(id)}`,
});

/** sh that forgets a job: it prints how it was, as `readScript` does. */
export const cleanupScript = (folder: string, id: string): Script => {
  const files = ['', '.stdin', '.stdout', '.stderr'].map(end => `${word(folder)}/${quote(id + end)}`);
  return { uses: [jobRead], text: `${readScript(folder, id).text}\nrm -f ${files.join(' ')}` };
};

/** Reads what `readScript` printed. */
export const jobState = (output: Output): JobState => {
  const { stdout } = output;
  const first = stdout.indexOf('\n');
  const second = stdout.indexOf('\n', first + 1);
  const [kind = '', detail] = stdout.subarray(0, Math.max(0, first)).toString().split(' ');
  const file = stdout.subarray(first + 1, second).toString();
  if (kind === 'finished')
    return { kind, file, output: { ...output, stdout: stdout.subarray(second + 1), code: Number(detail) } };
  if (kind === 'killed') return { kind, file, process: Number(detail) };
  return { kind: kind === 'started' ? kind : 'missing', file };
};

/** What can be said of a job that an earlier run has started: what it printed, and its status. */
export const concludeUnknown = (output: Output): Conclusion => {
  // A command prints its times behind a NUL.
  const mark = output.stderr.lastIndexOf(0);
  const text = (bytes: Buffer): string => fromUtf8(bytes).replace(/[\r\n]+$/, '');
  const result: Result = {
    rc: output.code,
    stdout: text(output.stdout),
    stderr: text(mark < 0 ? output.stderr : output.stderr.subarray(0, mark)),
  };
  return output.code === 0
    ? { kind: 'changed', result }
    : { kind: 'failed', message: 'non-zero return code', result: { ...result, changed: true } };
};

/** What the result of a job that has ended has beside its own. */
export const finishedResult = (id: string, file: string, result: Result): Result => ({
  ...NOTHING_PRINTED,
  ...result,
  ansible_job_id: id,
  results_file: file,
  started: 1,
  finished: 1,
});

/** The streams of a job that are empty or can't be told yet. */
export const NOTHING_PRINTED: Result = { stdout: '', stdout_lines: [], stderr: '', stderr_lines: [] };
