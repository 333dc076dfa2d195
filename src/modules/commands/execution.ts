import type { Output, Payload, Script } from '../../agent/protocol.js';
import { quote, shellFunction } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import type { Conclusion, Definition, Difference, Plan, Result } from '../module.js';
import type { Arguments, OptionSchema, OptionsOf } from '../options.js';
import { streamReturns, streams, texts } from './output.js';
import { exists, expand } from './words.js';

const findProgram = shellFunction(import.meta.url, 'find_program');

/** Options that `command` and `shell` share. */
export const executionOptions = {
  chdir: { type: 'path', description: 'Change into this directory first.' },
  creates: {
    type: 'path',
    description: 'A file or pattern: if one exists, the command is not run.',
  },
  removes: {
    type: 'path',
    description: 'A file or pattern: if none exists, the command is not run.',
  },
  stdin: { type: 'str', description: "The command's standard input." },
  stdin_add_newline: {
    type: 'bool',
    default: true,
    description: 'Add a line break at the end of `stdin`.',
  },
  strip_empty_ends: {
    type: 'bool',
    default: true,
    description: 'Cut empty lines off the end of what is returned.',
  },
} as const satisfies OptionSchema;

type ExecutionArguments = OptionsOf<typeof executionOptions>;

/** What is to be run, and how. */
export interface Execution {
  /** The file or name that is executed. */
  readonly program: string;
  /** The command as the result shows it. */
  readonly shown: string | readonly string[];
  /** sh before the working directory is changed. */
  readonly setup: string;
  /** sh that puts the program and its arguments into `$@` and the environment. */
  readonly words: string;
  readonly args: ExecutionArguments;
}

/** Documentation of what `command` and `shell` return. */
export const executionReturns = {
  ...streamReturns,
  cmd: { type: 'raw', description: 'The command, as a list of words or a string.' },
  start: { type: 'str', description: "When it began, by the host's clock." },
  end: { type: 'str', description: 'When it ended.' },
  delta: { type: 'str', description: 'How long it took.' },
  msg: { type: 'str', description: 'Why it failed or was not run.' },
} satisfies { [name: string]: { type: string; description: string } };

/**
 * sh that tells whether `creates` and `removes` let a command run, printing `creates` or `removes` if not; undefined if it has neither.
 */
export const conditionProbe = (args: {
  readonly chdir?: string | undefined;
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
}): Script | undefined => {
  if (args.creates === undefined && args.removes === undefined) return undefined;
  const lines = [args.chdir === undefined ? '' : `${changeDirectory(args.chdir)} 2>/dev/null\n`];
  if (args.creates !== undefined)
    lines.push(`if ${group(exists(args.creates))}; then echo creates; exit; fi\n`);
  if (args.removes !== undefined)
    lines.push(`if ${group(exists(args.removes))}; then :; else echo removes; fi\n`);
  return { text: lines.join('') };
};

const group = (commands: string): string => `{ ${commands}\n}`;

/** sh that changes into a directory. */
export const changeDirectory = (path: string): string => {
  const { setup, words } = expand([path]);
  return `${setup}CDPATH= cd -- ${words[0]} >/dev/null`;
};

/** Why a command needs not run, by what `conditionProbe` printed. */
export const readCondition = (output: Output): 'creates' | 'removes' | undefined => {
  const text = output.stdout.toString().trim();
  return text === 'creates' || text === 'removes' ? text : undefined;
};

/**
 * What a command with `creates` or `removes` changes as far as anyone can tell: that file comes, or goes.
 */
export const conditionDifferences = (args: {
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
}): readonly Difference[] => [
  ...(args.creates === undefined ? [] : [existence(args.creates, false)]),
  ...(args.removes === undefined ? [] : [existence(args.removes, true)]),
];

const existence = (subject: string, before: boolean): Difference => ({
  kind: 'attribute',
  subject,
  name: 'exists',
  before,
  after: !before,
});

/** The sh that runs a program and tells when it began and ended, after a NUL at the end of standard error. */
const executionScript = ({ setup, words, args }: Execution): Script => {
  const directory =
    args.chdir === undefined
      ? ''
      : `${changeDirectory(args.chdir)} || { printf '\\000chdir' >&2; exit 1; }\n`;
  const payload: Payload[] =
    args.stdin === undefined ? [] : [args.stdin + (args.stdin_add_newline ? '\n' : '')];
  return {
    uses: [findProgram],
    payload,
    text: `${directory}${setup}${words}
find_program "$1" || { code=$?; printf '\\000%s' "$code" >&2; exit "$code"; }
clock() { date '+%Y-%m-%d %H:%M:%S.%N'; }
start=$(clock)
(exec "$@")
code=$?
printf '\\000%s\\n%s' "$start" "$(clock)" >&2
exit "$code"
`,
  };
};

/** Reads the two times that `executionScript` printed; null for what it could not tell. */
const times = (trailer: string) => {
  const [start, end] = trailer.split('\n').map(stamp => {
    const match = /^(\d+-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d{6}))?/.exec(stamp);
    if (!match) return undefined;
    const micros = Number(match[2] ?? 0);
    return {
      text: micros === 0 ? match[1]! : `${match[1]}.${match[2]}`,
      at: Date.parse(`${match[1]!.replace(' ', 'T')}Z`) * 1000 + micros,
    };
  });
  if (!start || !end) return { start: null, end: null, delta: null };
  return { start: start.text, end: end.text, delta: duration(Math.max(0, end.at - start.at)) };
};

