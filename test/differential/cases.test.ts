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

const play = async (it: Case): Promise<readonly [Played, Played]> => {
  twins ??= it.on === 'lab' ? takeHosts({ python: true }, {}) : undefined;
  const [forAnsible, forTrueup] = it.on === 'lab' ? await twins! : [];
  try {
    // One after the other, as both do it in one folder.
    return [await playCase(it, ansible, forAnsible), await playCase(it, trueup, forTrueup)];
  } finally {
    if (it.resets) await resetHosts([forAnsible!, forTrueup!]);
  }
};

for (const name of caseNames())
  test(name, async t => {
    const it = caseOf(name);
    const played = await (it.on === 'lab' ? inTheLab : locally).use(() => play(it));
    const [expected = '', given = ''] = withoutDifferences(it, ...played.map(each => transcript(it, each)));
    const actual = withTextsOf(expected, given);
    if (expected === actual) {
      t.pass();
      return;
    }
    t.log(comparison([expected, actual], played));
    t.fail('trueup does not do what Ansible does');
  });
