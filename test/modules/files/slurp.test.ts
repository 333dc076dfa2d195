import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { slurp } from '../../../src/modules/files/slurp.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: what a file holds, whatever it is`, async t => {
    const folder = temporaryFolder(t);
    const bytes = Buffer.from([0, 255, 10, 13, 10, 0, 10]);
    writeFileSync(join(folder, '-a "file"'), bytes);
    const found = await perform(slurp, { src: '~/-a "file"' }, { shell, home: folder });
    t.is(found.kind, 'same', found.message);
    t.deepEqual(found.result, {
      content: bytes.toString('base64'),
      source: join(folder, '-a "file"'),
      encoding: 'base64',
    });
    writeFileSync(join(folder, 'empty'), '');
    t.is((await perform(slurp, { src: join(folder, 'empty') }, { shell })).result.content, '');
    const version = await perform(slurp, { src: '/proc/version' }, { shell });
    t.is(version.result.content, readFileSync('/proc/version').toString('base64'));
  });

  test(`${shell}: why there is nothing to be had`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'file'), 'x', { mode: 0o600 });
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    const message = async (name: string) => {
      const outcome = await perform(slurp, { src: join(folder, name) }, { shell, id: 65534 });
      t.is(outcome.kind, 'failed', name);
      return outcome.message.replace(folder, '');
    };
    t.is(await message('none'), 'file not found: /none');
    t.is(await message('closed'), 'source is a directory and must be a file: /closed');
    t.is(await message('file'), 'file is not readable: /file');
    t.is(await message('closed/x'), 'file is not readable: /closed/x');
    t.is(await message('file/x'), "unable to slurp file: [Errno 20] Not a directory: '/file/x'");
  });
}
