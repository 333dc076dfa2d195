import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { resolve } from '../../../src/modules/shell/functions.js';
import { run, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: resolve follows links to their end, also to where nothing is`, async t => {
    const folder = realpathSync(temporaryFolder(t));
    mkdirSync(join(folder, 'd/e'), { recursive: true });
    for (const [name, target] of [
      ['nowhere', 'no'],
      ['folder', 'd'],
      ['d/up', '../d'],
      ['circle', 'circle'],
      ['odd', '-x y\n'],
      ['far', 'folder/e/zz'],
      ['absolute', '/'],
    ] as const)
      symlinkSync(target, join(folder, name));
    const cases = {
      nowhere: `${folder}/no`,
      folder: `${folder}/d`,
      'd/up': `${folder}/d`,
      'folder/e': `${folder}/d/e`,
      circle: 'circle',
      odd: `${folder}/-x y\n`,
      far: `${folder}/d/e/zz`,
      absolute: '/',
      plain: `${folder}/plain`,
      'no/such': 'no/such',
      '/': '/',
    };
    const text = `for path in ${Object.keys(cases).join(' ')}; do resolve "$path"; printf '%s\\0' "$resolved"; done`;
    const output = await run({ text, uses: [resolve] }, { shell, home: folder });
    t.is(output.stderr.toString(), '');
    t.deepEqual(output.stdout.toString().split('\0').slice(0, -1), Object.values(cases));
  });
}
