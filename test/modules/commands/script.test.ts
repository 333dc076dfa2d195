import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { script } from '../../../src/modules/commands/script.js';
import { localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: a local script runs with its arguments and an empty stdin`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'my script'), '#!/bin/sh -e\ncat\necho "<$1> <$2>"\nfalse\necho never\n');
    const outcome = await perform(
      script,
      { cmd: "'my script' 'a b' $HOME" },
      { shell, services: localServices(folder) },
    );
    t.is(outcome.kind, 'failed');
    t.is(outcome.message, 'non-zero return code');
    t.like(outcome.result, { rc: 1, stdout: '<a b> <$HOME>\n', stderr: '' });
  });

  test(`${shell}: the #! line or executable says what runs it`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'a'), '#! /usr/bin/env cat\nx\n');
    const services = localServices(folder);
    const printed = await perform(script, { cmd: 'a' }, { shell, services });
    t.is(printed.result.stdout, '#! /usr/bin/env cat\nx\n');
    const lines = await perform(script, { cmd: 'a', executable: 'wc -l' }, { shell, services });
    t.regex(String(lines.result.stdout), /^2 /);
  });

  test(`${shell}: creates and chdir`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'a'), 'pwd > made\n');
    const args = { cmd: 'a', chdir: folder, creates: 'made' };
    const circumstances = { shell, services: localServices(folder) };
    t.is((await perform(script, args, circumstances)).kind, 'changed');
    const again = await perform(script, args, circumstances);
    t.is(again.kind, 'same');
    t.deepEqual(again.result, { msg: 'made exists, matching creates option', skipped: true });
  });
}

test('what is no script is refused before anything runs', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a'), Buffer.from([0x7f, 0x45, 0, 1]));
  const services = localServices(folder);
  await t.throwsAsync(perform(script, { cmd: 'a' }, { services }), { message: /no text/ });
  await t.throwsAsync(perform(script, { cmd: 'b' }, { services }), { message: /could not find b/ });
  await t.throwsAsync(perform(script, { cmd: 'a', chdir: 'x' }, { services }), { message: /absolute path/ });
});
