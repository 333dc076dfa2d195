import test from 'ava';
import { Semaphore } from '../../src/run/semaphore.js';
import { type Host, releaseHosts, resetHosts, takeHosts } from '../e2e/rig/host.js';
import { type Case, caseNames, caseOf } from './case.js';
import { ansible, endContestants, type Played, playCase, trueup } from './contestants.js';
import { comparison, transcript, withoutDifferences, withTextsOf } from './transcript.js';

// Every case is played by ansible-playbook and by trueup, and must go the same way.

const locally = new Semaphore(2);
/** Cases on hosts of the lab would meet one another there. */
const inTheLab = new Semaphore(1);

/** Twins: with the Python that Ansible needs, and without. They are booted for the first case that asks for them. */
let twins: Promise<readonly Host[]> | undefined;
test.after.always(async () => releaseHosts((await twins) ?? []));
test.after.always(() => endContestants());

/**
 * Where hosts run side by side on one machine, which of them ends first is left to chance, and so may be what Ansible answers: it is asked
 * this often before an answer of trueup's counts as none of its.
 */
const ANSWERS = 4;

/** How a case went for Ansible, and for trueup. */
interface Match {
  readonly played: readonly [Played, Played];
  readonly expected: string;
  readonly actual: string;
}

const compared = (it: Case, played: readonly [Played, Played]): Match => {
  const [expected = '', given = ''] = withoutDifferences(it, ...played.map(each => transcript(it, each)));
  return { played, expected, actual: withTextsOf(expected, given) };
};

const onThisMachine = async (it: Case): Promise<Match> => {
  // One after the other, as both do it in one folder.
  const first = await playCase(it, ansible);
  const ours = await playCase(it, trueup);
  let match = compared(it, [first, ours]);
  for (let answers = 1; match.expected !== match.actual && answers < ANSWERS; answers++)
    match = compared(it, [await playCase(it, ansible), ours]);
  return match;
};

const onTwins = async (it: Case): Promise<Match> => {
  twins ??= takeHosts({ python: true }, {});
  const [forAnsible, forTrueup] = await twins;
  try {
    return compared(it, [await playCase(it, ansible, forAnsible), await playCase(it, trueup, forTrueup)]);
  } finally {
    if (it.resets) await resetHosts([forAnsible!, forTrueup!]);
  }
};

for (const name of caseNames())
  test(name, async t => {
    const it = caseOf(name);
    const { played, expected, actual } = await (it.on === 'lab'
      ? inTheLab.use(() => onTwins(it))
      : locally.use(() => onThisMachine(it)));
    if (expected === actual) {
      t.pass();
      return;
    }
    t.log(comparison([expected, actual], played));
    t.fail('trueup does not do what Ansible does');
  });
