import test from 'ava';
import { hostname } from '../../../src/modules/system/hostname.js';
import { localServices } from '../rig.js';

test('hostname: now and after the next boot', async t => {
  const steps = await hostname.begin({ name: 'web1' }, localServices('/nowhere'), {
    checkMode: false,
    diff: false,
  });
  const plan = (printed: string) => {
    const planned = steps.plan({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });
    return planned.kind === 'change' ? planned.differences.map(({ subject }) => subject) : planned.kind;
  };
  t.is(plan('web1\n# a comment\nweb1\n'), 'same');
  t.deepEqual(plan('web2\nweb1\n'), ['hostname']);
  t.deepEqual(plan('web1\n'), ['/etc/hostname']);
  t.deepEqual(plan('web2\nweb2\n'), ['hostname', '/etc/hostname']);
  for (const name of ['-x', 'a b', 'a..b', "x'", 'a'.repeat(65)])
    await t.throwsAsync(
      hostname.begin({ name }, localServices('/nowhere'), { checkMode: false, diff: false }),
      undefined,
      name,
    );
});
