import type { ServerHostKeyAlgorithm } from 'ssh2';
import {
  addKnownHost,
  fingerprint,
  type HostKey,
  type HostRecord,
  hostKeyOf,
  hostPattern,
  judge,
  KnownHosts,
} from './known-hosts.js';
import type { SshOptions } from './options.js';
import { TransportError } from './transport.js';

/** Signature algorithms by the type of the key, best first; none rests on SHA-1. */
const ALGORITHMS: ReadonlyMap<string, readonly ServerHostKeyAlgorithm[]> = new Map([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]);

/** Decides whether a host is the one that known_hosts knows. */
export class HostKeyVerifier {
  readonly #options: SshOptions;
  readonly #name: string;
  readonly #port: number;
  readonly #record: HostRecord;
  /** Why the key was refused. */
  refusal: TransportError | undefined;
  /** A changed key was let pass: nothing secret may be sent. */
  untrusted = false;

  constructor(options: SshOptions) {
    this.#options = options;
    this.#name = options.hostKeyAlias ?? options.host;
    this.#port = options.hostKeyAlias === undefined ? options.port : 22;
    const files = [...options.userKnownHostsFiles, ...options.globalKnownHostsFiles];
    this.#record = KnownHosts.read(files).find(this.#name, this.#port);
  }

  /** What to offer the host: the types that are known of it first, so that it shows a key that can be compared. */
  get algorithms(): ServerHostKeyAlgorithm[] {
    const known = new Set(this.#record.keys.map(key => key.type));
    const types = [...ALGORITHMS.keys()];
    const ordered = [...types.filter(type => known.has(type)), ...types.filter(type => !known.has(type))];
    return ordered.flatMap(type => ALGORITHMS.get(type)!);
  }

  /** Whether to go on with a host that presents this key. */
  accepts(blob: Buffer): boolean {
    const key = hostKeyOf(blob);
    if (!key) return this.#refuse(`${this.#shown} sent what is no host key`);
    const verdict = judge(key, this.#record);
    if (verdict.kind === 'known') return true;
    if (verdict.kind === 'revoked')
      return this.#refuse(
        `the host key of ${this.#shown} is marked as revoked in ${verdict.known.file}:${verdict.known.line}`,
      );
    const { hostKeyChecking } = this.#options;
    if (verdict.kind === 'changed') {
      if (hostKeyChecking === 'off') {
        this.untrusted = true;
        return true;
      }
      const { known } = verdict;
      return this.#refuse(
        `the host key of ${this.#shown} has changed: it presents ${describe(key)}, ` +
          `but ${known.file}:${known.line} has ${describe(known)}`,
        `somebody may be listening in; if the host was reinstalled, remove the old key: ssh-keygen -R '${this.#pattern}'`,
      );
    }
    if (hostKeyChecking !== 'strict') {
      this.#remember(key);
      return true;
    }
    const authority = this.#record.authorities[0];
    if (authority)
      return this.#refuse(
        `${authority.file}:${authority.line} trusts an authority for ${this.#shown}, but host certificates are not ` +
          `supported and the host's own key, ${describe(key)}, is not known`,
        this.#howToAdd,
      );
    return this.#refuse(
      `the host key of ${this.#shown} is not known: it presents ${describe(key)}`,
      this.#howToAdd,
    );
  }

  get #pattern(): string {
    return hostPattern(this.#name, this.#port);
  }

  get #shown(): string {
    return this.#pattern;
  }

  get #howToAdd(): string {
    const port = this.#options.port === 22 ? '' : `-p ${this.#options.port} `;
    const file = this.#options.userKnownHostsFiles[0] ?? '~/.ssh/known_hosts';
    return (
      `compare the fingerprint with the host's own, then: ssh-keyscan ${port}${this.#options.host} >> ${file}; ` +
      'or let new keys be taken with -o StrictHostKeyChecking=accept-new in ansible_ssh_common_args'
    );
  }

  #refuse(message: string, hint?: string): false {
    this.refusal = new TransportError(message, hint);
    return false;
  }

  #remember(key: HostKey): void {
    const file = this.#options.userKnownHostsFiles.find(candidate => candidate !== '/dev/null');
    if (file === undefined) return;
    try {
      addKnownHost(file, this.#name, this.#port, key, this.#options.hashKnownHosts);
    } catch (error) {
      // Refusing would not make it safer: it was to be taken.
      if (!(error instanceof Error)) throw error;
    }
  }
}

const describe = (key: HostKey): string =>
  `${key.type.replace(/^ssh-|^ecdsa-sha2-/, '').toUpperCase()} ${fingerprint(key.blob)}`;
