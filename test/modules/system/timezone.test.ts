import test from 'ava';
import { timezone } from '../../../src/modules/system/timezone.js';
import { perform, run, SHELLS } from '../rig.js';
import { planFor } from './plans.js';

const SYSTEMD = '/usr/bin/timedatectl\0Etc/UTC\n\0no\n\0there\0';

test('with systemd', async t => {
  t.is((await planFor(timezone, { name: 'Etc/UTC', hwclock: 'UTC' }, SYSTEMD)).kind, 'same');
  const plan = await planFor(timezone, { name: 'Asia/Tokyo', hwclock: 'local' }, SYSTEMD);
  if (plan.kind !== 'change') return t.fail();
  t.is(plan.apply.text, 'timedatectl set-local-rtc yes || exit\ntimedatectl set-timezone Asia/Tokyo || exit');
  t.is(
    plan.result.msg,
    'executed `/usr/bin/timedatectl set-local-rtc yes`\nexecuted `/usr/bin/timedatectl set-timezone Asia/Tokyo`',
  );
});

test('without it', async t => {
  t.is((await planFor(timezone, { name: 'Asia/Tokyo' }, '\0Asia/Tokyo\n\0\0there\0')).kind, 'same');
  const plan = await planFor(timezone, { name: 'Asia/Tokyo' }, '\0\0\0there\0');
  if (plan.kind !== 'change') return t.fail();
  t.deepEqual(plan.apply.payload, ['Asia/Tokyo\n']);
  t.true(plan.apply.text.includes('ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime'));
  t.like(await planFor(timezone, { hwclock: 'UTC' }, '\0\0\0there\0'), {
    message: 'hwclock is only supported on hosts with a timedatectl that works',
  });
});

test('zones that there are not', async t => {
  t.like(await planFor(timezone, { name: 'Asia/Nowhere' }, '\0\0\0\0'), {
    message: 'Error message:\ngiven timezone "Asia/Nowhere" is not available',
  });
  await t.throwsAsync(planFor(timezone, { name: '../../etc/passwd' }, ''), { message: /not available/ });
});

for (const shell of SHELLS)
  test(`${shell}: the host's own zone is read`, async t => {
    t.is((await perform(timezone, { name: 'Asia/Nowhere' }, { shell })).kind, 'failed');
    const { text } = timezone.probe!(
      { name: 'Asia/Nowhere', hwclock: undefined },
      { checkMode: false, diff: false },
    )!;
    t.is((await run({ text }, { shell })).stdout.toString().split('\0').length, 5);
  });
