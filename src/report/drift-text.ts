import type { Difference } from '../modules/module.js';
import type { Secrets } from '../value/secrets.js';
import { fromPlain, type Plain } from '../value/value.js';
import { changedLines } from './diff.js';
import { resultJson } from './json.js';
import { cut } from './width.js';

/** What a value may take of a line, in columns; --diff shows all of it. */
const VALUE_WIDTH = 60;

/** What differs, a line for each difference: `mode of /etc/x: 0644 -> 0600`. */
export const driftText = (difference: Difference, secrets: Secrets): string => {
  const { subject, before, after } = difference;
  if (isDigests(difference)) return `content of ${subject}: differs`;
  if (difference.kind === 'attribute')
    return `${difference.name} of ${subject}: ${valueText(difference.before, secrets)} -> ${valueText(difference.after, secrets)}`;
  const what = `content of ${subject}`;
  if (before === undefined) return `${what}: is missing`;
  if (after === undefined) return `${what}: is to be removed`;
  const count = changedLines(difference, secrets);
  if (count === undefined) return `${what}: differs`;
  return `${what}: ${count} ${count === 1 ? 'line differs' : 'lines differ'}`;
};

/** Contents of which only the digests are known. */
const isDigests = ({ kind, before, after }: Difference): boolean =>
  kind === 'attribute' &&
  [before, after].every(value => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value));

const valueText = (value: Plain, secrets: Secrets): string => {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'string' ? secrets.redact(value) : resultJson(fromPlain(value), secrets);
  const shown = text.replaceAll('\n', '\\n');
  return cut(shown, VALUE_WIDTH);
};
