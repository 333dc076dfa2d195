import { chmodSync, closeSync, openSync, readSync } from 'node:fs';
import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { startTrueup } from '../../e2e/rig/trueup.js';
import { Terminal } from '../terminal.js';
import { PASSWORDS, Workshop } from './support.js';

const VAULTED = encryptVault('a: 1\n', { id: 'prod', password: 'second password' });
const TWO = ['--vault-id', 'x@two'] as const;

/** Where the text lies, and who can read it, seen from the editor. */
const LOOK = `#!/bin/sh
for last; do :; done
echo "$last" >where
stat -c %a "$last" "\${last%/*}" >modes
cat "$last" >seen
`;

test('what was changed is saved under the id, password and mode that the file had', async t => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': `${LOOK}echo "b: 2" >>"$last"\n`, 'f.yml': VAULTED });
  at.write('f.yml', VAULTED, 0o644);
  const { code, stderr } = await at.vault(['edit', 'f.yml', ...TWO], {
    env: { EDITOR: "./editor.sh --flag 'of one word'" },
  });
  t.is(code, 0, stderr);
  t.is(at.read('seen'), 'a: 1\n');
  t.is(at.read('modes'), '600\n700\n');
  t.regex(at.read('where'), /\/temporary\/trueup-vault-\w+\/plaintext\.yml\n$/);
  t.is(at.mode('f.yml'), '644');
  t.regex(at.read('f.yml'), /^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
  t.is(await at.prints(t, ['view', 'f.yml', ...TWO]), 'a: 1\nb: 2\n');
  at.isClean(t);
});

test('what was not changed is not written', async t => {
  const at = new Workshop({ ...PASSWORDS, f: VAULTED });
  t.is((await at.vault(['edit', 'f', ...TWO], { env: { EDITOR: 'true' } })).code, 0);
  t.is(at.read('f'), VAULTED);
  at.isClean(t);
});

test("the folder in memory that is the user's own is taken where there is one", async t => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': LOOK, f: VAULTED, 'runtime/nothing': '' });
  at.write('runtime/nothing', '');
  const edit = (mode: number) => {
    chmodSync(at.path('runtime'), mode);
    return at.vault(['edit', 'f', ...TWO], {
      env: { EDITOR: './editor.sh', XDG_RUNTIME_DIR: at.path('runtime') },
    });
  };
  await edit(0o700);
  t.regex(at.read('where'), /\/runtime\/trueup-vault-/);
  await edit(0o755);
  t.regex(at.read('where'), /\/temporary\/trueup-vault-/);
  at.isClean(t);
});

test('a new file is there once the editor has ended', async t => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': `${LOOK}echo "new: 1" >"$last"\n` });
  const { code, stderr } = await at.vault(['create', 'deep/er/new.yml', '--vault-id', 'one'], {
    env: { EDITOR: './editor.sh' },
  });
  t.is(code, 0, stderr);
  t.is(at.read('seen'), '');
  t.is(at.mode('deep/er/new.yml'), '600');
  t.is(await at.prints(t, ['view', 'deep/er/new.yml', '--vault-id', 'one']), 'new: 1\n');
  at.isClean(t);
});

interface Failure {
  readonly editor: string;
  readonly says: string;
}

const failure = test.macro(async (t, { editor, says }: Failure) => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': `#!/bin/sh\n${editor}`, f: VAULTED });
  const env = { EDITOR: './editor.sh' };
  const edited = await at.vault(['edit', 'f', ...TWO], { env });
  t.is(edited.stderr, says);
  t.is(edited.code, 1);
  t.is(at.read('f'), VAULTED);
  const created = await at.vault(['create', 'new', ...TWO], { env });
  t.is(created.code, 1);
  t.throws(() => at.read('new'));
  at.isClean(t);
});

test('an editor that is killed', failure, {
  editor: 'echo more >>"$1"; kill -9 $$\n',
  says: 'error: the editor was ended by SIGKILL: nothing is saved\n',
});
test('an editor that fails and changes nothing', failure, {
  editor: 'exit 3\n',
  says: 'error: the editor ended with status 3: f is as it was\n',
});
test('an editor that takes the text away', failure, {
  editor: 'rm "$1"\n',
  says: "error: the text can't be edited: there is no such file\n",
});

