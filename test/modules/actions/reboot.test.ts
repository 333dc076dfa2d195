import test from 'ava';
import type { Output, Script } from '../../../src/agent/protocol.js';
import { reboot } from '../../../src/modules/actions/reboot.js';
import type { ActionServices } from '../../../src/modules/module.js';
import { run as runScript, SHELLS, temporaryFolder, withDefaults } from '../rig.js';
import { staged } from './services.js';

const output = (stdout: string, code = 0, stderr = ''): Output => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  code,
});

/** A host whose boots are these, one after the other, the last again and again; and what its other commands answer. */
const host = (
  boots: readonly (Output | string)[],
  shutdown: Output | string = output(''),
  test: readonly Output[] = [output('root')],
) => {
  const asked: string[] = [];
  const [left, tests] = [[...boots], [...test]];
  const next = <T>(list: T[]): T => (list.length > 1 ? list.shift()! : list[0]!);
  const execute: ActionServices['execute'] = async ({ text }: Script) => {
    asked.push(text);
    if (text.includes('boot_id')) return next(left);
    return text === 'whoami' ? next(tests) : shutdown;
  };
  return { asked, execute };
};

const run = (args: object, { services }: ReturnType<typeof staged>) =>
  reboot.run(withDefaults(reboot, { ...args }), services);

test('a host that goes down and comes up', async t => {
  const { execute, asked } = host([output('one\n'), output('one\n'), output('two\n')]);
  const stage = staged([undefined, 'refused', undefined], { execute });
  t.deepEqual(await run({ post_reboot_delay: 5 }, stage), {
    kind: 'changed',
    result: { rebooted: true, elapsed: 12 },
  });
  t.deepEqual(stage.waits, [5, 1, 2]);
  t.true(asked[1]!.endsWith(`"$program" -r 0 'Reboot initiated by Ansible'`));
  t.is(asked.at(-1), 'whoami');
});

test('the connection goes with the command; the test fails at first', async t => {
  const { execute } = host([output('one'), output('two')], 'connection lost', [output('', 1), output('')]);
  const stage = staged([undefined], { execute });
  t.is((await run({}, stage)).kind, 'changed');
  t.deepEqual(stage.waits, [1]);
});

test('a host that does not come up, or does not go down', async t => {
  const { execute } = host([output('one')]);
  const stage = staged([undefined], { execute });
  t.like(await run({ reboot_timeout: 30 }, stage), {
    kind: 'failed',
    message: 'Timed out waiting for last boot time check (timeout=30)',
    result: { rebooted: true },
  });
  t.deepEqual(stage.waits, [1, 2, 4, 8, 12]);
  const refused = staged([undefined], { execute: host([output('one')], output('', 1, 'no')).execute });
  t.like(await run({}, refused), {
    message: "Reboot command failed. Error was: ', no'",
    result: { rebooted: false },
  });
  const lost = staged([undefined], { execute: host(['no way']).execute });
  t.like(await run({}, lost), { kind: 'failed', message: 'no way' });
});

test('check mode, and this machine', async t => {
  t.deepEqual(await run({}, staged([], { checkMode: true })), {
    kind: 'changed',
    result: { elapsed: 0, rebooted: true },
  });
  t.like(await run({}, staged([], { isLocal: true })), {
    message: 'Running reboot with local connection would reboot the control node.',
  });
});

for (const shell of SHELLS)
  test(`${shell}: what reboots is looked for`, async t => {
    const folder = temporaryFolder(t);
    const { execute, asked } = host([output('one'), output('two')]);
    await run(
      { search_paths: [folder], msg: "it's time", pre_reboot_delay: 130 },
      staged([undefined], { execute }),
    );
    const missing = await runScript({ text: asked[1]! }, { shell });
    t.is(missing.code, 127);
    t.is(missing.stderr.toString(), `Unable to find command "shutdown" in search paths: ['${folder}']`);
    t.true(asked[1]!.endsWith(`"$program" -r 2 'it'\\''s time'`));
    await run(
      { reboot_command: '/bin/echo now please' },
      staged([undefined], { execute: host([output('1'), output('2')]).execute }),
    );
    const other = host([output('1'), output('2')]);
    await run({ reboot_command: '/bin/echo now please' }, staged([undefined], { execute: other.execute }));
    t.is((await runScript({ text: other.asked[1]! }, { shell })).stdout.toString(), 'now please\n');
  });
