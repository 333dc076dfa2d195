import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import apacheMd5 from 'apache-md5';
import bcrypt from 'bcryptjs';

/** How passwords are kept, by passlib's names, which are Ansible's. */
export const SCHEMES = ['bcrypt', 'apr_md5_crypt', 'ldap_sha1', 'plaintext'] as const;

export type Scheme = (typeof SCHEMES)[number];

// The package is a function, though its types say that it has one as its default export. It takes characters for bytes.
const ofBytes = apacheMd5 as unknown as (password: string, salt: string) => string;

const md5 = (password: string, salt: string): string =>
  ofBytes(Buffer.from(password).toString('latin1'), `$apr1$${salt}$`);

/** Bytes of a password that bcrypt looks at: it never sees what follows. */
export const BCRYPT_LONGEST = 72;

// bcrypt is slow on purpose: what was found out about a password and a hash holds for all hosts and tasks of this run.
const verified = new Map<string, boolean>();
const hashed = new Map<string, string>();

const remember = <T>(cache: Map<string, T>, key: readonly unknown[], find: () => T): T => {
  const text = JSON.stringify(key);
  let found = cache.get(text);
  if (found === undefined) {
    found = find();
    cache.set(text, found);
  }
  return found;
};

/**
 * A new hash for an entry of a password file. Within a run it is the same for the same user, password, scheme and cost: hosts
 * that are given the same entry have the same file, and checking it next time costs no more for a hundred of them than for one.
 * bcrypt is written as `$2y$`, which is what Apache's own htpasswd writes; its prefix in other tools, `$2b$`, means the same.
 * @param cost bcrypt's: 2^cost rounds
 */
export const hashPassword = (user: string, password: string, scheme: Scheme, cost: number): string =>
  remember(hashed, [user, password, scheme, cost], () => {
    if (scheme === 'plaintext') return password;
    if (scheme === 'ldap_sha1') return sha1(password);
    if (scheme === 'apr_md5_crypt') return md5(password, newSalt());
    const hash = bcrypt.hashSync(password, cost).replace(/^\$2[ab]\$/, '$2y$');
    verified.set(JSON.stringify([password, hash]), true);
    return hash;
  });

/**
 * Whether a hash is one of the password's, whatever scheme it has: bcrypt, Apache's MD5 or SHA-1. Those of the system's crypt can't be
 * checked here and never match; plain text only does where it is asked for, since Apache takes it for a hash.
 */
export const verifyPassword = (password: string, hash: string, plaintext: boolean): boolean => {
  if (/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash))
    return remember(verified, [password, hash], () =>
      bcrypt.compareSync(password, hash.replace(/^\$2y\$/, '$2b$')),
    );
  if (hash.startsWith('$apr1$')) {
    const salt = hash.split('$')[2] ?? '';
    return remember(verified, [password, hash], () => equal(md5(password, salt), hash));
  }
  if (hash.startsWith('{SHA}')) return equal(sha1(password), hash);
  return plaintext && equal(password, hash);
};

const SALT = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const newSalt = (): string => Array.from({ length: 8 }, () => SALT[randomInt(SALT.length)]).join('');

const sha1 = (password: string): string => `{SHA}${createHash('sha1').update(password).digest('base64')}`;

const equal = (a: string, b: string): boolean => {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
};
