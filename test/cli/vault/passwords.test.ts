import test from 'ava';
import { encryptVault } from '../../../src/source/vault.js';
import { Terminal } from '../terminal.js';
import { PASSWORDS, Workshop } from './support.js';

const vaulted = (password: string | Buffer, id = 'default'): string => encryptVault('a: 1', { id, password });

test('an executable file prints the password; one named -client is told the id', async t => {
  const at = new Workshop({
    'pass.sh': '#!/bin/sh\n[ $# = 0 ] && echo "first password"\n',
    'vault-client.sh': '#!/bin/sh\n[ "$1" = --vault-id ] && echo "password of $2"\n',
    a: vaulted('first password'),
    b: vaulted('password of prod', 'prod'),
    c: vaulted('password of default'),
  });
  t.is(await at.prints(t, ['view', 'a', '--vault-password-file', 'pass.sh']), 'a: 1\n');
  t.is(await at.prints(t, ['view', 'b', '--vault-id', 'prod@vault-client.sh']), 'a: 1\n');
  t.is(await at.prints(t, ['view', 'c', '--vault-password-file', './vault-client.sh']), 'a: 1\n');
});

test('space around the password in a file does not count, and what a program prints does', async t => {
  const at = new Workshop({
    ...PASSWORDS,
    'pass.sh': '#!/bin/sh\nprintf " with space \\n\\n"\n',
    a: vaulted('second password'),
    b: vaulted(' with space '),
  });
  t.is(await at.prints(t, ['view', 'a', '--vault-id', 'two']), 'a: 1\n');
  t.is(await at.prints(t, ['view', 'b', '--vault-id', 'pass.sh']), 'a: 1\n');
});

test('a password of bytes that are no text, and one in a file that is itself vaulted', async t => {
  const bytes = Buffer.from([0xff, 0x41, 0xfe]);
  const at = new Workshop({
    ...PASSWORDS,
    bytes: '',
    inner: encryptVault('inner password\n', { id: 'default', password: 'first password' }),
    a: vaulted(bytes),
    b: vaulted('inner password'),
  });
  at.write('bytes', bytes);
  t.is(await at.prints(t, ['view', 'a', '--vault-id', 'bytes']), 'a: 1\n');
  t.is(await at.prints(t, ['view', 'b', '--vault-id', 'one', '--vault-id', 'x@inner']), 'a: 1\n');
});

test('variables of the environment name passwords', async t => {
  const at = new Workshop({ ...PASSWORDS, a: vaulted('first password'), b: vaulted('second password', 'b') });
  const view = (env: NodeJS.ProcessEnv) => at.vault(['view', 'a', 'b'], { env });
  t.is((await view({ ANSIBLE_VAULT_IDENTITY_LIST: 'x@one , b@two' })).stdout, 'a: 1\na: 1\n');
  const { stdout } = await view({ ANSIBLE_VAULT_PASSWORD_FILE: '~/one', ANSIBLE_VAULT_IDENTITY_LIST: 'two' });
  t.is(stdout, '');
  const found = await view({
    ANSIBLE_VAULT_PASSWORD_FILE: '$WHERE/one',
    WHERE: at.folder,
    ANSIBLE_VAULT_IDENTITY_LIST: 'two',
  });
  t.is(found.stdout, 'a: 1\na: 1\n');
  const encrypted = await at.vault(['encrypt'], {
    input: 'x',
    env: { ANSIBLE_VAULT_IDENTITY_LIST: 'a@one,b@two', ANSIBLE_VAULT_ENCRYPT_IDENTITY: 'b' },
  });
  t.regex(encrypted.stdout, /^\$ANSIBLE_VAULT;1\.2;AES256;b\n/);
});

