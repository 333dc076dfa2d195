import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, SHELLS, temporaryFolder } from './rig.js';

for (const shell of SHELLS) {
  test(`${shell}: a script has its functions, its home and its payload in pieces`, async t => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'piece');
    writeFileSync(file, Buffer.from([0, 255, 10, 13]));
    const inner = { name: 'inner', text: 'inner() { printf \'<%s>\' "$1"; }' };
    const outer = { name: 'outer', text: 'outer() { inner "$1"; }', uses: [inner] };
    const output = await run(
      {
        text: 'outer "it\'s"; take 4 | od -An -tx1; take 70000 | wc -c; take 3; pwd; umask; echo oops >&2; exit 7',
        uses: [outer, inner],
        payload: [{ file, size: 4 }, Buffer.alloc(70000), 'end'],
      },
      { shell, home: folder },
    );
    t.deepEqual(output.stdout.toString(), `<it's> 00 ff 0a 0d\n70000\nend${folder}\n0022\n`);
    t.is(output.stderr.toString(), 'oops\n');
    t.is(output.code, 7);
  });
}

test('a script can run as another user', async t => {
  t.is(
    (await run({ text: 'id -u; id -g; id -G' }, { id: 65534 })).stdout.toString(),
    '65534\n65534\n65534\n',
  );
});

test('a script that leaves its payload unread does no harm', async t => {
  const output = await run({ text: 'exit 3', payload: [Buffer.alloc(1_000_000)] });
  t.is(output.code, 3);
});
