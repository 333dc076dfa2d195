import { type Line, line, type Span } from '../style.js';
import { firstLine } from '../text.js';
import { textWidth } from '../width.js';
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

/** The live picture of a run, never more lines than the terminal has rows; the caller cuts them to its width. */
export const frame = (state: RunState, view: View): readonly Line[] => {
  const room = Math.max(1, view.rows - SPARE_ROWS);
  const { running, failed } = state;
  const width = Math.min(
    WIDEST_NAME,
    Math.max(0, ...[...running, ...failed].map(({ name }) => textWidth(name))),
  );
  const pinned = failed.slice(
    0,
    failed.length <= room / 2 ? failed.length : Math.max(1, Math.floor(room / 2)),
  );
  const left = Math.max(1, room - pinned.length);
  const isRoomy = running.length * 2 <= left;
  const shown = running.slice(0, left);
  const lines = [
    header(state, running.length, failed.length, view),
    ...pinned.map(host => failedLine(host, width)),
    ...rest(failed.length - pinned.length, 'failed'),
    ...shown.flatMap(host => [runningLine(host, width, view), ...(isRoomy ? outputLine(host) : [])]),
    ...rest(running.length - shown.length, ''),
  ];
  return lines.slice(0, Math.max(1, view.rows - 1));
};

const rest = (count: number, what: string): readonly Line[] =>
  count > 0 ? [line(`  ... ${count} more ${what}`.trimEnd(), 'dim')] : [];

const header = (state: RunState, running: number, failed: number, view: View): Line => {
  const { counts, hosts, checkMode, play } = state;
  const waiting = hosts.size - state.done - running - failed;
  const places = [
    `${state.done}/${hosts.size} hosts done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ].join(', ');
  const spans: Span[] = [
    { text: `${spinner(view)} ` },
    { text: firstLine(play) || 'play', style: 'bold' },
    { text: `${checkMode ? ' (check mode)' : ''}  ${places}` },
  ];
  if (failed > 0) spans.push({ text: ', ' }, { text: `${failed} failed`, style: 'failed' });
  spans.push({ text: `  ok ${counts.ok}` });
  if (counts.changed > 0) spans.push({ text: '  ' }, { text: `changed ${counts.changed}`, style: 'changed' });
  if (counts.failed > 0) spans.push({ text: '  ' }, { text: `failed ${counts.failed}`, style: 'failed' });
  spans.push({ text: `  ${elapsed(view.now - state.started)}`, style: 'dim' });
  return spans;
};

const spinner = ({ tick }: View): string => SPINNER[tick % SPINNER.length]!;

const padded = (name: string, width: number): string =>
  `${name}${' '.repeat(Math.max(0, width - textWidth(name)))}`;

const failedLine = ({ name, failure }: HostState, width: number): Line => [
  { text: `  ✖ ${padded(name, width)}  `, style: 'failed' },
  { text: `${failure?.task.name}: ${firstLine(failure?.reason ?? '')}` },
];

const runningLine = (host: HostState, width: number, view: View): Line => {
  const spans: Span[] = [
    { text: `  ${spinner(view)} ${padded(host.name, width)}  ` },
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