test('a source without a password is a warning as long as another has one', async t => {
  const at = new Workshop({ ...PASSWORDS, a: vaulted('first password') });
  const { code, stdout, stderr } = await at.vault([
    'view',
    'a',
    '--vault-id',
    'x@nosuch',
    '--vault-id',
    'one',
  ]);
  t.is(code, 0);
  t.is(stdout, 'a: 1\n');
  t.is(stderr, 'warning: vault password file nosuch was not found\n');
});

test('a password is asked for where none is named, twice if it is new, and not shown', async t => {
  const at = new Workshop({ a: 'a: 1\n' });
  const encrypting = new Terminal(['vault', 'encrypt', 'a'], { cwd: at.folder, env: at.env() });
  await encrypting.shows('New Vault password: ');
  encrypting.press('typed-4711\r');
  await encrypting.shows('Confirm New Vault password: ');
  encrypting.press('typed-4711\r');
  await encrypting.shows('Encryption successful');
  t.is(await encrypting.ended, 0);
  const viewing = new Terminal(['vault', 'view', 'a', '--vault-id', 'me@prompt'], {
    cwd: at.folder,
    env: at.env({ PAGER: 'cat' }),
  });
  await viewing.shows('Vault password (me): ');
  viewing.press('typed-4711\r');
  await viewing.shows('a: 1');
  t.is(await viewing.ended, 0);
  t.false((encrypting.text + viewing.text).includes('4711'));
});

test('two different new passwords are none', async t => {
  const at = new Workshop({ a: 'a: 1\n' });
  const terminal = new Terminal(['vault', 'encrypt', 'a', '-J'], { cwd: at.folder, env: at.env() });
  await terminal.shows('New Vault password: ');
  terminal.press('one\r');
  await terminal.shows('Confirm New Vault password: ');
  terminal.press('another\r');
  await terminal.shows('error: the two vault passwords are not the same');
  t.is(await terminal.ended, 1);
  t.is(at.read('a'), 'a: 1\n');
});

test('Ctrl-C at a question ends it', async t => {
  const at = new Workshop({ a: 'a: 1\n' });
  const terminal = new Terminal(['vault', 'encrypt', 'a'], { cwd: at.folder, env: at.env() });
  await terminal.shows('New Vault password: ');
  terminal.press('\x03');
  await terminal.shows('error: interrupted');
  t.is(await terminal.ended, 1);
});

test('the terminal is asked while a string comes in on standard input', async t => {
  const at = new Workshop({});
  const terminal = new Terminal(['vault', 'encrypt_string', '--stdin-name', 'key', '--output', 'made'], {
    cwd: at.folder,
    env: at.env(),
    input: 'from the pipe',
  });
  await terminal.shows('New Vault password: ');
  terminal.press('first password\r');
  await terminal.shows('Confirm New Vault password: ');
  terminal.press('first password\r');
  t.is(await terminal.ended, 0);
  at.write('one', PASSWORDS.one);
  const inner = at.read('made').replace(/^key: !vault \|\n/, '');
  at.write('made', inner.replaceAll(' ', ''));
  t.is(await at.prints(t, ['view', 'made', '--vault-id', 'one']), 'from the pipe\n');
});

test('a string is asked for, hidden or shown, with the variable that it is for', async t => {
  const at = new Workshop(PASSWORDS);
  for (const shown of [false, true]) {
    const terminal = new Terminal(
      [
        'vault',
        'encrypt_string',
        '-p',
        '--vault-id',
        'one',
        '--output',
        'made',
        ...(shown ? ['--show-input'] : []),
      ],
      { cwd: at.folder, env: at.env() },
    );
    await terminal.shows('Variable name (enter for no name): ');
    terminal.press('key\r');
    await terminal.shows(shown ? 'String to encrypt: ' : 'String to encrypt (hidden): ');
    terminal.press('typed-4711\r');
    t.is(await terminal.ended, 0, terminal.text);
    t.is(terminal.text.includes('4711'), shown);
    t.regex(at.read('made'), /^key: !vault \|\n {10}\$ANSIBLE_VAULT;1\.1;AES256\n/);
  }
});
