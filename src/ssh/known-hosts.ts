import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashName, nameMatcher } from './host-names.js';

/** A key as known_hosts and the protocol have it. */
export interface HostKey {
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string;
  readonly blob: Buffer;
}

/** A key that a known_hosts file has, with its place. */
export interface KnownKey extends HostKey {
  readonly file: string;
  readonly line: number;
}

interface Entry extends KnownKey {
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  readonly matches: (name: string) => boolean;
}

/** What known_hosts files say of one host. */
export interface HostRecord {
  readonly keys: readonly KnownKey[];
  readonly revoked: readonly KnownKey[];
  /** Authorities whose certificates would be trusted. */
  readonly authorities: readonly KnownKey[];
}

/** How a key that a host presents stands to what is known of the host. */
export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly known: KnownKey }
  | { readonly kind: 'revoked'; readonly known: KnownKey };

/** Lines of OpenSSH's known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export class KnownHosts {
  readonly #entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Reads several files; those that don't exist or can't be read hold nothing, as with OpenSSH. */
  static read(files: readonly string[]): KnownHosts {
    return new KnownHosts(files.flatMap(file => parseKnownHosts(file, readText(file))));
  }

  /** What is known of a host under its name or address and port. */
  find(host: string, port: number): HostRecord {
    const name = hostPattern(host, port);
    const found = this.#entries.filter(entry => entry.matches(name));
    const keys = found.filter(entry => entry.marker === undefined);
    if (keys.length > 0 || port === 22) return record(found);
    // OpenSSH takes the key of the host's standard port for another port too, if that has none of its own.
    const standard = this.#entries.filter(entry => entry.matches(hostPattern(host, 22)));
    return record([...found, ...standard]);
  }
}

const record = (entries: readonly Entry[]): HostRecord => ({
  keys: entries.filter(entry => entry.marker === undefined),
  revoked: entries.filter(entry => entry.marker === 'revoked'),
  authorities: entries.filter(entry => entry.marker === 'cert-authority'),
});

/** The name under which known_hosts has a host: `host`, or `[host]:port` for another port than 22. */
export const hostPattern = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/**
 * Compares a key with a host's record. A key of a type that is not known counts as changed where the host has keys of other
 * types: whoever stands between could else choose a type that nobody has seen.
 */
export const judge = (key: HostKey, { keys, revoked }: HostRecord): Verdict => {
  const same = (known: KnownKey): boolean => known.blob.equals(key.blob);
  const bad = revoked.find(same);
  if (bad) return { kind: 'revoked', known: bad };
  if (keys.some(same)) return { kind: 'known' };
  const other = keys.find(known => known.type === key.type) ?? keys[0];
  return other ? { kind: 'changed', known: other } : { kind: 'unknown' };
};

/** `SHA256:...`, as ssh prints fingerprints. */
export const fingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** The key in the form in which a server sends it; undefined if it isn't one. */
export const hostKeyOf = (blob: Buffer): HostKey | undefined => {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  if (length === 0 || length > 64 || blob.length < 4 + length) return undefined;
  return { type: blob.toString('latin1', 4, 4 + length), blob };
};

/** Adds a key to a file, as OpenSSH does with accept-new; makes the file and its folder where they are missing. */
export const addKnownHost = (
  file: string,
  host: string,
  port: number,
  key: HostKey,
  hashed: boolean,
): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const name = hostPattern(host, port);
  const text = readText(file);
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  const shown = hashed ? hashName(name) : name;
  appendFileSync(file, `${start}${shown} ${key.type} ${key.blob.toString('base64')}\n`, { mode: 0o600 });
};

/** Reads the lines of one file; what is no entry is passed over, as OpenSSH does. */
export const parseKnownHosts = (file: string, text: string): Entry[] => {
  const entries: Entry[] = [];
  text.split('\n').forEach((content, index) => {
    const words = content.trim().split(/[ \t]+/);
    if (words[0] === '' || words[0]!.startsWith('#')) return;
    const marker = words[0]!.startsWith('@') ? words.shift()!.slice(1) : undefined;
    if (marker !== undefined && marker !== 'cert-authority' && marker !== 'revoked') return;
    const [names, type, encoded] = words;
    if (names === undefined || type === undefined || encoded === undefined) return;
    const key = hostKeyOf(Buffer.from(encoded, 'base64'));
    if (key?.type !== type) return;
    entries.push({ ...key, file, line: index + 1, marker, matches: nameMatcher(names) });
  });
  return entries;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
