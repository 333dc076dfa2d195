import { linkSync, readlinkSync, symlinkSync } from 'node:fs';
import test from 'ava';
import { PASSWORDS, Workshop } from './support.js';

const ONE = ['--vault-id', 'one'] as const;

test('files are encrypted, shown and decrypted in place', async t => {
  const at = new Workshop({ ...PASSWORDS, a: 'a: 1\n', b: 'b: 2' });
  at.write('a', 'a: 1\n', 0o644);
  t.is(await at.prints(t, ['encrypt', 'a', 'b', ...ONE]), '');
  t.regex(at.read('a'), /^\$ANSIBLE_VAULT;1\.1;AES256\n[0-9a-f]{80}\n/);
  t.is(at.mode('a'), '600');
  t.is(await at.prints(t, ['view', 'a', 'b', ...ONE]), 'a: 1\nb: 2\n');
  t.is(await at.prints(t, ['decrypt', 'a', 'b', ...ONE]), '');
  t.is(at.read('a') + at.read('b'), 'a: 1\nb: 2');
  t.is(at.mode('a'), '600');
  at.isClean(t);
});

test('standard input and output stand for files', async t => {
  const at = new Workshop({ ...PASSWORDS, a: 'a: 1\n' });
  const vaulted = await at.prints(t, ['encrypt', ...ONE], 'plain');
  t.is(await at.prints(t, ['decrypt', '-', ...ONE], vaulted), 'plain');
  t.is(await at.prints(t, ['view', '-', ...ONE], vaulted), 'plain\n');
  await at.prints(t, ['encrypt', 'a', '--output', 'b', ...ONE]);
  t.is(at.read('a'), 'a: 1\n');
  t.is(await at.prints(t, ['decrypt', 'b', '--output', '-', ...ONE]), 'a: 1\n');
  await at.prints(t, ['decrypt', 'b', '--output', 'c', ...ONE]);
  t.is(at.mode('c'), '600');
});

test('rekeying keeps the mode and leaves all as it is unless every file can be opened', async t => {
  const at = new Workshop({ ...PASSWORDS, a: 'a: 1\n', b: 'b: 2\n' });
  await at.prints(t, ['encrypt', 'a', ...ONE]);
  await at.prints(t, ['encrypt', 'b', '--vault-id', 'two']);
  at.write('a', at.read('a'), 0o640);
  const before = at.read('a');
  const failed = await at.vault(['rekey', 'a', 'b', ...ONE, '--new-vault-id', 'x@two']);
  t.is(failed.code, 1);
  t.is(failed.stderr, 'error: b: no vault password fits (tried: default)\n');
  t.is(at.read('a'), before);
  const done = await at.vault(['rekey', 'a', 'b', ...ONE, '--vault-id', 'y@two', '--new-vault-id', 'x@two']);
  t.is(done.code, 0);
  t.is(done.stderr, 'Rekey successful\n');
  t.is(at.mode('a'), '640');
  t.regex(at.read('b'), /^\$ANSIBLE_VAULT;1\.2;AES256;x\n/);
  t.is(await at.prints(t, ['view', 'a', 'b', '--vault-id', 'x@two']), 'a: 1\nb: 2\n');
});

test('a link stays one, and what it leads to is replaced', async t => {
  const at = new Workshop({ ...PASSWORDS, a: 'a: 1\n' });
  symlinkSync('a', at.path('link'));
  await at.prints(t, ['encrypt', 'link', ...ONE]);
  t.is(readlinkSync(at.path('link')), 'a');
  t.regex(at.read('a'), /^\$ANSIBLE_VAULT/);
});

test('a plaintext that stays under another name is told', async t => {
  const at = new Workshop({ ...PASSWORDS, a: 'a: 1\n' });
  linkSync(at.path('a'), at.path('b'));
  const { code, stderr } = await at.vault(['encrypt', 'a', ...ONE]);
  t.is(code, 0);
  t.regex(stderr, /^warning: .*\/a has further names \(hard links\), under which its old content stays\n$/);
  t.is(at.read('b'), 'a: 1\n');
});

interface Refusal {
  readonly args: readonly string[];
  readonly says: string;
  readonly code?: number;
}

const refusal = test.macro(async (t, { args, says, code = 1 }: Refusal) => {
  const at = new Workshop({
    ...PASSWORDS,
    plain: 'a: 1\n',
    empty: '\n',
    broken: '#!/bin/sh\necho no such wallet >&2\nexit 3\n',
    'unknown-client.sh': '#!/bin/sh\nexit 2\n',
    // Made by `ansible-vault encrypt --vault-id prod@two`.
    vaulted: `$ANSIBLE_VAULT;1.2;AES256;prod
39386564343234636264373463363034366363656634343561383832663136313066323734303438
6563376531646539646432373963383766306330373962360a353464646265383863323939303533
63333165303466613865366266656233663562616538316234616334306139306135356561383964
6631343266666634320a383734643931393261366332326333616436623630396530636664656663
3337
`,
    damaged: '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
  });
  const before = at.read('plain') + at.read('vaulted');
  const outcome = await at.vault(args);
  t.is(outcome.stderr, says);
  t.is(outcome.code, code);
  t.is(outcome.stdout, '');
  t.is(at.read('plain') + at.read('vaulted'), before);
  at.isClean(t);
});