/** A time span in microseconds as Python prints it: `0:00:01.500000`. */
const duration = (micros: number): string => {
  const pad = (number: number, width: number) => String(number).padStart(width, '0');
  const seconds = Math.floor(micros / 1e6);
  const [days, fraction] = [Math.floor(seconds / 86400), micros % 1e6];
  const clock = `${Math.floor(seconds / 3600) % 24}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  const before = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  return before + clock + (fraction === 0 ? '' : `.${pad(fraction, 6)}`);
};

const conclude =
  (execution: Execution) =>
  (output: Output): Conclusion => {
    const { shown, args } = execution;
    const mark = output.stderr.lastIndexOf(0);
    const trailer = mark < 0 ? '' : output.stderr.subarray(mark + 1).toString();
    const printed = mark < 0 ? output : { ...output, stderr: output.stderr.subarray(0, mark) };
    const program = execution.program;
    if (trailer === 'chdir') {
      const message = `Unable to change directory before execution: [Errno 2] No such file or directory: '${args.chdir}'`;
      return { kind: 'failed', message, result: { cmd: shown, rc: null, ...streams('', '') } };
    }
    if (trailer === '127' || trailer === '126') {
      const [rc, reason] = trailer === '127' ? [2, 'No such file or directory'] : [13, 'Permission denied'];
      // As Python says it, which has bytes there and the command in one line.
      const message = `[Errno ${rc}] ${reason}: b'${program}'`;
      const words = typeof shown === 'string' ? [program ?? '', '-c', shown] : shown;
      return {
        kind: 'failed',
        message,
        result: { cmd: words.map(plainQuote).join(' '), rc, ...streams('', '') },
      };
    }
    const result: Result = {
      cmd: shown,
      rc: output.code,
      ...texts(printed, args.strip_empty_ends),
      ...times(trailer),
      msg: output.code === 0 ? '' : 'non-zero return code',
    };
    if (output.code !== 0)
      return { kind: 'failed', message: 'non-zero return code', result: { ...result, changed: true } };
    return { kind: 'changed', result };
  };

/** The plan of `command` and `shell`, from why it needs not run if so. */
export const planExecution = (
  execution: Execution,
  condition: 'creates' | 'removes' | undefined,
  checkMode: boolean,
): Plan => {
  const { args, shown } = execution;
  const result = (msg: string, stdout = ''): Result => ({
    cmd: shown,
    rc: 0,
    ...streams(stdout, ''),
    start: null,
    end: null,
    delta: null,
    msg,
  });
  if (condition !== undefined) {
    const why = condition === 'creates' ? `${args.creates} exists` : `${args.removes} does not exist`;
    const quoted = condition === 'creates' ? `'${args.creates}' exists` : `'${args.removes}' does not exist`;
    const message = `${checkMode ? 'Would' : 'Did'} not run command since ${quoted}`;
    return { kind: 'same', result: result(message, `skipped, since ${why}`) };
  }
  const run = { apply: executionScript(execution), conclude: conclude(execution) };
  const unmade = result('Command would have run if not in check mode');
  if (args.creates === undefined && args.removes === undefined) return { kind: 'action', unmade, ...run };
  return {
    kind: 'change',
    result: unmade,
    differences: conditionDifferences(args),
    ...run,
  };
};

/** A word in quotes if it needs them. */
const plainQuote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word));

const SHELLS = /^(?:sh|ash|bash|dash|ksh|mksh|zsh)$/;

/**
 * sh that puts a shell and a command for it into `$@`. The command's text travels in the environment, which only its own account can
 * read, and is taken out of it before it runs: it may hold secrets, and every account can read a command line.
 */
export const shellWords = (command: string, executable: string): string => {
  if (!SHELLS.test(executable.slice(executable.lastIndexOf('/') + 1)))
    return `set -- ${quote(executable)} -c ${quote(command)}`;
  const evaluate = 'trueup_command=$TRUEUP_COMMAND; unset TRUEUP_COMMAND; eval "$trueup_command"';
  return `TRUEUP_COMMAND=${quote(command)}
export TRUEUP_COMMAND
set -- ${quote(executable)} -c ${quote(evaluate)}`;
};

type Condition = ReturnType<typeof readCondition>;

/** Makes `command` or `shell`, which differ in what they run, of the parts in which they do. */
export const defineExecution = <Args extends Arguments>(
  parts: Pick<
    Definition<Args, Execution, Condition>,
    'name' | 'description' | 'options' | 'examples' | 'prepare'
  >,
) =>
  defineModule<Args, Execution, Condition>({
    ...parts,
    collection: 'ansible.builtin',
    freeForm: 'cmd',
    returns: executionReturns,
    probe: ({ args }) => conditionProbe(args),
    parse: readCondition,
    plan: (execution, condition, { checkMode }) => planExecution(execution, condition, checkMode),
  });
