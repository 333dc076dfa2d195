import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

const SCRAM = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

/**
 * Whether a role of PostgreSQL has a password already. An empty one stands for none; a hash stands for itself.
 * @param current what the server keeps; undefined for none
 */
export const hasPassword = (
  password: string,
  user: string,
  current: string | undefined,
  isEncrypted: boolean,
): boolean => {
  if (password === '') return current === undefined;
  if (SCRAM.test(password)) return password === current;
  const kept = current === undefined ? null : SCRAM.exec(current);
  if (kept) {
    const salted = pbkdf2Sync(
      // Passwords are compared by their compatible form (SASLprep, RFC 4013).
      password.normalize('NFKC'),
      Buffer.from(kept[2]!, 'base64'),
      Number(kept[1]),
      32,
      'sha256',
    );
    return createHmac('sha256', salted).update('Server Key').digest('base64') === kept[4];
  }
  if ((password.startsWith('md5') && password.length === 35) || !isEncrypted) return password === current;
  return current === `md5${createHash('md5').update(password).update(user).digest('hex')}`;
};
