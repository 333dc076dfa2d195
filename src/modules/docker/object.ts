import { type Output, quote } from '../../agent/protocol.js';
import type { Plain, Value } from '../../value/value.js';
import type { Conclusion, Difference, Plan } from '../module.js';
import { at, dockerReason, inspectedObjects, type Observed, parseObserved } from './inspect.js';
import { entryText } from './setting.js';

// What the modules for networks, volumes and images have in common.

/** The words of a command, quoted for sh. */
export const words = (...parts: readonly (string | readonly string[])[]): string =>
  parts.flat().map(quote).join(' ');

/** The probe for things of a kind, `network`, by their names. */
export const inspectProbe = (kind: string, ...names: readonly string[]): string =>
  `command -v docker >/dev/null || exit 127\n${words('docker', kind, 'inspect', names)}`;

/** Reads the answer to that. */
export const parseObject = (output: Output): Observed => parseObserved(output, /no such|not found/i);

/** The things that were observed; where Docker is not there yet, none is. */
export const objectsOf = (state: Observed): readonly Plain[] => (state.kind === 'found' ? state.objects : []);

/** The sh of an apply, each step of it named if it fails; then what there is now is printed. */
export const stepsScript = (
  steps: readonly (readonly [what: string, command: string])[],
  last = '',
): string =>
  [
    `command -v docker >/dev/null || { echo 'failed install'; exit 1; }`,
    ...steps.map(([what, command]) => `${command} || { echo ${quote(`failed ${what}`)}; exit 1; }`),
    ...(last === '' ? [] : [last]),
  ].join('\n');

/** How an apply ended: which step failed and why, or what is there now. */
export const concludeSteps =
  (result: (objects: readonly Plain[], text: string) => Conclusion) =>
  (output: Output): Conclusion => {
    const text = output.stdout.toString();
    const step = /^failed (.+)$/m.exec(text)?.[1];
    if (step === 'install') return { kind: 'failed', message: 'docker is not installed on the host' };
    if (step === undefined && output.code === 0) return result(inspectedObjects(shownIn(text)), text);
    const reason = dockerReason(output.stderr.toString());
    return { kind: 'failed', message: `docker could not ${step ?? 'finish'}: ${reason}` };
  };

/** What `docker inspect` has printed at the end: its list begins a line. */
const shownIn = (text: string): string => {
  const start = text.search(/^\[/m);
  return start === -1 ? '' : text.slice(start);
};

/** A change in so many steps, whose result is what `last` shows of the thing under the name `key`. */
export const changeOf = (
  key: string,
  differences: readonly Difference[],
  steps: readonly (readonly [what: string, command: string])[],
  last = '',
): Plan => ({
  kind: 'change',
  result: {},
  differences,
  apply: { text: stepsScript(steps, last) },
  conclude: concludeSteps(([shown]) => ({
    kind: 'changed',
    result: shown === undefined ? {} : { [key]: shown },
  })),
});

/** A dict of the user's as texts; undefined if it was not given. */
export const textEntries = (
  dict: ReadonlyMap<string, Value> | undefined,
): readonly (readonly [string, string])[] | undefined =>
  dict && [...dict].map(([key, entry]) => [String(key), entryText(entry)] as const);

/** One thing that is otherwise than asked: `wanted` undefined asks for nothing. */
export const attribute = (subject: string, name: string, before: Plain, after: Plain): Difference[] =>
  after === undefined || before === after ? [] : [{ kind: 'attribute', subject, name, before, after }];

/** The entries of a dict that are otherwise than asked; further ones don't matter. */
export const entryDifferences = (
  subject: string,
  name: string,
  found: Plain,
  wanted: readonly (readonly [string, string])[] | undefined,
): Difference[] =>
  (wanted ?? []).flatMap(([key, text]) => attribute(subject, `${name}.${key}`, at(found, key), text));
