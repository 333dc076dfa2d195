import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { programModule } from '../../src/plugins/program.js';
import { playOf } from '../cli/project.js';
import { perform, SHELLS, temporaryFolder } from '../modules/rig.js';
import { play } from '../run/project.js';

const written = (folder: string, text: string): string => {
  const path = join(folder, 'module');
  writeFileSync(path, text);
  return path;
};

const args = {
  name: "it's a $name\n",
  empty: '',
  list: [1, 'two'],
  dict: new Map([['a', true]]),
  none: null,
};

for (const shell of SHELLS) {
  test(`${shell}: a script reads its arguments as a shell does, more than once, and nothing is left behind`, async t => {
    const folder = temporaryFolder(t);
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const path = written(
      folder,
      `#!/bin/sh -e
. "$1"
cat "$1" >&2
[ "$(cat "$1")" = "$(cat "$1")" ]
printf '%s|%s|%s|%s|%s|' "$name" "$empty" "$list" "$none" "$_ansible_check_mode" >'${folder}/out'
ls '${temporary}' >>'${folder}/out'
umask >>'${folder}/out'
echo noise
echo '{"changed": true,'
echo ' "msg": "done"}'
echo more noise
`,
    );
    const outcome = await perform(programModule('mine', path), args, {
      shell,
      environment: { TMPDIR: temporary },
    });
    t.is(outcome.kind, 'changed', outcome.applied?.stderr.toString());
    t.deepEqual(outcome.result, { msg: 'done' });
    const out = readFileSync(join(folder, 'out'), 'utf8');
    t.is(out, "it's a $name\n||[1, 'two']|None|False|0022\n");
    t.deepEqual(readdirSync(temporary), []);
  });

  test(`${shell}: arguments in JSON`, async t => {
    const path = written(
      temporaryFolder(t),
      '#!/bin/sh\n# WANT_JSON\nprintf \'{"got": %s}\' "$(cat "$1")"\n',
    );
    const outcome = await perform(programModule('mine', path), args, { shell });
    t.is(outcome.kind, 'unchanged', outcome.applied?.stderr.toString());
    t.deepEqual(outcome.result, {
      got: {
        ...{ name: "it's a $name\n", empty: '', list: [1, 'two'], dict: { a: true }, none: null },
        ...{ _ansible_check_mode: false, _ansible_diff: true, _ansible_module_name: 'mine' },
      },
    });
  });

  test(`${shell}: a binary is run as it is`, async t => {
    const path = join(temporaryFolder(t), 'module');
    copyFileSync('/bin/cat', path);
    const outcome = await perform(programModule('mine', path), { a: 1 }, { shell });
    t.is(outcome.result.a, 1, outcome.applied?.stderr.toString());
  });
}

const ended = async (t: Parameters<typeof temporaryFolder>[0], lines: string, checkMode = false) =>
  perform(programModule('mine', written(temporaryFolder(t), `#!/bin/sh\n${lines}\n`)), {}, { checkMode });

test('what a program answers is taken as Ansible takes it', async t => {
  const failed = await ended(t, 'echo \'{"failed": true, "msg": "not today", "rc": 7}\'');
  t.like(failed, { kind: 'failed', message: 'not today' });
  t.like(failed.result, { rc: 7 });
  t.is((await ended(t, 'echo \'{"rc": 1}\'')).kind, 'failed');
  t.is((await ended(t, 'echo \'{"changed": "yes"}\'; exit 1')).kind, 'changed');
  const noise = await ended(t, 'echo changed=true; echo complaint >&2; exit 3');
  t.like(noise, { kind: 'failed', message: 'MODULE FAILURE\nSee stdout/stderr for the exact error' });
  t.deepEqual(noise.result, { rc: 3, module_stdout: 'changed=true\n', module_stderr: 'complaint\n' });
});

test('in check mode only a program that asks for it runs', async t => {
  const knows =
    'if [ "$1" ]; then . "$1"; fi; echo "{\\"changed\\": true, \\"mode\\": \\"$_ansible_check_mode\\"}"';
  const told = await ended(t, knows, true);
  t.is(told.kind, 'change');
  t.deepEqual(told.result, { mode: 'True' });
  const folder = temporaryFolder(t);
  const blind = await ended(t, `touch ${folder}/made; echo '{}'`, true);
  t.is(blind.kind, 'action');
  t.false(existsSync(join(folder, 'made')));
});

test('a program is a module under its name without the ending, and gives facts', async t => {
  const files = {
    'library/hello.sh': `#!/bin/sh
. "$1"
echo "{\\"changed\\": true, \\"ansible_facts\\": {\\"greeted\\": \\"$name\\"}}"
`,
  };
  const ran = await play(playOf('- hello: name="a b"\n- assert: {that: greeted == "a b"}\n'), { files });
  t.is(ran.code, 0, ran.stdout + ran.stderr);
  t.deepEqual(ran.lines, ['hello a changed', 'assert a ok']);
});
