import test from 'ava';
import { packageModule } from '../../../src/modules/packages/package.js';
import { localServices } from '../rig.js';

test('package is apt where there is apt', async t => {
  const begin = (state: string) =>
    packageModule.begin({ name: ['curl'], state, use: 'auto' }, localServices('/nowhere'), {
      checkMode: false,
      diff: false,
    });
  const output = (printed: string) => ({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });
  t.is(
    (await begin('installed')).plan(output(':apt\n:installed\nii |curl|amd64|1\n:missing\n\n')).kind,
    'same',
  );
  t.is(
    (await begin('removed')).plan(output(':apt\n:missing\n curl\n:simulation\nRemv curl [1]\n:status\n0\n'))
      .kind,
    'change',
  );
  t.like((await begin('latest')).plan(output('')), {
    kind: 'failed',
    message: 'this host has no apt-get: package knows no other package manager',
  });
});
