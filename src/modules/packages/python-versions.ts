/** A requirement as pip takes it: `name[extra]>=1.0,<2`. */
export interface Requirement {
  /** In the form in which names are compared. */
  readonly name: string;
  readonly clauses: readonly (readonly [operator: string, version: string])[];
}

const NAME = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*/;
const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*([A-Za-z0-9.*+!_-]+)\s*(?:,\s*|$)/;

/** A name as it is compared. */
export const plainName = (name: string): string => name.replace(/[-_.]+/g, '-').toLowerCase();

/** Reads a requirement; undefined for what is none of this simple form: URLs, files, conditions. */
export const parseRequirement = (text: string): Requirement | undefined => {
  const [whole = '', name] = NAME.exec(text) ?? [];
  if (name === undefined) return undefined;
  let rest = text
    .slice(whole.length)
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  const clauses: (readonly [string, string])[] = [];
  while (rest !== '') {
    const [clause, operator, version] = CLAUSE.exec(rest) ?? [];
    if (clause === undefined) return undefined;
    clauses.push([operator!, version!]);
    rest = rest.slice(clause.length);
  }
  return { name: plainName(name), clauses };
};

/** Whether a version is one that the requirement allows. */
export const isSatisfied = ({ clauses }: Requirement, version: string): boolean =>
  clauses.every(([operator, wanted]) => {
    if (operator === '===') return version === wanted;
    if (wanted.endsWith('.*')) return isLike(version, wanted.slice(0, -2)) === (operator === '==');
    const order = compare(version, wanted);
    switch (operator) {
      case '==':
        return order === 0;
      case '!=':
        return order !== 0;
      case '<=':
        return order <= 0;
      case '>=':
        return order >= 0;
      case '<':
        return order < 0;
      case '>':
        return order > 0;
      default:
        return order >= 0 && isLike(version, wanted.split('.').slice(0, -1).join('.'));
    }
  });

const isLike = (version: string, prefix: string): boolean => {
  const [parts, wanted] = [releaseOf(version), releaseOf(prefix)];
  return wanted.every((part, index) => part === (parts[index] ?? 0));
};

const releaseOf = (version: string): readonly number[] =>
  (/^v?(?:\d+!)?(\d+(?:\.\d+)*)/i.exec(version.trim())?.[1] ?? '').split('.').map(Number);

/** Negative if the first version is the earlier one, by the rules that Python has for versions. */
const compare = (a: string, b: string): number => {
  const [left, right] = [keyOf(a), keyOf(b)];
  const local = b.includes('+');
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return local && a.split('+')[1] !== b.split('+')[1] ? 1 : 0;
};

const STAGES: Readonly<Record<string, number>> = {
  a: -3,
  alpha: -3,
  b: -2,
  beta: -2,
  c: -1,
  rc: -1,
  pre: -1,
  preview: -1,
};

const LENGTH = 8;

/** Numbers that are in the order of versions: epoch, release, stage before it, what came after it, development. */
const keyOf = (version: string): readonly number[] => {
  const [, epoch, release = '0', stage, stageNumber, post, dev] =
    /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:(?:[-_.]?(?:post|rev|r)[-_.]?|-)(\d+))?(?:[-_.]?dev[-_.]?(\d*))?/i.exec(
      version.trim(),
    ) ?? [];
  const numbers = release.split('.').map(Number);
  const padded = Array.from({ length: LENGTH }, (_, index) => numbers[index] ?? 0);
  // A development version of a release comes before its stages.
  const rank =
    stage !== undefined ? STAGES[stage.toLowerCase()]! : dev !== undefined && post === undefined ? -4 : 0;
  const latest = Number.MAX_SAFE_INTEGER;
  return [
    Number(epoch ?? 0),
    ...padded,
    rank,
    Number(stageNumber || 0),
    post === undefined ? -1 : Number(post),
    dev === undefined ? latest : Number(dev || 0),
  ];
};
