import { relative } from 'node:path';
import type { Host } from '../../inventory/members.js';
import type { Play } from '../../playbook/model.js';
import { DiagnosticError } from '../../source/diagnostic.js';
import type { Location } from '../../source/file.js';
import { writeJson } from '../../template/json.js';
import { Interrupt } from '../../template/runtime.js';
import { MASK } from '../../value/secrets.js';
import { Template, type Unrendered, type Value } from '../../value/value.js';
import type { Candidate } from '../../vars/explain/candidate.js';
import { playTitle } from '../../vars/explain/play.js';
import { FactsNeeded } from '../../vars/interrupts.js';
import type { LayeredScope } from '../../vars/scope.js';
import type { Sources } from './context.js';

const MOST = 100;

/** What is to be said of a variable on a host in a play. */
export const explanation = (
  candidates: readonly Candidate[],
  host: Host,
  sources: Sources,
  play: Play | undefined,
): readonly string[] => {
  const winner = candidates.find(({ reach }) => reach === 'all');
  const rows = candidates
    .filter(({ reach }) => reach !== 'running')
    .map(candidate => [
      candidate === winner ? 'wins' : winner === undefined || candidate.level > winner.level ? 'there' : '',
      ...columns(candidate),
      shown(candidate, host, sources, play),
    ]);
  const running = candidates
    .filter(({ reach }) => reach === 'running')
    .map(candidate => [
      winner === undefined || candidate.level > winner.level ? 'then' : '',
      ...columns(candidate),
      shown(candidate, host, sources, play),
    ]);
  const widths = [0, 1, 2, 3].map(column =>
    Math.max(0, ...[...rows, ...running].map(row => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (column === 1 ? cell.padStart(widths[1]!) : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd();
  return [
    ...(play ? [`  in ${playTitle(play)}`] : []),
    ...rows.map(lineOf),
    ...(running.length > 0 ? ['  set while it runs by', ...running.map(lineOf)] : []),
  ];
};

const columns = ({ level, what, location }: Candidate): readonly string[] => [
  level > 22 ? '' : String(level),
  location ? placeText(location) : '-',
  what,
];

const placeText = ({ file, start }: Location): string => {
  if (file.path === '-e') return '-e';
  const path = relative(process.cwd(), file.path);
  const { line, column } = file.position(start);
  return `${path.startsWith('..') ? file.path : path}:${line}:${column}`;
};

/** The value as it is written, and what it is rendered to where that can be known. */
const shown = (candidate: Candidate, host: Host, sources: Sources, play: Play | undefined): string => {
  const { value, location, reach } = candidate;
  if (location && isVaulted(location)) return MASK;
  if (value === undefined || (value === null && reach === 'running')) return reach === 'running' ? '' : MASK;
  const written = short(textOf(value));
  if (!holdsTemplate(value)) return written;
  return `${written} -> ${rendered(value, scopeOf(candidate, host, sources, play), sources)}`;
};

/** Whether a value is vaulted, or stands in a file that is. */
const isVaulted = ({ file, start }: Location): boolean =>
  file.secret || /^(?:[^\n]*!vault[^\n]*\n\s*)?\$ANSIBLE_VAULT;/.test(file.text.slice(start, start + 500));

const scopeOf = (
  { task }: Candidate,
  host: Host,
  { store, variablesOf }: Sources,
  play: Play | undefined,
): LayeredScope => {
  store.host(host.name).beginGathering();
  return play
    ? store.scope({ host: host.name, play: variablesOf(play), magic: [], ...(task && { task }) })
    : store.hostScope(host.name);
};

const rendered = (value: Unrendered, scope: LayeredScope, { engine }: Sources): string => {
  try {
    return short(textOf(engine.renderDeep(value, scope)));
  } catch (error) {
    if (error instanceof FactsNeeded) return '(needs facts of the host)';
    if (error instanceof Interrupt) return '(known when it runs)';
    if (error instanceof DiagnosticError) return `(${error.diagnostics[0]?.message ?? error.message})`;
    throw error;
  }
};

const holdsTemplate = (value: Unrendered): boolean => {
  if (value instanceof Template) return true;
  if (Array.isArray(value)) return value.some(holdsTemplate);
  return value instanceof Map && [...value.values()].some(holdsTemplate);
};

const textOf = (value: Unrendered): string => writeJson(sourceOf(value), { ascii: false });

const sourceOf = (value: Unrendered): Value => {
  if (value instanceof Template) return value.source;
  if (Array.isArray(value)) return value.map(sourceOf);
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]) => [sourceOf(key), sourceOf(entry)]));
  return value;
};

const short = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 3)}...` : text);
