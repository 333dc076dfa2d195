import { type Filter, filters, freeFilters } from '../define.js';
import { type Regex, regexOf } from '../regex.js';
import { Fault, type Runtime, tupleOf } from '../runtime.js';
import { toInteger } from '../values/numbers.js';
import { requireDefined, toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

/** The regular expression of a filter's or test's arguments. */
export const regexArgument = (
  pattern: Runtime | undefined,
  ignoreCase: Runtime | undefined,
  multiline: Runtime | undefined,
): Regex => {
  requireDefined(pattern ?? null);
  return regexOf(toText(pattern ?? ''), {
    ignoreCase: ignoreCase !== undefined && isTruthy(ignoreCase),
    multiline: multiline !== undefined && isTruthy(multiline),
  });
};

const search: Filter = (value, { positional: [pattern, ...references], named }) => {
  if (pattern === undefined && !named.has('regex')) throw new Fault('regex_search() needs a pattern');
  const regex = regexArgument(pattern ?? named.get('regex'), named.get('ignorecase'), named.get('multiline'));
  const groups = references.map(referenced);
  const match = regex.search(toText(value));
  if (!match) return null;
  if (groups.length === 0) return match.groups[0]!;
  return groups.map(group => {
    const isNumber = /^\d+$/.test(group);
    if (!(isNumber ? Number(group) < match.groups.length : match.named.has(group)))
      throw new Fault(`the regular expression has no group "${group}"`);
    return (isNumber ? match.groups[Number(group)] : match.named.get(group)) ?? null;
  });
};

/** The group that an argument such as `'\\1'` or `'\\g<name>'` names. */
const referenced = (reference: Runtime): string => {
  const [, name, number] = /^\\(?:g<(\S+)>|(\d+))/.exec(toText(reference)) ?? [];
  const group = number ?? name;
  if (group !== undefined) return group;
  throw new Fault(`regex_search() needs references such as '\\1' or '\\g<name>', not "${toText(reference)}"`);
};

const escapeRegex = (text: string, type: string): string => {
  if (type === 'python') return text.replace(/[\t\n\v\f\r #$&()*+\-.?[\\\]^{|}~]/g, '\\$&');
  if (type === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&');
  throw new Fault(`regex_escape() knows python and posix_basic, not "${type}"`);
};

/** Filters with regular expressions. */
export const regexFilters: [string, Filter][] = [
  ...filters({
    regex_escape: [['re_type'], (value, [type = 'python']) => escapeRegex(toText(value), toText(type))],
    regex_findall: [
      ['regex', 'multiline', 'ignorecase'],
      (value, [pattern, multiline, ignoreCase]) =>
        regexArgument(pattern, ignoreCase, multiline)
          .findAll(toText(value))
          .map(found => (typeof found === 'string' ? found : tupleOf(...found))),
    ],
    regex_replace: [
      ['pattern', 'replacement', 'ignorecase', 'multiline', 'count', 'mandatory_count'],
      (value, [pattern, replacement = '', ignoreCase, multiline, count = 0, mandatory = 0]) => {
        const done = regexArgument(pattern, ignoreCase, multiline).replace(
          toText(value),
          toText(replacement),
          toInteger(count, 'the count'),
        );
        if (done.count < toInteger(mandatory))
          throw new Fault(`regex_replace() replaced ${done.count} times, not ${toInteger(mandatory)}`);
        return done.text;
      },
    ],
  }),
  ...freeFilters({ regex_search: search }),
];
