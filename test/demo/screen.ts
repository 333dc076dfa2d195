import { stripVTControlCharacters } from 'node:util';
import { outcomesIn, recapIn } from '../e2e/rig/play-output.js';

/** The tasks that `trueup apply` showed as changed, in its plain form or in that for terminals; sorted, each once. */
export const changedOnScreen = (text: string): string[] => {
  const shown = plain(text);
  const lines = outcomesIn(shown).filter(({ status, task }) => status === 'changed' && task !== '');
  const scrolled = [...shown.matchAll(/^changed: \[[^\]]+\] {2}(.+?)(?: {2}\(.*\))?$/gm)];
  return sorted([...lines.map(({ task }) => task), ...scrolled.map(([, task]) => task!)]);
};

/** The tasks that the drift report of `trueup check` names as drifted; sorted, each once. */
export const driftedOnScreen = (text: string): string[] =>
  sorted([...plain(text).matchAll(/^drifted: \[[^\]]+\] +(.*) \([^()]+:\d+\)$/gm)].map(([, task]) => task!));

/** How many tasks a host's line of the recap counts as changed. */
export const changesInRecap = (text: string, host: string): number | undefined =>
  recapIn(plain(text))[host]?.changed;

const plain = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '');

const sorted = (tasks: readonly string[]): string[] => [...new Set(tasks)].sort();
