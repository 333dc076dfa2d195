import { type Block, type Entry, entriesOf } from './entries.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Results of commands that differ from run to run: when they ran and for how long. */
const TIMES: ReadonlySet<string> = new Set(['start', 'end', 'delta']);

/** Keys of results that tell how Ansible works, not what it did. */
const isMechanics = (key: string, value: Json): boolean =>
  // Where it uploaded a file to.
  (key === 'src' && typeof value === 'string' && value.includes('/.ansible/tmp/')) ||
  // The Python that it works with.
  key === 'discovered_interpreter_python' ||
  // Arguments with all their defaults, which are kept in some results and not in others.
  key === 'invocation' ||
  // What newer versions add to a result that was skipped.
  key === 'false_condition';

/** A mistake that was found in the midst of a run: both tell it in their own words. */
const MISTAKE =
  /^An unhandled exception occurred while |^Invalid data passed to 'loop'|' is undefined\. '|^failed to combine variables|^Mandatory variable '|^Unexpected templating type error|^template error while templating|^The '\w+' test expects |^Failed to template loop_control|\n\nThe error appears to be in |on the Ansible Controller\.|^VARIABLE IS NOT DEFINED!/;

/** Lines that tell of the programs themselves. */
const isAside = (line: string): boolean =>
  // Which ansible.cfg was read.
  /^(?:No config file found; using defaults|Using .* as config file)$/.test(line) ||
  // What Ansible says of a failure besides.
  line.startsWith('An exception occurred during task execution. To see the full traceback, use -vvv.');

/**
 * What a program printed in a form that is the same for the same run: without times and temporary names, results on
 * several lines, and the outcomes of each task in the order of hosts, as chance decides which of them ends first.
 */
export const normalise = (output: string, order: 'linear' | 'free'): string => {
  const lines = inOrder(output.split('\n').filter(line => !isAside(line)));
  const blocks = entriesOf(lines)
    .filter(isTold)
    .map(({ banner, entries }) => ({
      banner,
      entries: byHost(entries.map(entry => ({ ...entry, lines: withResult(entry.lines.map(plainLine)) }))),
    }));
  if (order === 'linear')
    return blocks
      .flatMap(({ banner, entries }) => [...banner, ...entries.flatMap(entry => entry.lines)])
      .join('\n');
  // Without order: each outcome below the task that it is of.
  return blocks
    .flatMap(({ banner, entries }) => entries.flatMap(entry => separate(banner, entry.lines)))
    .sort()
    .join('\n');
};

/**
 * An outcome below its task. An include of several hosts is one of each, as chance decides which hosts include a file together, and stands
 * alone: Ansible tells it below what was under way last.
 */
const separate = (banner: readonly string[], lines: readonly string[]): readonly string[] => {
  const [, file = '', hosts, item = ''] = INCLUDED.exec(lines[0] ?? '') ?? [];
  if (hosts === undefined) return [[...banner, ...lines].filter(Boolean).join('\n')];
  return hosts.split(', ').map(host => file + host + item);
};

/** `--list-hosts` prints hosts as a Python set has them, by chance. */
const inOrder = (lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => {
    if (!LISTED_HOST.test(line)) return line;
    let [first, end] = [index, index];
    while (LISTED_HOST.test(lines[first - 1] ?? '')) first--;
    while (LISTED_HOST.test(lines[end] ?? '')) end++;
    return lines.slice(first, end).sort()[index - first]!;
  });

const LISTED_HOST = /^ {6}\S+$/;

/** Core 2.14 prints the banner of a `meta` for each host, and why one has done nothing; the count is not touched. */
const isTold = ({ banner }: Block): boolean => !banner[1]?.startsWith('TASK [meta]');

/**
 * A line without the names of what is compared, as Ansible's are often those of temporary files, and without the ids of jobs. The hosts that
 * include a file come in an order of chance.
 */
const plainLine = (line: string): string =>
  line
    .replace(/^(--- before|\+\+\+ after).*/, '$1')
    .replaceAll(JOB, '<job>')
    .replace(
      INCLUDED,
      (_, file: string, hosts: string, item = '') => file + hosts.split(', ').sort().join(', ') + item,
    );

const INCLUDED = /^(included: .* for )(.*?)( => \(item=.*)?$/;

/** The id of a job. */
const JOB = /\bj\d+\.\d+\b/g;

const byHost = (entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));

/** The lines of an outcome, its result spread over several. */
const withResult = (lines: readonly string[]): readonly string[] => {
  const text = lines.join('\n');
  for (let at = text.indexOf('=> {'); at !== -1; at = text.indexOf('=> {', at + 1)) {
    const end = text.indexOf('\n}', at);
    const until = text[at + 4] === '\n' && end !== -1 ? end + 2 : lineEnd(text, at);
    const result = parsed(text.slice(at + 3, until));
    if (result === undefined) continue;
    const shown = /^(?:fatal|failed): /.test(text) ? withoutReason(text, withoutChange(result)) : result;
    const spread = JSON.stringify(plain(shown), undefined, 4);
    // Without commas a line doesn't depend on whether another one follows.
    return `${text.slice(0, at)}=> ${spread.replace(/,$/gm, '')}${text.slice(until)}`.split('\n');
  }
  return lines;
};

/** Whether a task that could not begin has changed something is told by trueup alone. */
const withoutChange = (result: Json): Json => {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
  return Object.fromEntries(
    Object.entries(result).filter(([key, value]) => key !== 'changed' || value !== false),
  );
};

/** Why a host can't be reached is told by both in their own words. */
const withoutReason = (text: string, result: Json): Json =>
  text.includes('UNREACHABLE! =>') && typeof result === 'object' && result !== null && 'msg' in result
    ? { ...result, msg: '<unreachable>' }
    : result;

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

const plain = (value: Json): Json => {
  if (typeof value === 'string')
    return MISTAKE.test(value) ? '<mistake>' : value.replaceAll(PYTHON_TEXT, 'str');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => !isMechanics(key, entry))
      .map(([key, entry]) => [key, TIMES.has(key) && isTime(entry) ? '<time>' : plain(entry)]),
  );
};

/** A text that Ansible has read from YAML has a type of its own. */
const PYTHON_TEXT = /(?:ansible\.parsing\.yaml\.objects\.)?AnsibleUnicode/g;

const isTime = (value: Json): boolean =>
  typeof value === 'string' && /^(?:\d{4}-\d\d-\d\d )?\d+:\d\d:\d\d\.\d{6}$/.test(value);
