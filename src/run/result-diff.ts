import type { Difference, Result } from '../modules/module.js';
import { fromUtf8 } from '../value/utf8.js';
import type { Plain } from '../value/value.js';
import { fromPlain } from '../value/value.js';
import type { Outcome } from './outcome.js';

/** With --diff a result has its differences too, in the form in which Ansible's modules have them. */
export const withDiff = (outcome: Outcome, isAskedFor: boolean): Outcome => {
  const { differences, result } = outcome;
  if (!isAskedFor || differences.length === 0 || result.has('diff')) return outcome;
  return { ...outcome, result: new Map(result).set('diff', fromPlain(diffOf(differences))) };
};

const textOf = (content: Buffer | string | undefined): string =>
  Buffer.isBuffer(content) ? fromUtf8(content) : (content ?? '');

/** Each content, and all attributes of one thing together. */
const diffOf = (differences: readonly Difference[]): Plain => {
  const contents: Result[] = [];
  const attributes = new Map<string, { before: Record<string, Plain>; after: Record<string, Plain> }>();
  for (const difference of differences) {
    const { subject } = difference;
    if (difference.kind === 'content') {
      contents.push({
        before: textOf(difference.before),
        after: textOf(difference.after),
        before_header: subject,
        after_header: subject,
      });
      continue;
    }
    const sides = attributes.get(subject) ?? { before: { path: subject }, after: { path: subject } };
    attributes.set(subject, sides);
    sides.before[difference.name] = difference.before;
    sides.after[difference.name] = difference.after;
  }
  const dicts = [...attributes.values()];
  return contents.length === 0 && dicts.length === 1 ? dicts[0]! : [...contents, ...dicts];
};
