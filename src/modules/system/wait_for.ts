import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Conclusion, Result, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { activeCheck } from './drained.js';
import { type SearchRegex, translateRegex } from './search-regex.js';

const tcp = shellFunction(import.meta.url, 'tcp');
const waitUntil = shellFunction(import.meta.url, 'wait_until');

const options = {
  host: {
    type: 'str',
    default: '127.0.0.1',
    description: 'A name or an address to connect to, from the host.',
  },
  port: { type: 'int', description: 'A port to wait for.' },
  path: { type: 'path', description: 'A file on the host to wait for.' },
  search_regex: {
    type: 'str',
    description: 'A regular expression that the file, or what the port says unasked, must have in a line.',
  },
  state: {
    type: 'str',
    choices: ['absent', 'drained', 'present', 'started', 'stopped'],
    default: 'started',
    description: 'What to wait for: there or not there; `drained` is a port without connections.',
  },
  timeout: { type: 'int', default: 300, description: 'Seconds to wait. Without a condition, just that.' },
  connect_timeout: { type: 'int', default: 5, description: 'Seconds to wait for one connection.' },
  delay: { type: 'int', default: 0, description: 'Seconds before the first look.' },
  sleep: { type: 'int', default: 1, description: 'Seconds between two looks.' },
  active_connection_states: {
    type: 'list',
    elements: 'str',
    default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
    description: 'States of connections that count for `drained`.',
  },
  exclude_hosts: {
    type: 'list',
    elements: 'str',
    description: 'Addresses whose connections do not count for `drained`.',
  },
  msg: { type: 'str', description: 'What to say in place of the usual message if time runs out.' },
} as const satisfies OptionSchema;

export type WaitArguments = OptionsOf<typeof options>;

interface Prepared {
  readonly args: WaitArguments;
  readonly regex: SearchRegex | undefined;
  /** sh that is true once the condition is met, printing the line that matches; undefined: there is no condition. */
  readonly check: string | undefined;
}

/** What one look came to. */
interface State {
  readonly met: boolean;
  readonly line: string;
}

/** Waits for a port, a file, or some time. The first look costs nothing extra; only where it isn't enough the host waits. */
export const waitFor = defineModule<WaitArguments, Prepared, State>({
  name: 'wait_for',
  collection: 'ansible.builtin',
  description: 'Waits for a port, a file, or some time.',
  options,
  constraints: { mutuallyExclusive: [['port', 'path']] },
  returns: {
    elapsed: { type: 'int', description: 'Seconds that it took.' },
    match_groups: { type: 'list', description: 'The groups of search_regex.' },
    match_groupdict: { type: 'dict', description: 'Its named groups.' },
  },
  examples: `- name: Until the service answers
  wait_for:
    port: 8000
    timeout: 60`,
  prepare,
  probe: ({ args, check }): Script | undefined =>
    check === undefined || args.delay > 0
      ? undefined
      : { text: `${definition(check)}condition && echo met\n`, uses: [tcp] },
  parse: output => readLook(output),
  plan: (prepared, { met, line }) => {
    if (met) return { kind: 'same', result: resultOf(prepared, line, 0) };
    return {
      kind: 'action',
      apply: waiting(prepared),
      conclude: (output): Conclusion => {
        const elapsed = Number(/(\d+)\n$/.exec(output.stderr.toString())?.[1] ?? 0);
        const look = readLook(output);
        const result = resultOf(prepared, look.line, elapsed);
        if (look.met) return { kind: 'unchanged', result };
        const message =
          output.code === 127
            ? 'this host has no bash, nc or curl: there is nothing to try a port with'
            : (prepared.args.msg ?? timeoutMessage(prepared.args));
        return { kind: 'failed', message, result: { elapsed } };
      },
    };
  },
});

