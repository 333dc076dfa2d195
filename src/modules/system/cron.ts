import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import { defineModule } from '../define.js';
import { NO_ATTRIBUTES } from '../files/common.js';
import { type FileQuery, type FileState, fileProbe, parseFile } from '../files/content.js';
import { fileWorkUses, workOnFile } from '../files/content-plan.js';
import { failure } from '../files/content-state.js';
import { materialOf } from '../files/material.js';
import { type Conclusion, type Context, type Plan, type Result, type Services, STALE } from '../module.js';
import { type CronArguments, cronOptions } from './cron-options.js';
import { type CrontabWish, type EditedCrontab, editCrontab, withoutHeader } from './crontab-edit.js';

const crontabOf = shellFunction(import.meta.url, 'crontab_of');

interface Prepared {
  readonly args: CronArguments;
  readonly wish: CrontabWish;
  /** The cron_file. */
  readonly query: FileQuery | undefined;
  readonly warnings: readonly string[];
}

/** What is there: a user's crontab as crontab(1) prints it, or a file. */
type State =
  | { readonly kind: 'crontab'; readonly text: string }
  | { readonly kind: 'file'; readonly file: FileState }
  | { readonly kind: 'failed'; readonly message: string };

/** Jobs and variables of crontabs. */
export const cron = defineModule<CronArguments, Prepared, State>({
  name: 'cron',
  collection: 'ansible.builtin',
  description: "Manages jobs and variables in users' crontabs and in /etc/cron.d.",
  options: cronOptions,
  constraints: { mutuallyExclusive: [['insertafter', 'insertbefore']] },
  returns: {
    jobs: { type: 'list', description: 'The names of the jobs that are there now.' },
    envs: { type: 'list', description: 'The names of the variables that are there now.' },
    cron_file: { type: 'str', description: 'The cron_file, if there is one.' },
    backup_file: { type: 'str', description: 'Where the crontab as it was is kept.' },
  },
  examples: `- name: Remove old images at night
  cron:
    name: remove old images
    minute: "17"
    hour: "3"
    job: docker image prune --all --force

- name: Where cron's mail goes
  cron:
    name: MAILTO
    env: true
    job: ops@example.com`,
  prepare: (args, services) => ({
    args,
    wish: wishOf(args, services),
    query: args.cron_file === undefined ? undefined : fileQuery(args.cron_file),
    warnings: warningsOf(args),
  }),
  probe: ({ args, query }) => {
    const needsCrontab = 'command -v crontab >/dev/null || exit 127\n';
    if (query === undefined)
      return { text: `${needsCrontab}crontab_of ${quote(args.user ?? '')} -l\n`, uses: [crontabOf] };
    const probe = fileProbe(query);
    return { ...probe, text: needsCrontab + probe.text };
  },
  parse: (output, { query }) => parse(output, query),
  plan: (prepared, state, context) => {
    const { args, wish } = prepared;
    if (state.kind === 'failed') return state;
    const text =
      state.kind === 'file' ? fromUtf8(state.file.content ?? Buffer.alloc(0)) : withoutHeader(state.text);
    const edited = editCrontab(text, wish);
    if (typeof edited === 'string') return { kind: 'failed', message: edited };
    if (state.kind === 'crontab') return planCrontab(prepared, state.text, text, edited);
    const isGone = edited.isEmpty && edited.changed && wish.kind === 'job' && wish.line === undefined;
    return isGone ? planRemoval(args, state.file) : planCronFile(prepared, state.file, text, edited, context);
  },
});

/** A line of a crontab for what a task wants. Throws a DiagnosticError for arguments that can't go together. */
const wishOf = (args: CronArguments, services: Services): CrontabWish => {
  const { name, job, state, cron_file: file, user, special_time: special } = args;
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (file === '/etc/crontab')
    throw refuse('Will not manage /etc/crontab via cron_file, see documentation.', 'cron_file');
  const times = [args.minute, args.hour, args.day, args.month, args.weekday];
  if (special !== undefined && times.some(time => time !== '*'))
    throw refuse('You must specify time and date fields or special time.', 'special_time');
  const { insertafter: after, insertbefore: before } = args;
  if (state === 'present') {
    if (file !== undefined && user === undefined)
      throw refuse('To use cron_file=... parameter you must specify user=... as well', 'cron_file');
    if (job === undefined) throw refuse("You must specify 'job' to install a new cron job or variable", '');
    if ((after ?? before) !== undefined && !args.env)
      throw refuse('Insertafter and insertbefore parameters are valid only with env=yes', 'env');
  }
  if (args.env) {
    if (name.includes(' ')) throw refuse('Invalid name for environment variable', 'name');
    const beside = after ?? before;
    return {
      kind: 'variable',
      name,
      line: state === 'present' ? `${name}="${job}"` : undefined,
      ...(beside !== undefined && { beside: { name: beside, after: after !== undefined } }),
    };
  }
  if (state === 'absent') return { kind: 'job', name, line: undefined };
  const when = special === undefined ? times.join(' ') : `@${special}`;
  const command = job!.replace(/^[\r\n]+|[\r\n]+$/g, '');
  const words = [when, ...(file === undefined ? [] : [user!]), command];
  return { kind: 'job', name, line: (args.disabled ? '#' : '') + words.join(' ') };
};

