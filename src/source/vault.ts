import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Secrets } from '../value/secrets.js';
import { mistake } from './diagnostic.js';
import type { Location } from './file.js';

/** A vault password and the id it was given under: `--vault-id prod@file`; `default` without one. */
export interface VaultPassword {
  readonly id: string;
  /** Bytes where they are no text. */
  readonly password: string | Buffer;
}

/** A vaulted text taken apart; `id` is undefined in format 1.1. */
interface Envelope {
  readonly id: string | undefined;
  readonly salt: Buffer;
  readonly mac: Buffer;
  readonly ciphertext: Buffer;
}

interface Keys {
  readonly cipher: Buffer;
  readonly mac: Buffer;
  readonly iv: Buffer;
}

/** A vaulted text opened. */
export interface Opened {
  readonly plain: Buffer;
  /** The vault id that the text's header names; undefined in format 1.1. */
  readonly id: string | undefined;
  /** The password that fitted, which may be there under another id. */
  readonly password: VaultPassword;
}

const HEADER = /^\$ANSIBLE_VAULT;(1\.[12]);AES256[ \t]*(?:;[ \t]*([^\r\n;]*[^\s;]))?[ \t]*\r?\n/;
const LINE = 80;

/** Whether a file's text, or a value, is in the format of ansible-vault. */
export const isVaultText = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT;');

/** The vault passwords of a run. Deriving keys from one takes about 12 ms, so it is done once for each salt. */
export class Vault {
  readonly #passwords: readonly VaultPassword[];
  readonly #secrets: Secrets;
  readonly #onlyNamed: boolean;
  readonly #keys = new Map<string, Keys>();

  /** @param onlyNamed a text that names an id is opened by the passwords of that id alone */
  constructor(passwords: readonly VaultPassword[], secrets: Secrets, { onlyNamed = false } = {}) {
    this.#passwords = passwords;
    this.#secrets = secrets;
    this.#onlyNamed = onlyNamed;
  }

  /** Remembers a string that came out of a vaulted file. */
  keepSecret(text: string): void {
    this.#secrets.add(text);
  }

  /**
   * Decrypts one vaulted value and remembers it as a secret.
   * Throws a DiagnosticError if the text is malformed or no password fits.
   */
  decrypt(text: string, location: Location | undefined): string {
    const plain = this.decryptBytes(text, location).toString('utf8');
    this.#secrets.add(plain);
    return plain;
  }

  /**
   * Decrypts a whole vaulted file of any content; the password whose id the header names is tried first. What in the
   * file is secret only its reader knows: the words of its structure are not.
   */
  decryptBytes(text: string, location: Location | undefined): Buffer {
    return this.open(text, location).plain;
  }

  /** As `decryptBytes`, and tells with which password. */
  open(text: string, location: Location | undefined): Opened {
    const envelope = openEnvelope(text, location);
    const { id } = envelope;
    const named = this.#passwords.filter(password => password.id === id);
    const others = this.#passwords.filter(password => password.id !== id);
    const tried = this.#onlyNamed && id !== undefined ? named : [...named, ...others];
    for (const password of tried) {
      const plain = decryptWith(envelope, this.#keysOf(password, envelope.salt));
      if (plain !== undefined) return { plain, id, password };
    }
    const wanted = id === undefined ? '' : ` for vault id "${id}"`;
    if (this.#passwords.length === 0)
      throw mistake(`this is vaulted and there is no vault password${wanted}`, location, GIVE_PASSWORD);
    const ids = tried.map(password => password.id).join(', ') || 'none';
    throw mistake(`no vault password${wanted} fits (tried: ${ids})`, location);
  }

  #keysOf({ password }: VaultPassword, salt: Buffer): Keys {
    const name = `${salt.toString('hex')} ${Buffer.from(password).toString('latin1')}`;
    let keys = this.#keys.get(name);
    if (!keys) {
      keys = deriveKeys(password, salt);
      this.#keys.set(name, keys);
    }
    return keys;
  }
}

export const GIVE_PASSWORD = 'give --vault-password-file, --vault-id or --ask-vault-pass';

/**
 * Encrypts a text or bytes as ansible-vault does: format 1.2 if an id other than `default` is given, else 1.1.
 * @param salt 32 random bytes, given by tests only
 */
export const encryptVault = (
  plain: string | Buffer,
  { id, password }: VaultPassword,
  salt: Buffer = randomBytes(32),
): string => {
  const keys = deriveKeys(password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const ciphertext = Buffer.concat([cipher.update(pad(Buffer.from(plain))), cipher.final()]);
  const mac = createHmac('sha256', keys.mac).update(ciphertext).digest('hex');
  const body = Buffer.from(`${salt.toString('hex')}\n${mac}\n${ciphertext.toString('hex')}`).toString('hex');
  const header = id === 'default' ? '$ANSIBLE_VAULT;1.1;AES256' : `$ANSIBLE_VAULT;1.2;AES256;${id}`;
  return `${[header, ...(body.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [])].join('\n')}\n`;
};

const deriveKeys = (password: string | Buffer, salt: Buffer): Keys => {
  const derived = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
  return { cipher: derived.subarray(0, 32), mac: derived.subarray(32, 64), iv: derived.subarray(64, 80) };
};

const openEnvelope = (text: string, location: Location | undefined): Envelope => {
  const header = HEADER.exec(text);
  if (!header)
    throw mistake(
      'this is no vaulted text: it must start with $ANSIBLE_VAULT;1.1;AES256 or ;1.2;AES256;id',
      location,
    );
  const outer = fromHex(text.slice(header[0].length).replace(/\s+/g, ''));
  const parts = outer?.toString('latin1').split('\n').map(fromHex);
  const [salt, mac, ciphertext] = parts ?? [];
  if (parts?.length !== 3 || !salt || !mac || !ciphertext)
    throw mistake('this vaulted text is damaged', location);
  return { id: header[2], salt, mac, ciphertext };
};

const fromHex = (text: string): Buffer | undefined =>
  text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(text, 'hex') : undefined;

/** The plain bytes, or undefined if the keys don't belong to the text. */
const decryptWith = ({ mac, ciphertext }: Envelope, keys: Keys): Buffer | undefined => {
  const expected = createHmac('sha256', keys.mac).update(ciphertext).digest();
  if (expected.length !== mac.length || !timingSafeEqual(expected, mac)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
};

/** PKCS#7, which ansible-vault uses although counter mode needs none. */
const pad = (bytes: Buffer): Buffer => {
  const missing = 16 - (bytes.length % 16);
  return Buffer.concat([bytes, Buffer.alloc(missing, missing)]);
};
