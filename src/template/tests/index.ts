import { type Test, tests } from '../define.js';
import { regexArgument } from '../filters/regex.js';
import type { Runtime } from '../runtime.js';
import { requireHashable } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { Seen } from '../values/seen.js';
import { toText } from '../values/text.js';
import { coreTests } from './core.js';
import { fileTests } from './files.js';
import { resultTests } from './results.js';
import { versionTests } from './version.js';

const isSubset = (a: Runtime, b: Runtime): boolean => {
  for (const item of [...iterate(a), ...iterate(b)]) requireHashable(item);
  const all = new Seen(iterate(b));
  return iterate(a).every(item => all.has(item));
};

const isUri = (value: Runtime, schemes: Runtime | undefined): boolean => {
  const scheme = /^([A-Za-z][\w+.-]*):/.exec(toText(value))?.[1]?.toLowerCase() ?? '';
  return (
    schemes === undefined ||
    schemes === null ||
    iterate(schemes).length === 0 ||
    iterate(schemes).includes(scheme)
  );
};

const searchTests: [string, Test][] = tests({
  issubset: [['b'], (value, [other = []]) => isSubset(value, other)],
  issuperset: [['b'], (value, [other = []]) => isSubset(other, value)],
  match: [
    ['pattern', 'ignorecase', 'multiline'],
    (value, [pattern, ignoreCase, multiline]) =>
      regexArgument(pattern, ignoreCase, multiline).match(toText(value)) !== undefined,
  ],
  regex: [
    ['pattern', 'ignorecase', 'multiline', 'match_type'],
    (value, [pattern, ignoreCase, multiline, kind = 'search']) => {
      const regex = regexArgument(pattern, ignoreCase, multiline);
      if (kind === 'fullmatch') return regex.fullMatch(toText(value)) !== undefined;
      return (kind === 'match' ? regex.match(toText(value)) : regex.search(toText(value))) !== undefined;
    },
  ],
  search: [
    ['pattern', 'ignorecase', 'multiline'],
    (value, [pattern, ignoreCase, multiline]) =>
      regexArgument(pattern, ignoreCase, multiline).search(toText(value)) !== undefined,
  ],
  subset: [['b'], (value, [other = []]) => isSubset(value, other)],
  superset: [['b'], (value, [other = []]) => isSubset(other, value)],
  uri: [['schemes'], (value, [schemes]) => isUri(value, schemes)],
  url: [
    ['schemes'],
    (value, [schemes]) =>
      isUri(value, schemes) && /^(?:[A-Za-z][\w+.-]*:)?\/\/[^/?#]|^file:/.test(toText(value)),
  ],
  urn: [[], value => isUri(value, ['urn'])],
});

/** All tests by their short names. */
export const TESTS: ReadonlyMap<string, Test> = new Map([
  ...coreTests,
  ...fileTests,
  ...resultTests,
  ...searchTests,
  ...versionTests,
]);
