import type { RunEvent, TaskInfo, TaskOutcome } from '../run/events.js';
import type { Secrets } from '../value/secrets.js';
import { diffLines } from './diff.js';
import { driftText } from './drift-text.js';
import { failuresOf } from './failure.js';
import { type Finding, Findings } from './findings.js';
import { compareNames, hostGroup } from './host-names.js';
import { UNKNOWN } from './outcome-text.js';
import { type Line, line, type Span, type Style, textOf } from './style.js';
import { bannerLines, type RunEnd, type Summary } from './summary.js';
import { placeOf } from './task-text.js';
import { textWidth } from './width.js';

/** How the report of a check is written. */
export interface DriftSetting {
  readonly secrets: Secrets;
  /** Shows differences whole. */
  readonly diff: boolean;
  /** Width of a banner. */
  readonly columns: number;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const indented = (spans: Line): Line => (textOf(spans) === '' ? spans : [{ text: '    ' }, ...spans]);

/** Lines without empty ones at their end. */
const trimmed = (lines: readonly Line[]): readonly Line[] =>
  lines.slice(0, lines.findLastIndex(spans => textOf(spans) !== '') + 1);

/** The report of a check: the state of each host, then what has drifted on which, and what could not be told. */
export class DriftSummary implements Summary {
  readonly #setting: DriftSetting;
  readonly #found = new Findings();

  constructor(setting: DriftSetting) {
    this.#setting = setting;
  }

  observe(event: RunEvent): void {
    this.#found.observe(event);
  }

  lines(end: RunEnd): readonly Line[] {
    const found = this.#found;
    return [
      ...bannerLines('DRIFT REPORT', this.#setting.columns),
      ...this.#hostLines(end),
      ...found.findings('drifted').flatMap(finding => this.#driftLines(finding)),
      ...this.#noteLines('following', 'handlers that apply would run then'),
      ...this.#noteLines('unknown', `unknown: ${UNKNOWN}`),
      ...this.#noteLines('unchecked', 'not checked: commands have no state to compare, apply would run them'),
      ...failuresOf(found, end),
      line(''),
      this.#sentence(end),
    ];
  }

  #hosts(end: RunEnd): readonly string[] {
    return [...new Set([...this.#found.hosts, ...end.recap.keys()])].sort(compareNames);
  }

  #states(host: string, end: RunEnd): readonly Span[] {
    const found = this.#found;
    const counts = end.recap.get(host);
    const states: Span[] = [];
    const add = (applies: number | undefined, text: string, style: Style): void => {
      if (applies) states.push({ text, style });
    };
    add(counts?.unreachable, 'unreachable', 'unreachable');
    add(counts?.failed, 'failed', 'failed');
    add(found.count('drifted', host), `drifted ${found.count('drifted', host)}`, 'changed');
    if (!found.count('drifted', host))
      add(found.count('following', host), `handlers to run ${found.count('following', host)}`, 'changed');
    add(found.count('unknown', host), `unknown ${found.count('unknown', host)}`, 'skipped');
    if (states.length === 0) states.push({ text: 'in place', style: 'ok' });
    add(found.count('unchecked', host), `not checked ${found.count('unchecked', host)}`, 'skipped');
    return states;
  }

  #hostLines(end: RunEnd): readonly Line[] {
    const hosts = this.#hosts(end);
    const width = Math.max(0, ...hosts.map(textWidth));
    return hosts.map(host => {
      const states = this.#states(host, end);
      const padding = ' '.repeat(width - textWidth(host));
      return [
        { text: host, style: states[0]?.style },
        { text: `${padding} : ` },
        ...states.flatMap((state, index) => (index === 0 ? [state] : [{ text: ', ' }, state])),
      ];
    });
  }

  /** A task that has drifted, once for all hosts on which the same differs. */
  #driftLines({ task, hosts }: Finding): readonly Line[] {
    const same = new Map<string, { readonly names: string[]; readonly details: readonly Line[] }>();
    for (const [host, outcome] of hosts) {
      const details = this.#details(task, outcome);
      const key = JSON.stringify(details);
      const group = same.get(key);
      if (group) group.names.push(host);
      else same.set(key, { names: [host], details });
    }
    return [...same.values()].flatMap(({ names, details }) => [
      line(''),
      [
        { text: `drifted: ${hostGroup(names)}  `, style: 'changed' as const },
        { text: `${task.name}${placeOf(task)}` },
      ],
      ...details,
    ]);
  }

  #details(task: TaskInfo, outcome: TaskOutcome): readonly Line[] {
    const { secrets, diff } = this.#setting;
    if (task.noLog) return [line('    hidden by no_log')];
    if (outcome.differences.length === 0) return [line('    would change')];
    const lines = outcome.differences.flatMap(difference =>
      diff && difference.kind === 'content'
        ? trimmed(diffLines([difference], secrets)).map(indented)
        : [line(`    ${driftText(difference, secrets)}`)],
    );
    return lines.filter(
      (one, index) => lines.findIndex(other => textOf(other) === textOf(one)) === index || diff,
    );
  }

  #noteLines(kind: 'following' | 'unknown' | 'unchecked', title: string): readonly Line[] {
    const findings = this.#found.findings(kind);
    if (findings.length === 0) return [];
    return [
      line(''),
      line(title, 'skipped'),
      ...findings.map(({ task, hosts }) =>
        line(`    ${hostGroup([...hosts.keys()])}  ${task.name}${placeOf(task)}`),
      ),
    ];
  }

  #sentence(end: RunEnd): Line {
    const found = this.#found;
    const hosts = this.#hosts(end);
    const count = (isOne: (host: string) => boolean): number => hosts.filter(isOne).length;
    const drifted = count(host => found.count('drifted', host) + found.count('following', host) > 0);
    const inPlace = count(host => this.#states(host, end)[0]?.style === 'ok');
    const failed = count(host => (end.recap.get(host)?.failed ?? 0) > 0);
    const unreachable = count(host => (end.recap.get(host)?.unreachable ?? 0) > 0);
    const parts: string[] = [];
    if (drifted > 0) {
      const tasks = plural(found.findings('drifted').length || found.findings('following').length, 'task');
      parts.push(`drift: ${drifted} of ${plural(hosts.length, 'host')}, ${tasks}`);
    } else if (inPlace > 0 || hosts.length === 0) parts.push(`in place: ${plural(inPlace, 'host')}`);
    if (failed > 0) parts.push(`failed: ${plural(failed, 'host')}`);
    if (unreachable > 0) parts.push(`unreachable: ${plural(unreachable, 'host')}`);
    for (const [kind, title] of [
      ['unknown', 'unknown'],
      ['unchecked', 'not checked'],
    ] as const) {
      const tasks = found.findings(kind).length;
      if (tasks > 0) parts.push(`${title}: ${plural(tasks, 'task')}`);
    }
    const style: Style = failed + unreachable > 0 ? 'failed' : drifted > 0 ? 'changed' : 'ok';
    return line(parts.join('; '), style);
  }
}
