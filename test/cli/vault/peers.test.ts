import { readFileSync } from 'node:fs';
import test from 'ava';
import { PASSWORDS, Workshop } from './support.js';

const BYTES = Buffer.from([0, 1, 2, 0xff, 0xfe, 10, 13, 10, ...Buffer.from('Grüße')]);

test('each reads what the other has encrypted', async t => {
  const at = new Workshop(PASSWORDS);
  for (const [name, id] of [
    ['a', 'one'],
    ['b', 'prod@two'],
  ] as const) {
    at.write(name, BYTES);
    await at.prints(t, ['encrypt', name, '--vault-id', id]);
    await at.ansible(t, ['decrypt', name, '--vault-id', id]);
    t.deepEqual(readFileSync(at.path(name)), BYTES);
    await at.ansible(t, ['encrypt', name, '--vault-id', id]);
    await at.prints(t, ['decrypt', name, '--vault-id', id]);
    t.deepEqual(readFileSync(at.path(name)), BYTES);
  }
});

test('headers are the same', async t => {
  const at = new Workshop({ ...PASSWORDS, plain: 'x: 1\n' });
  for (const id of ['one', 'default@one', 'prod@two', 'with space@two', 'two']) {
    const args = ['encrypt', 'plain', '--output', '-', '--vault-id', id];
    const [ours, theirs] = [await at.prints(t, args), await at.ansible(t, args)];
    t.is(ours.split('\n')[0], theirs.split('\n')[0], id);
    t.deepEqual(
      ours.split('\n').map(line => line.length),
      theirs.split('\n').map(line => line.length),
    );
  }
});

test('what was rekeyed here is read there, and the other way round', async t => {
  const at = new Workshop({ ...PASSWORDS, plain: 'x: 1\n' });
  await at.prints(t, ['encrypt', 'plain', '--vault-id', 'one']);
  await at.prints(t, ['rekey', 'plain', '--vault-id', 'one', '--new-vault-id', 'new@two']);
  t.is(await at.ansible(t, ['view', 'plain', '--vault-id', 'new@two']), 'x: 1\n');
  await at.ansible(t, ['rekey', 'plain', '--vault-id', 'two', '--new-vault-password-file', 'one']);
  t.is(await at.prints(t, ['view', 'plain', '--vault-password-file', 'one']), 'x: 1\n');
});

/** The salt and all that hangs on it differ every time. */
const withoutHex = (text: string): string => text.replace(/^( *)[0-9a-f]{2,80}$/gm, '$1HEX').trimEnd();

for (const [args, input] of [
  [['text']],
  [['-n', 'a', '-n', 'b', 'text', '0123', 'third']],
  [['--stdin-name', 'a'], 'some text'],
  [['--vault-id', 'prod@two', '--encrypt-vault-id', 'prod', '-n', 'a', 'x']],
  [[], 'two\nlines\n'],
] as const)
  test(`encrypt_string prints the same: ${args.join(' ') || 'nothing'}`, async t => {
    const at = new Workshop(PASSWORDS);
    const all = ['encrypt_string', '--vault-id', 'one', ...args];
    t.is(withoutHex(await at.prints(t, all, input)), withoutHex(await at.ansible(t, all, input)));
  });