test('an editor that is not there', async t => {
  const at = new Workshop({ ...PASSWORDS, f: VAULTED });
  const { stderr } = await at.vault(['edit', 'f', ...TWO], { env: { EDITOR: 'nosuch -x' } });
  t.is(
    stderr,
    "error: can't start the editor nosuch: there is no such file\n  hint: EDITOR names the editor\n",
  );
  at.isClean(t);
});

test('an editor that fails after it has written is believed, with a warning', async t => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': '#!/bin/sh\necho b >>"$1"; exit 1\n', f: VAULTED });
  const { code, stderr } = await at.vault(['edit', 'f', ...TWO], { env: { EDITOR: './editor.sh' } });
  t.is(code, 0);
  t.is(stderr, 'warning: the editor ended with status 1; what it has written is saved\n');
  t.is(await at.prints(t, ['view', 'f', ...TWO]), 'a: 1\nb\n');
});

test('a text that was opened, backups and links beside it are gone, and what links lead to is not', async t => {
  const at = new Workshop({
    ...PASSWORDS,
    keep: 'kept\n',
    'editor.sh':
      '#!/bin/sh\ncp "$1" "$1~"; f=$(dirname "$1"); mkdir $f/d; cp "$1" $f/d/x; ln -s "$PWD/keep" $f/link\n',
    f: VAULTED,
  });
  t.is((await at.vault(['edit', 'f', ...TWO], { env: { EDITOR: './editor.sh' } })).code, 0);
  t.is(at.read('keep'), 'kept\n');
  at.isClean(t);
});

test('what the text was is overwritten on the disk, not only removed', async t => {
  const at = new Workshop({ ...PASSWORDS, 'editor.sh': '#!/bin/sh\nln "$1" "$PWD/other"\n', f: VAULTED });
  t.is((await at.vault(['edit', 'f', ...TWO], { env: { EDITOR: './editor.sh' } })).code, 0);
  t.is(at.read('other').length > 0, true);
  t.false(at.read('other').includes('a: 1'));
});

test('so is a plaintext that is encrypted', async t => {
  const at = new Workshop({ ...PASSWORDS, f: 'plain-4711' });
  const file = openSync(at.path('f'), 'r');
  await at.prints(t, ['encrypt', 'f', '--vault-id', 'one']);
  const held = Buffer.alloc(10);
  t.is(readSync(file, held, 0, 10, 0), 10);
  closeSync(file);
  t.false(held.toString('latin1').includes('4711'));
});

for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  test(`${signal} ends the editor, too, and leaves nothing`, async t => {
    const at = new Workshop({
      ...PASSWORDS,
      // A shell waits for its child before it takes the signal; "exec" leaves one process.
      'editor.sh': '#!/bin/sh\necho opened\nexec sleep 600\n',
      f: VAULTED,
    });
    const command = startTrueup(['vault', 'edit', 'f', ...TWO], {
      cwd: at.folder,
      env: at.env({ EDITOR: './editor.sh' }),
    });
    await command.prints(/opened/);
    command.kill(signal);
    const { code, stderr } = await command.outcome;
    t.is(stderr, `error: the editor was ended by ${signal}: nothing is saved\n`);
    t.is(code, 1);
    at.isClean(t);
  });

test("Ctrl-C is the editor's: where it ends by that, nothing is saved and nothing is left", async t => {
  const at = new Workshop({
    ...PASSWORDS,
    'editor.sh': '#!/bin/sh\necho more >>"$1"\necho opened\nexec sleep 600\n',
    f: VAULTED,
  });
  const terminal = new Terminal(['vault', 'edit', 'f', ...TWO], {
    cwd: at.folder,
    env: at.env({ EDITOR: './editor.sh' }),
  });
  await terminal.shows('opened');
  terminal.press('\x03');
  await terminal.shows('the editor was ended by SIGINT: nothing is saved');
  await terminal.ended;
  t.is(at.read('f'), VAULTED);
  at.isClean(t);
});
