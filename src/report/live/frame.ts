import { hostGroup, hostLabel } from '../host-names.js';
import { type Line, line, type Span } from '../style.js';
import { firstLine } from '../text.js';
import { cut, textWidth } from '../width.js';
import type { HostState, RunState } from './state.js';

/** What a picture is drawn for. */
export interface View {
  /** Milliseconds by the clock that the state's times are of. */
  readonly now: number;
  readonly rows: number;
  /** Counts up with each picture. */
  readonly tick: number;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Rows that are left to what has scrolled by, the header, and lines that count the rest. */
const SPARE_ROWS = 6;
/** Wider names don't push the tasks out of sight. */
const WIDEST_NAME = 30;
const WIDEST_GROUP = 40;

/** The live picture of a run, never more lines than the terminal has rows; the caller cuts them to its width. */
export const frame = (state: RunState, view: View): readonly Line[] => {
  const room = Math.max(1, view.rows - SPARE_ROWS);
  const { running } = state;
  const failures = failuresOf(state.failed);
  const pinned = failures.slice(0, Math.max(1, Math.floor(room / 2)));
  const left = Math.max(1, room - pinned.length);
  const shown = running.length > left ? slowest(running).slice(0, left) : running;
  const isRoomy = running.length * 2 <= left;
  const width = Math.min(WIDEST_NAME, Math.max(0, ...shown.map(host => textWidth(labelOf(host)))));
  const lines = [
    header(state, view),
    ...pinned.map(failedLine),
    ...rest(failures.length - pinned.length, 'failures'),
    ...shown.flatMap(host => [runningLine(host, width, view), ...(isRoomy ? outputLine(host) : [])]),
    ...rest(running.length - shown.length, ''),
  ];
  return lines.slice(0, Math.max(1, view.rows - 1));
};

const slowest = (hosts: readonly HostState[]): readonly HostState[] =>
  [...hosts].sort((a, b) => a.since - b.since);

interface Failure {
  readonly title: string;
  readonly hosts: string[];
}

/** Hosts that failed at the same task for the same reason are told of once. */
const failuresOf = (failed: readonly HostState[]): readonly Failure[] => {
  const same = new Map<string, Failure>();
  for (const { name, failure } of failed) {
    const title = `${failure?.task.name}: ${firstLine(failure?.reason ?? '')}`;
    const group = same.get(title);
    if (group) group.hosts.push(name);
    else same.set(title, { title, hosts: [name] });
  }
  return [...same.values()];
};

const rest = (count: number, what: string): readonly Line[] =>
  count > 0 ? [line(`  ... ${count} more ${what}`.trimEnd(), 'dim')] : [];

const header = (state: RunState, view: View): Line => {
  const { counts, hosts, checkMode, play, done } = state;
  const running = state.running.length;
  const failed = state.failed.length;
  const waiting = hosts.size - done - running - failed;
  const places = [
    `${done}/${hosts.size} hosts done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ].join(', ');
  return [
    { text: `${spinner(view)} ` },
    { text: firstLine(play) || 'play', style: 'bold' },
    { text: `${checkMode ? ' (check mode)' : ''}  ` },
    { text: elapsed(view.now - state.started), style: 'dim' },
    { text: `  ${places}` },
    ...(failed > 0 ? [{ text: ', ' }, { text: `${failed} failed`, style: 'failed' as const }] : []),
    { text: `  ok ${counts.ok}` },
    ...(counts.changed > 0 ? [{ text: `  changed ${counts.changed}`, style: 'changed' as const }] : []),
  ];
};

const spinner = ({ tick }: View): string => SPINNER[tick % SPINNER.length]!;

const labelOf = ({ name, delegate }: HostState): string => hostLabel(name, delegate);

const padded = (name: string, width: number): string =>
  `${name}${' '.repeat(Math.max(0, width - textWidth(name)))}`;

const failedLine = ({ title, hosts }: Failure): Line => [
  { text: `  ✖ ${cut(hostGroup(hosts), WIDEST_GROUP)}  `, style: 'failed' },
  { text: title },
];

const runningLine = (host: HostState, width: number, view: View): Line => {
  const spans: Span[] = [
    { text: `  ${spinner(view)} ${padded(labelOf(host), width)}  ` },
    { text: host.task?.name ?? '' },
    { text: `  ${elapsed(view.now - host.since)}`, style: 'dim' },
  ];
  if (host.items > 0)
    spans.push({
      text: `  ${host.items} done${host.item === '' ? '' : `, last ${host.item}`}`,
      style: 'dim',
    });
  if (host.retries !== undefined) spans.push({ text: `  retrying, ${host.retries} left`, style: 'retry' });
  return spans;
};

const outputLine = ({ output }: HostState): readonly Line[] =>
  output.last === '' ? [] : [line(`      ${output.last}`, 'dim')];

/** Milliseconds as people read a clock: `0:07`, `1:02:03`. */
export const elapsed = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};
