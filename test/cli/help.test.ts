import test from 'ava';
import { runIn } from './project.js';

const VAULT = ['create', 'edit', 'view', 'encrypt', 'decrypt', 'rekey', 'encrypt_string'];

for (const verb of [
  [],
  ['lint'],
  ['explain'],
  ['hosts'],
  ['vault'],
  ...VAULT.map(action => ['vault', action]),
])
  test(`the help of ${['trueup', ...verb].join(' ')} fits a screen`, async t => {
    const { stdout, code } = await runIn({}, [...verb, '--help']);
    t.is(code, 0);
    t.true(stdout.startsWith(['trueup', ...verb].join(' ')), stdout);
    const lines = stdout.trimEnd().split('\n');
    t.true(lines.length <= 40, stdout);
    // A line that had to be broken leaves a short one behind it.
    t.deepEqual(
      lines.filter(line => line.length > 100 || /^\S{1,6}$/.test(line)),
      [],
      stdout,
    );
  });
