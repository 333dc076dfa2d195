import { aliased, type Test, tests } from '../define.js';
import { Fault, type Runtime } from '../runtime.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { compareVersions } from '../version.js';

const HOLDS: ReadonlyMap<string, (order: number) => boolean> = new Map(
  Object.entries({
    '==': (order: number) => order === 0,
    '!=': (order: number) => order !== 0,
    '<': (order: number) => order < 0,
    '<=': (order: number) => order <= 0,
    '>': (order: number) => order > 0,
    '>=': (order: number) => order >= 0,
  }),
);
const OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '=': '==',
    eq: '==',
    lt: '<',
    le: '<=',
    gt: '>',
    ge: '>=',
    '<>': '!=',
    ne: '!=',
  }),
);

const version = (
  value: Runtime,
  [other, operatorName = 'eq', strict = null, type = null]: (Runtime | undefined)[],
): boolean => {
  const [left, right, name] = [toText(value), toText(other ?? ''), toText(operatorName)];
  if (left === '') throw new Fault('the version is empty');
  if (right === '') throw new Fault('the version to compare with is empty');
  const holds = HOLDS.get(OPERATORS.get(name) ?? name);
  if (!holds) throw new Fault(`"${name}" compares no versions`, '==, !=, <, <=, > or >=');
  if (strict !== null && type !== null) throw new Fault('strict and version_type exclude each other');
  return holds(
    compareVersions(left, right, strict !== null && isTruthy(strict) ? 'strict' : toText(type ?? 'loose')),
  );
};

/** The test of versions. */
export const versionTests: [string, Test][] = aliased(
  tests({ version: [['version', 'operator', 'strict', 'version_type'], version] }),
  { version_compare: 'version' },
);
