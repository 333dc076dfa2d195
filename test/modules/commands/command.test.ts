import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { command } from '../../../src/modules/commands/command.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: returns what the program printed`, async t => {
    const { kind, result } = await perform(
      command,
      { cmd: "printf 'a b\\n%s\\n\\n' $NOPE ';' '*'" },
      { shell },
    );
    t.is(kind, 'changed');
    t.like(result, {
      cmd: ['printf', 'a b\\n%s\\n\\n', '$NOPE', ';', '*'],
      rc: 0,
      stdout: 'a b\n$NOPE\n\na b\n;\n\na b\n*',
      stderr: '',
      stderr_lines: [],
      msg: '',
    });
    t.deepEqual(result.stdout_lines, ['a b', '$NOPE', '', 'a b', ';', '', 'a b', '*']);
    t.regex(String(result.start), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    t.regex(String(result.end), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    t.regex(String(result.delta), /^0:00:\d\d/);
  });

  test(`${shell}: a program that fails is a failure with its output`, async t => {
    const outcome = await perform(
      command,
      { argv: ['sh', '-c', 'echo out; printf "err\\n\\n" >&2; exit 3'], strip_empty_ends: false },
      { shell },
    );
    t.is(outcome.kind, 'failed');
    t.is(outcome.message, 'non-zero return code');
    t.like(outcome.result, { rc: 3, stdout: 'out\n', stderr: 'err\n\n', msg: 'non-zero return code' });
  });

  test(`${shell}: builtins of a shell are no programs`, async t => {
    const outcome = await perform(command, { cmd: 'cd /' }, { shell });
    t.is(outcome.message, "[Errno 2] No such file or directory: b'cd'");
    t.is(outcome.result.rc, 2);
    t.is((await perform(command, { cmd: '/etc' }, { shell })).result.rc, 13);
  });

  test(`${shell}: creates and removes decide, patterns too`, async t => {
    const home = temporaryFolder(t);
    const first = await perform(command, { cmd: 'touch made', creates: 'mad?' }, { shell, home });
    t.is(first.kind, 'changed');
    const second = await perform(command, { cmd: 'touch other', creates: 'mad?' }, { shell, home });
    t.is(second.kind, 'same');
    t.like(second.result, {
      stdout: 'skipped, since mad? exists',
      msg: "Did not run command since 'mad?' exists",
      rc: 0,
    });
    t.is((await perform(command, { cmd: 'touch other', removes: 'nothing' }, { shell, home })).kind, 'same');
    t.is((await perform(command, { cmd: 'rm made', removes: 'made' }, { shell, home })).kind, 'changed');
    t.false(existsSync(join(home, 'other')));
  });

  test(`${shell}: chdir is where it runs and where creates looks`, async t => {
    const home = temporaryFolder(t);
    writeFileSync(join(home, 'marker'), '');
    const there = await perform(command, { cmd: 'pwd', chdir: home }, { shell });
    t.is(there.result.stdout, home);
    t.is((await perform(command, { cmd: 'pwd', chdir: home, creates: 'marker' }, { shell })).kind, 'same');
    const nowhere = await perform(command, { cmd: 'pwd', chdir: '/nope' }, { shell });
    t.is(
      nowhere.message,
      "Unable to change directory before execution: [Errno 2] No such file or directory: '/nope'",
    );
  });

  test(`${shell}: stdin reaches the program, with a line break or without`, async t => {
    t.is((await perform(command, { cmd: 'od -c -An', stdin: 'x' }, { shell })).result.stdout, '   x  \\n');
    const bare = await perform(
      command,
      { cmd: 'od -c -An', stdin: 'x', stdin_add_newline: false },
      { shell },
    );
    t.is(bare.result.stdout, '   x');
    t.is((await perform(command, { cmd: 'cat' }, { shell })).result.stdout, '');
  });
}

test('in check mode a command that can tell whether it would run is a change', async t => {
  const check = { checkMode: true };
  const would = await perform(command, { cmd: 'touch /nope/x', creates: '/nope/x' }, check);
  t.is(would.kind, 'change');
  t.like(would.result, { msg: 'Command would have run if not in check mode', rc: 0, start: null });
  t.deepEqual(would.differences, [
    { kind: 'attribute', subject: '/nope/x', name: 'exists', before: false, after: true },
  ]);
  const wouldNot = await perform(command, { cmd: 'true', creates: '/etc' }, check);
  t.is(wouldNot.result.msg, "Would not run command since '/etc' exists");
  t.is((await perform(command, { cmd: 'true' }, check)).kind, 'action');
});

test('a program of the working directory is found by its path only', async t => {
  const home = temporaryFolder(t);
  writeFileSync(join(home, 'mine'), '#!/bin/sh\necho "$1"\n');
  chmodSync(join(home, 'mine'), 0o755);
  t.is((await perform(command, { cmd: './mine "a b"' }, { home })).result.stdout, 'a b');
  t.is((await perform(command, { cmd: 'mine' }, { home })).result.rc, 2);
});

test('what can not be a command is refused before anything runs', async t => {
  await t.throwsAsync(perform(command, { cmd: "echo 'a" }), { message: /' is never closed/ });
  await t.throwsAsync(perform(command, { cmd: ' ' }), { message: 'no command given' });
  await t.throwsAsync(perform(command, { cmd: 'a', argv: ['b'] }), { message: /not both/ });
});
