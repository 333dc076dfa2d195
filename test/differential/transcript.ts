import { createTwoFilesPatch, diffArrays } from 'diff';
import type { Case } from './case.js';
import type { Played } from './contestants.js';
import { normalise } from './normalise.js';

/** All that is compared of how a case went, as one text. */
export const transcript = (it: Case, { outcomes, files, look }: Played): string =>
  [
    ...it.runs.flatMap((call, index) => {
      const { code, stdout } = outcomes[index]!;
      const text = call.program === 'playbook' ? normalise(stdout, it.order) : stdout;
      return [`$ ${[call.program, ...call.args].join(' ')}`, text.trim(), `exit code ${code}`, ''];
    }),
    ...(files === '' ? [] : ['files:', files]),
    ...(look === '' ? [] : ['look:', look]),
  ].join('\n');

/** Takes what is meant to differ out of both transcripts. Throws where nothing of that kind is in them any more. */
export const withoutDifferences = (
  it: Pick<Case, 'differs'>,
  ...texts: readonly string[]
): readonly string[] =>
  it.differs.reduce((before, { text, because }) => {
    const after = before.map(each => each.replaceAll(new RegExp(text, 'gm'), `<differs: ${because}>`));
    if (after.every((each, index) => each === before[index]))
      throw new Error(`nothing matches ${text} any more`);
    return after;
  }, texts);

/** What results may tell of a file or a unit although Ansible's don't in that place. */
const TOLD_TOO =
  /^ +"(?:path|src|dest|checksum|md5sum|uid|gid|owner|group|mode|size|state|name)": (?:"[^"]*"|\d+|false)$/;

/**
 * Takes on Ansible's words about a mistake in the playbook that a task met, and what Ansible has as a text where trueup
 * has kept the type: `"2"` for `2`, as core 2.14 makes a text of what a template gives unless it is a list or a
 * dictionary, and newer versions, as trueup, don't.
 */
export const withTextsOf = (expected: string, actual: string): string => {
  const parts = diffArrays(expected.split('\n'), actual.split('\n'));
  return parts
    .flatMap(({ value, added, removed }, index) => {
      if (removed) return [];
      if (!added) return value;
      const before = parts[index - 1];
      if (!before?.removed) return value.filter(line => !TOLD_TOO.test(line));
      if (before.value.length !== value.length) return value;
      return value.map((line, number) => withTextOf(before.value[number]!, line));
    })
    .join('\n');
};

const withTextOf = (expected: string, actual: string): string => {
  if (expected.endsWith('"msg": "<mistake>"') && actual.trim().startsWith('"msg": ')) return expected;
  const typed = /^(\s*(?:"[^"]+": )?)(null|true|false|-?[\d.e+-]+)(,?)$/.exec(actual);
  if (typed === null) return actual;
  const [, start, value = '', end] = typed;
  const texts = { null: ['', 'None'], true: ['True'], false: ['False'] }[value] ?? [value];
  return texts.some(text => expected === `${start}"${text}"${end}`) ? expected : actual;
};

/** The differences, readable, with what the programs said besides. */
export const comparison = (texts: readonly [string, string], played: readonly [Played, Played]): string =>
  [
    createTwoFilesPatch('ansible', 'trueup', ...texts, undefined, undefined, { context: 6 }),
    ...played.flatMap(({ outcomes }, index) => {
      const errors = outcomes.map(({ stderr }) => stderr).join('');
      return errors === '' ? [] : [`${['ansible', 'trueup'][index]} said:`, errors];
    }),
  ].join('\n');
