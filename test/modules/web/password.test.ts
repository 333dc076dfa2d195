import test from 'ava';
import { hashPassword, SCHEMES, verifyPassword } from '../../../src/modules/web/password.js';

// By Apache's htpasswd, and openssl.
const hashes: readonly (readonly [string, string])[] = [
  ['s3cret', '$apr1$abcdefgh$M2T3erDstkD7SsE2QQnfH0'],
  ['s3cret', '{SHA}/vNB+F2HQ559kaLUZbmHHvZrXpg='],
  ['pässwörd€', '$2y$05$jo.DxqMqspqztXdClTSl.OdOAj.hJFsM0bz46Lb34sNlBaQC1jqjm'],
  ['pässwörd€', '$apr1$Bxa7DAy/$fsXi53JrtE0.iPwiFpKTl.'],
  ['pässwörd€', '$apr1$abcdefgh$zM0CxStobBHlrc5n1h2F.1'],
  ['pässwörd€', '{SHA}WftlVS2jnC7Vz30QrXptSZ4eRyo='],
];

for (const [password, hash] of hashes)
  test(`${password} and ${hash}`, t => {
    t.true(verifyPassword(password, hash, false));
    t.false(verifyPassword(`${password}x`, hash, false));
  });

test("bcrypt's prefixes mean the same", t => {
  const [password, hash] = hashes[2]!;
  for (const prefix of ['$2a$', '$2b$'])
    t.true(verifyPassword(password, hash.replace('$2y$', prefix), false));
});

test('what cannot be checked never matches', t => {
  // The system's crypt: DES.
  t.false(verifyPassword('s3cret', 'zSGMVyt05nn3A', false));
  t.false(verifyPassword('s3cret', '', false));
  t.false(verifyPassword('s3cret', '$2y$05$short', false));
  t.false(verifyPassword('s3cret', 's3cret', false));
  t.true(verifyPassword('s3cret', 's3cret', true));
});

for (const scheme of SCHEMES)
  test(`what ${scheme} makes is verified`, t => {
    const hash = hashPassword('alice', 'pässwörd', scheme, 4);
    t.true(verifyPassword('pässwörd', hash, scheme === 'plaintext'));
    t.is(hashPassword('alice', 'pässwörd', scheme, 4), hash, 'the same for every host');
  });

test('nobody can tell that two users have one password', t => {
  t.not(hashPassword('alice', 'same', 'bcrypt', 4), hashPassword('bob', 'same', 'bcrypt', 4));
  t.not(hashPassword('alice', 'same', 'apr_md5_crypt', 4), hashPassword('bob', 'same', 'apr_md5_crypt', 4));
  t.regex(hashPassword('alice', 'same', 'bcrypt', 4), /^\$2y\$04\$/);
});