const fileQuery = (name: string): FileQuery => ({
  path: name.startsWith('/') ? name : `/etc/cron.d/${name}`,
  follow: 'always',
  // It keeps its owner and mode.
  common: NO_ATTRIBUTES,
  content: 'always',
});

const warningsOf = ({ cron_file: file, job, env, state }: CronArguments): readonly string[] => {
  const name = file?.slice(file.lastIndexOf('/') + 1);
  const broken = !env && state === 'present' && /[\r\n]/.test((job ?? '').replace(/^[\r\n]+|[\r\n]+$/g, ''));
  return [
    ...(name !== undefined && !/^[A-Z0-9_-]+$/i.test(name)
      ? [
          `Filename portion of cron_file ("${name}") should consist solely of upper- and lower-case letters, digits, underscores, and hyphens`,
        ]
      : []),
    ...(broken ? ['Job should not contain line breaks'] : []),
  ];
};

const parse = (output: Output, query: FileQuery | undefined): State => {
  if (output.code === 127)
    return { kind: 'failed', message: 'Failed to find required executable "crontab" on the host' };
  if (query !== undefined) return { kind: 'file', file: parseFile(output, query) };
  // 1 is for a user who has none.
  if (output.code > 1) return { kind: 'failed', message: 'Unable to read crontab' };
  const refused = output.code === 1 && !/no crontab for|can't open/i.test(output.stderr.toString());
  if (refused && output.stderr.length > 0) return { kind: 'failed', message: failure(output) };
  return { kind: 'crontab', text: fromUtf8(output.stdout) };
};

const resultOf = ({ args, warnings }: Prepared, edited: EditedCrontab): Result => ({
  jobs: [...edited.jobs],
  envs: [...edited.variables],
  warnings: [...warnings],
  ...(args.cron_file !== undefined && { cron_file: args.cron_file }),
});

/** sh that keeps a text in a file of its own and prints the file's name. */
const BACKUP = `backup=$(umask 077 && mktemp /tmp/crontabXXXXXXXX) || exit
take "$backup_size" >"$backup" || exit
printf '%s' "$backup"
`;

const planCrontab = (prepared: Prepared, printed: string, text: string, edited: EditedCrontab): Plan => {
  const { args } = prepared;
  const result = resultOf(prepared, edited);
  if (!edited.changed) return { kind: 'same', result };
  const [before, old, after] = [printed, text, edited.text].map(toUtf8) as [Buffer, Buffer, Buffer];
  const user = quote(args.user ?? '');
  const script: Script = {
    text: `before=$(crontab_of ${user} -l 2>/dev/null; echo .)
[ "$before" = "$(take ${before.length}; echo .)" ] || exit ${STALE}
${args.backup ? `backup_size=${old.length}\n${BACKUP}` : ''}take ${after.length} | crontab_of ${user} -
`,
    uses: [crontabOf],
    payload: [before, ...(args.backup ? [old] : []), after],
  };
  return {
    kind: 'change',
    result,
    differences: [
      {
        kind: 'content',
        subject: args.user === undefined ? 'crontab' : `crontab for user "${args.user}"`,
        before: old,
        after,
      },
    ],
    apply: script,
    conclude: concludeWith(result, args.backup),
  };
};

const planCronFile = (
  prepared: Prepared,
  file: FileState,
  text: string,
  edited: EditedCrontab,
  context: Context,
): Plan => {
  const { args } = prepared;
  const result = resultOf(prepared, edited);
  if (!edited.changed) return { kind: 'same', result };
  const work = workOnFile({ state: file, material: materialOf(edited.text), common: NO_ATTRIBUTES }, context);
  if (typeof work === 'string') return { kind: 'failed', message: work };
  const old = toUtf8(text);
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: {
      text: (args.backup ? `backup_size=${old.length}\n${BACKUP}` : '') + work.text,
      uses: [...fileWorkUses],
      payload: [...(args.backup ? [old] : []), ...work.payload],
    },
    conclude: concludeWith(result, args.backup),
  };
};

/** Nothing is left in a cron_file: it goes. */
const planRemoval = ({ cron_file: name = '', state }: CronArguments, file: FileState): Plan => {
  const result: Result = { cron_file: name, state };
  const path = quote(file.path);
  return {
    kind: 'change',
    result,
    differences: [{ kind: 'content', subject: file.path, before: file.content, after: undefined }],
    apply: {
      text: `[ "$(sha256sum <${path} | cut -c 1-64)" = ${file.sha256} ] || exit ${STALE}\nrm -f -- ${path}\n`,
    },
  };
};

const concludeWith =
  (result: Result, hasBackup: boolean) =>
  (output: Output): Conclusion => {
    if (output.code === STALE) return { kind: 'stale' };
    if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
    return {
      kind: 'changed',
      result: { ...result, ...(hasBackup && { backup_file: output.stdout.toString() }) },
    };
  };
