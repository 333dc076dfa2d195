import type { HostCounts } from '../run/events.js';
import type { Line, Span, Style } from './style.js';

const COLUMNS: readonly (readonly [keyof HostCounts, Style])[] = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['unreachable', 'unreachable'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['rescued', 'ok'],
  ['ignored', 'warning'],
];

/** The lines of the recap, one for each host in order of their names, in the columns that Ansible's readers parse. */
export const recapLines = (recap: ReadonlyMap<string, HostCounts>): readonly Line[] =>
  [...recap]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, counts]) => {
      const spans: Span[] = [
        { text: host, style: hostStyle(counts) },
        { text: `${' '.repeat(Math.max(0, 26 - host.length))} :` },
      ];
      for (const [name, style] of COLUMNS) {
        const text = `${name}=${String(counts[name]).padEnd(4)}`;
        spans.push({ text: ' ' }, { text, style: counts[name] === 0 ? undefined : style });
      }
      return spans;
    });

/** How a host's name looks by what became of it. */
export const hostStyle = (counts: HostCounts): Style => {
  if (counts.failed > 0 || counts.unreachable > 0) return 'failed';
  return counts.changed > 0 ? 'changed' : 'ok';
};
