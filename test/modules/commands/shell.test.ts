import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { raw } from '../../../src/modules/commands/raw.js';
import { shell as shellModule } from '../../../src/modules/commands/shell.js';
import { perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS) {
  test(`${shell}: a shell interprets the command`, async t => {
    const cmd = 'x=1\nfor i in a b; do echo "$i$x" | tr a-z A-Z; done; cat; echo "$0" >&2; nosuch || exit 4';
    const { kind, result, message } = await perform(shellModule, { cmd, stdin: 'input' }, { shell });
    t.is(kind, 'failed');
    t.is(message, 'non-zero return code');
    t.is(result.cmd, cmd);
    t.is(result.rc, 4);
    t.deepEqual(result.stdout_lines, ['A1', 'B1', 'input']);
    t.regex(String(result.stderr), /^\/bin\/sh\n.*not found$/);
  });

  test(`${shell}: the command stands neither in an argument list nor in the environment of what it starts`, async t => {
    const cmd = `s3cret=1; tr '\\0' ' ' < /proc/$$/cmdline; env; true`;
    const { result } = await perform(shellModule, { cmd }, { shell });
    t.notRegex(String(result.stdout), /s3cret/);
    t.regex(String(result.stdout), /PATH=/);
  });

  test(`${shell}: creates keeps a command from running`, async t => {
    const home = temporaryFolder(t);
    const args = { cmd: 'echo x >> made', creates: 'made' };
    t.is((await perform(shellModule, args, { shell, home })).kind, 'changed');
    t.is((await perform(shellModule, args, { shell, home })).kind, 'same');
    t.true(existsSync(join(home, 'made')));
  });

  test(`${shell}: raw returns output as it is`, async t => {
    const outcome = await perform(raw, { free_form: "printf 'a\\n\\n'; exit 3" }, { shell });
    t.is(outcome.kind, 'failed');
    t.deepEqual(outcome.result, {
      changed: true,
      rc: 3,
      stdout: 'a\n\n',
      stdout_lines: ['a', ''],
      stderr: '',
      stderr_lines: [],
    });
  });
}

test('executable is the program that interprets the command', async t => {
  const bash = await perform(shellModule, { cmd: `a=(1 2); echo "\${a[1]} $0"`, executable: '/bin/bash' });
  t.is(bash.result.stdout, '2 /bin/bash');
  const perl = await perform(shellModule, { cmd: 'print 6*7', executable: '/usr/bin/perl' });
  t.is(perl.kind, 'failed');
  const missing = await perform(shellModule, { cmd: 'true', executable: '/bin/nosuch' });
  t.is(missing.message, "[Errno 2] No such file or directory: b'/bin/nosuch'");
});