function prepare(args: WaitArguments, services: Services): Prepared {
  const refuse = (argument: string, message: string) => mistake(message, services.locate(argument));
  if (args.path !== undefined && (args.state === 'stopped' || args.state === 'drained'))
    throw refuse(
      'state',
      `state=${args.state} should only be used for checking a port in the wait_for module`,
    );
  if (args.exclude_hosts && args.state !== 'drained')
    throw refuse('exclude_hosts', 'exclude_hosts should only be with state=drained');
  if (args.state === 'drained' && args.port === undefined)
    throw refuse('state', 'state=drained needs a port');
  let regex: SearchRegex | undefined;
  if (args.search_regex !== undefined) {
    const translated = translateRegex(args.search_regex);
    if ('problem' in translated)
      throw refuse('search_regex', `this regular expression can't be used: ${translated.problem}`);
    regex = translated;
  }
  return { args, regex, check: checkOf(args, regex, refuse) };
}

const checkOf = (
  args: WaitArguments,
  regex: SearchRegex | undefined,
  refuse: (argument: string, message: string) => Error,
): string | undefined => {
  const { host, port, path, state } = args;
  const there = state === 'started' || state === 'present';
  const pattern = regex?.grep.map(quote).join(' ');
  if (path !== undefined) {
    const { setup, words } = expand([path]);
    if (!there) return `${setup}[ ! -e ${words[0]} ]`;
    return `${setup}[ -e ${words[0]} ]${pattern === undefined ? '' : ` && grep -a -m 1 -E ${pattern} -- ${words[0]} 2>/dev/null`}`;
  }
  if (port === undefined) return undefined;
  if (state === 'drained') return `! ${activeCheck(args, refuse)}`;
  const target = `${quote(host)} ${port} ${args.connect_timeout}`;
  if (!there) return `tcp_open ${target}; case $? in 0) return 1 ;; 127) return 127 ;; *) return 0 ;; esac`;
  return pattern === undefined ? `tcp_open ${target}` : `tcp_says ${target} ${pattern}`;
};

const definition = (check: string): string => `condition() {\n${check}\n}\n`;

/** The sh that waits. The line that matches goes to standard output, the seconds that it took to standard error. */
const waiting = ({ args, check }: Prepared): Script => {
  const lines = ['begin=$(date +%s)'];
  if (args.delay > 0) lines.push(`sleep ${args.delay}`);
  if (check === undefined) lines.push(`sleep ${args.timeout}`, 'code=0');
  else {
    const left = Math.max(0, args.timeout - args.delay);
    lines.push(`wait_until ${left} ${args.sleep} condition`, 'code=$?');
  }
  lines.push('[ "$code" -ne 0 ] || echo met', 'echo "$(($(date +%s) - begin))" >&2', 'exit "$code"');
  return {
    text: `${check === undefined ? '' : definition(check)}${lines.join('\n')}\n`,
    uses: [tcp, waitUntil],
  };
};

const readLook = (output: Output): State => {
  const lines = output.stdout.toString().split('\n');
  return { met: lines.at(-2) === 'met', line: lines.slice(0, -2).join('\n') };
};

const resultOf = ({ args, regex }: Prepared, line: string, elapsed: number): Result => {
  const match = regex?.groups.exec(line);
  return {
    state: args.state,
    port: args.port ?? null,
    path: args.path ?? null,
    search_regex: args.search_regex ?? null,
    match_groups: match?.slice(1) ?? [],
    match_groupdict: { ...match?.groups },
    elapsed,
  };
};

const timeoutMessage = ({ host, port, path, state, search_regex: regex }: WaitArguments): string => {
  const target = port === undefined ? path : `${host}:${port}`;
  if (state === 'drained') return `Timeout when waiting for ${target} to drain`;
  if (state === 'stopped' || state === 'absent')
    return port === undefined
      ? `Timeout when waiting for ${path} to be absent.`
      : `Timeout when waiting for ${target} to stop.`;
  if (regex !== undefined) return `Timeout when waiting for search string ${regex} in ${target}`;
  return port === undefined ? `Timeout when waiting for file ${path}` : `Timeout when waiting for ${target}`;
};
