import test from 'ava';
import { compareVersions } from '../../../src/modules/packages/versions.js';

const ORDERED = '0 1.0~rc1 1.0 1.0-1 1.0-1+deb12u1 1.0-2 1.0-10 1.0a 1.0+b1 1.2 1.10 1:0.1 2:0'.split(' ');

for (const [index, version] of ORDERED.entries())
  test(`${version} is in order`, t => {
    t.is(compareVersions(version, version), 0);
    for (const later of ORDERED.slice(index + 1)) {
      t.true(compareVersions(version, later) < 0, `${version} < ${later}`);
      t.true(compareVersions(later, version) > 0, `${later} > ${version}`);
    }
  });

test('equal versions need not be written alike', t => {
  t.is(compareVersions('0:1.0', '1.0'), 0);
  t.is(compareVersions('1.01', '1.1'), 0);
});
