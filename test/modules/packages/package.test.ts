import test from 'ava';
import { packageModule } from '../../../src/modules/packages/package.js';
import { localServices } from '../rig.js';

const defaults = Object.fromEntries(
  Object.entries(packageModule.options).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[name, option.default]],
  ),
);

test('package is apt where there is apt', async t => {
  const begin = (state: string) =>
    packageModule.begin({ ...defaults, name: ['curl'], state }, localServices('/nowhere'), {
      checkMode: false,
      diff: false,
    });
  const output = (printed: string) => ({ stdout: Buffer.from(printed), stderr: Buffer.alloc(0), code: 0 });
  t.is(
    (await begin('present')).plan(output(':apt\n:installed\nii |curl|amd64|1\n:missing\n\n')).kind,
    'same',
  );
  t.is(
    (await begin('absent')).plan(output(':apt\n:missing\n curl\n:simulation\nRemv curl [1]\n:status\n0\n'))
      .kind,
    'change',
  );
  t.like((await begin('latest')).plan(output('')), {
    kind: 'failed',
    message: 'this host has no apt-get: package knows no other package manager',
  });
});

test("what only another package manager's module takes is refused, unless it is left out", async t => {
  const begin = async (more: object) =>
    packageModule.begin({ ...defaults, name: ['curl'], ...more }, localServices('/nowhere'), {
      checkMode: false,
      diff: false,
    });
  await t.notThrowsAsync(begin({ enablerepo: undefined }));
  await t.throwsAsync(begin({ enablerepo: 'epel' }), {
    message: 'Unsupported parameters for (apt) module: enablerepo',
  });
});
