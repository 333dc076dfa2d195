import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type Script, shellFunction } from '../../src/agent/protocol.js';
import { run, SHELLS, temporaryFolder } from '../modules/rig.js';

const uses = [shellFunction(new URL('../../src/run/journal.js', import.meta.url).href, 'handlers_pending')];
const script = (text: string): Script => ({ text, uses });

for (const shell of SHELLS)
  test(`${shell}: names are kept until they are struck out, and nothing is left then`, async t => {
    const state = join(temporaryFolder(t), 'state');
    const does = async (text: string) => {
      const { stdout, stderr, code } = await run(script(text), {
        shell,
        environment: { XDG_STATE_HOME: state },
      });
      t.is(`${stderr}${code}`, '0', text);
      return stdout.toString();
    };
    t.is(await does('handlers_pending list; handlers_pending remove x'), '');
    await does("handlers_pending add 'a b' -x; handlers_pending add c 'a b'");
    t.is(await does('handlers_pending list'), 'a b\n-x\nc\n');
    t.is(readFileSync(join(state, 'trueup/handlers'), 'utf8'), 'a b\n-x\nc\n');
    await does("handlers_pending remove -x 'a'");
    t.is(await does('handlers_pending list'), 'a b\nc\n');
    await does("handlers_pending remove c 'a b'");
    t.false(existsSync(join(state, 'trueup')));
  });

// Debian's busybox has no flock.
for (const shell of ['dash', 'bash'] as const)
  test(`${shell}: runs side by side lose nothing`, async t => {
    const state = temporaryFolder(t);
    const loop = (name: string) =>
      script(`for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
  handlers_pending add '${name}' || exit
  handlers_pending list | grep -qxF '${name}' || { echo 'not there' >&2; exit 1; }
  handlers_pending remove '${name}' || exit
done`);
    const ended = await Promise.all(
      ['one', 'two', 'three', 'four'].map(name =>
        run(loop(name), { shell, environment: { XDG_STATE_HOME: state } }),
      ),
    );
    t.deepEqual(
      ended.map(({ stderr, code }) => `${stderr}${code}`),
      ['0', '0', '0', '0'],
    );
    t.false(existsSync(join(state, 'trueup')));
  });