const usage = (message: string): string => `error: ${message}\nSee trueup --help\n`;

test('a wrong password', refusal, {
  args: ['view', 'vaulted', ...ONE],
  says: 'error: vaulted: no vault password for vault id "prod" fits (tried: default)\n',
});
test('several wrong passwords', refusal, {
  args: [
    'decrypt',
    'vaulted',
    '--vault-id',
    'prod@one',
    '--vault-id',
    'x@two',
    '--vault-password-file',
    'one',
  ],
  says: 'error: vaulted: no vault password for vault id "prod" fits (tried: prod, x, default)\n',
});
test('no password and no terminal', refusal, {
  args: ['view', 'vaulted'],
  says: `error: can't ask for "Vault password": there is no terminal\n  hint: give it by a file or variable\n`,
});
test('decrypting what is not vaulted', refusal, {
  args: ['decrypt', 'plain', ...ONE],
  says: 'error: plain is not vaulted\n',
});
test('encrypting what is encrypted already, with a plain file before it', refusal, {
  args: ['encrypt', 'plain', 'vaulted', ...ONE],
  says: 'error: vaulted is encrypted already\n  hint: to give it another password: trueup vault rekey\n',
});
test('a damaged file', refusal, {
  args: ['view', 'damaged', ...ONE],
  says: 'error: damaged: this vaulted text is damaged\n',
});
test('a file that is not there', refusal, {
  args: ['view', 'nosuch', ...ONE],
  says: "error: can't read nosuch: there is no such file\n",
});
test('a password file that is not there', refusal, {
  args: ['view', 'vaulted', '--vault-id', 'prod@nosuch'],
  says: 'error: vault password file nosuch was not found\n',
});
test('a password file that is empty', refusal, {
  args: ['view', 'vaulted', '--vault-id', 'prod@empty'],
  says: 'error: vault password file empty is empty\n',
});
test('a password program that fails', refusal, {
  args: ['view', 'vaulted', '--vault-id', 'prod@broken'],
  says: 'no such wallet\nerror: vault password program broken ended with status 3\n',
});
test('a client program that does not know the id', refusal, {
  args: ['view', 'vaulted', '--vault-id', 'prod@unknown-client.sh'],
  says: 'error: vault password program unknown-client.sh has no password for vault id "prod"\n',
});
test('several passwords to encrypt with', refusal, {
  args: ['encrypt', 'plain', '--vault-id', 'a@one', '--vault-id', 'b@two'],
  says: `error: there are passwords under several vault ids: a, b
  hint: say with --encrypt-vault-id which one to encrypt with
See trueup --help
`,
  code: 2,
});
test('an id to encrypt with that has no password', refusal, {
  args: ['encrypt', 'plain', '--vault-id', 'a@one', '--encrypt-vault-id', 'b'],
  says: 'error: there is no password for --encrypt-vault-id b (there is one for: a)\n',
});
test('two new passwords', refusal, {
  args: [
    'rekey',
    'vaulted',
    '--vault-id',
    'two',
    '--new-vault-id',
    'one',
    '--new-vault-password-file',
    'one',
  ],
  says: usage('--new-vault-id and --new-vault-password-file exclude one another'),
  code: 2,
});
test('an id with a semicolon', refusal, {
  args: ['view', 'vaulted', '--vault-id', 'a;b@one'],
  says: usage('a vault id can\'t have a ";" in it: a;b@one'),
  code: 2,
});
test('one output for two inputs', refusal, {
  args: ['encrypt', 'plain', 'vaulted', '--output', 'x', ...ONE],
  says: usage('--output goes together with one input only'),
  code: 2,
});
test('an empty string', refusal, {
  args: ['encrypt_string', '', ...ONE],
  says: 'error: there is nothing to encrypt: the command line args gave an empty string\n',
});
test('creating what is there', refusal, {
  args: ['create', 'plain', ...ONE],
  says: 'error: plain is there already\n  hint: trueup vault edit plain\n',
});
test('no file', refusal, { args: ['view', ...ONE], says: usage('name the file'), code: 2 });
test('no action', refusal, {
  args: [],
  says: `error: say what to do: create, edit, view, encrypt, decrypt, rekey, encrypt_string
  hint: trueup vault --help tells of each
See trueup --help
`,
  code: 2,
});
test('a misspelt action', refusal, {
  args: ['encrpt'],
  says: 'error: there is no command "vault encrpt"\n  hint: did you mean "encrypt"?\nSee trueup --help\n',
  code: 2,
});
