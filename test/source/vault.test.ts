import test from 'ava';
import fc from 'fast-check';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { encryptVault, isVaultText, Vault, type VaultPassword } from '../../src/source/vault.js';
import { Secrets } from '../../src/value/secrets.js';

// Written by ansible-vault 2.14: the first with the password "pw one", the second with vault id prod and "two".
const DEFAULT = `$ANSIBLE_VAULT;1.1;AES256
65663161313330333032336534653533653961633433636639303638306466633032383639616165
6664383165373336333763393362326561396466623236640a636635303361623561663133623634
36373961323464633338356535326230663235363233316262376661636439646132633837613035
3665613862646339660a343533623664643330396561373566616361636634313838393362643133
36343162333730303061626463633036343163313165653135633833346231663631`;
const PROD = `$ANSIBLE_VAULT;1.2;AES256;prod
39386564343234636264373463363034366363656634343561383832663136313066323734303438
6563376531646539646432373963383766306330373962360a353464646265383863323939303533
63333165303466613865366266656233663562616538316234616334306139306135356561383964
6631343266666634320a383734643931393261366332326333616436623630396530636664656663
3337
`;
const ONE: VaultPassword = { id: 'default', password: 'pw one' };
const TWO: VaultPassword = { id: 'prod', password: 'two' };

const vault = (...passwords: VaultPassword[]): Vault => new Vault(passwords, new Secrets());

const failure = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

test("ansible-vault's own texts are read, in both formats", t => {
  t.is(vault(ONE, TWO).decrypt(DEFAULT, undefined), 's3cret ☃ value');
  t.is(vault(ONE, TWO).decrypt(PROD, undefined), 'other: [1]');
  t.is(vault(ONE).decrypt(DEFAULT.replaceAll('\n', '\r\n'), undefined), 's3cret ☃ value');
});

test('passwords under other ids are tried, too', t => {
  t.is(
    vault({ id: 'x', password: 'nope' }, { id: 'y', password: 'two' }).decrypt(PROD, undefined),
    'other: [1]',
  );
});

test('the same salt makes the same text as ansible-vault', t => {
  const outer = Buffer.from(DEFAULT.split('\n').slice(1).join(''), 'hex').toString();
  const salt = Buffer.from(outer.split('\n')[0]!, 'hex');
  t.is(encryptVault('s3cret ☃ value', ONE, salt), `${DEFAULT}\n`);
});

test('what was encrypted is decrypted again', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(ONE, TWO), (plain, password) => {
      const text = encryptVault(plain, password);
      t.true(isVaultText(text));
      t.is(vault(password).decrypt(text, undefined), plain);
    }),
    { numRuns: 20 },
  );
});

test('two encryptions of one text differ', t => {
  t.not(encryptVault('x', ONE), encryptVault('x', ONE));
});

test('a decrypted value is remembered as a secret', t => {
  const secrets = new Secrets();
  new Vault([TWO], secrets).decrypt(PROD, undefined);
  t.is(secrets.redact('it says other: [1] here'), 'it says ******** here');
});

test('refusals say what is wrong and never the password', t => {
  const cases: [() => unknown, string][] = [
    [() => vault().decrypt(DEFAULT, undefined), 'this is vaulted and there is no vault password'],
    [
      () => vault().decrypt(PROD, undefined),
      'this is vaulted and there is no vault password for vault id "prod"',
    ],
    [
      () => vault(ONE).decrypt(PROD, undefined),
      'no vault password for vault id "prod" fits (tried: default)',
    ],
    [
      () => vault(ONE).decrypt(DEFAULT.replace(/31$/, '32'), undefined),
      'no vault password fits (tried: default)',
    ],
    [() => vault(ONE).decrypt(DEFAULT.slice(0, -1), undefined), 'this vaulted text is damaged'],
    [
      () => vault(ONE).decrypt('$ANSIBLE_VAULT;1.1;AES256\n6162\n', undefined),
      'this vaulted text is damaged',
    ],
  ];
  for (const [act, message] of cases) t.is(failure(act), message);
  for (const text of ['secret', '$ANSIBLE_VAULT;1.0;AES\nx', '$ANSIBLE_VAULT;1.1;AES256'])
    t.regex(
      failure(() => vault(ONE).decrypt(text, undefined)),
      /^this is no vaulted text/,
    );
});
