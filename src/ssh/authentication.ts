import { readFileSync } from 'node:fs';
import type { AnyAuthMethod, OpenSSHAgent, ParsedKey } from 'ssh2';
import { systemReason } from '../source/system-reason.js';
import type { Identity, SshOptions } from './options.js';

type Ssh2 = typeof import('ssh2');

/**
 * The ways to log in, one after another: keys that were asked for, the SSH agent's, default keys, the password. Nothing is
 * offered without need: each offer costs a round trip, and hosts end the connection after a few.
 */
export class Authentication {
  readonly #options: SshOptions;
  readonly #ssh2: Ssh2;
  readonly #attempts: AsyncGenerator<AnyAuthMethod>;
  readonly #tried: string[] = [];
  readonly #passedOver: string[] = [];
  /** What the host said it accepts, as far as it has. */
  #accepted: readonly string[] = [];

  /** @param passwordAllowed asked when it comes to passwords: false where the host is not known to be the right one */
  constructor(options: SshOptions, ssh2: Ssh2, passwordAllowed: () => boolean) {
    this.#options = options;
    this.#ssh2 = ssh2;
    this.#attempts = this.#all(passwordAllowed);
  }

  /** For ssh2's `authHandler`: the next way that the host accepts, or false. */
  async next(accepted: readonly string[] | null): Promise<AnyAuthMethod | false> {
    if (accepted) this.#accepted = accepted;
    for (;;) {
      const { value, done } = await this.#attempts.next();
      if (done) return false;
      const method = value.type === 'agent' ? 'publickey' : value.type;
      if (this.#accepted.length === 0 || this.#accepted.includes(method)) return value;
    }
  }

  /** What was tried in vain, for the error. */
  describe(): string {
    const tried = this.#tried.length > 0 ? `tried ${this.#tried.join(', ')}` : 'there was nothing to try';
    const accepted = this.#accepted.length > 0 ? `; the host accepts ${this.#accepted.join(', ')}` : '';
    const passedOver = this.#passedOver.length > 0 ? `; not tried: ${this.#passedOver.join(', ')}` : '';
    return `${tried}${accepted}${passedOver}`;
  }

  async *#all(passwordAllowed: () => boolean): AsyncGenerator<AnyAuthMethod> {
    const { identities, user: username, password } = this.#options;
    const offered = new Set<string>();
    yield* this.#keys(
      identities.filter(({ requested }) => requested),
      offered,
    );
    yield* this.#agentKeys(offered);
    yield* this.#keys(
      identities.filter(({ requested }) => !requested),
      offered,
    );
    if (password === undefined) return;
    if (!passwordAllowed()) {
      this.#passedOver.push("the password (the host's key has changed)");
      return;
    }
    this.#tried.push('the password');
    yield { type: 'password', username, password };
    yield {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map(({ echo }) => (echo ? '' : password))),
    };
  }

  *#keys(identities: readonly Identity[], offered: Set<string>): Generator<AnyAuthMethod> {
    for (const { file, requested } of identities) {
      const key = this.#read(file, requested);
      if (!key || offered.has(blobOf(key))) continue;
      offered.add(blobOf(key));
      this.#tried.push(file);
      yield { type: 'publickey', username: this.#options.user, key };
    }
  }

  /** A private key; undefined for one that isn't there or can't be used. */
  #read(file: string, requested: boolean): ParsedKey | undefined {
    let text: Buffer;
    try {
      text = readFileSync(file);
    } catch (error) {
      if (requested) this.#passedOver.push(`${file} (${systemReason(error)})`);
      return undefined;
    }
    const parsed = this.#ssh2.utils.parseKey(text);
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key instanceof Error || !key) {
      const encrypted = key && /passphrase|encrypted/i.test(key.message);
      this.#passedOver.push(
        `${file} (${encrypted ? 'it has a passphrase: add it to your SSH agent with ssh-add' : 'no private key that can be read'})`,
      );
      return undefined;
    }
    return key.isPrivateKey() ? key : undefined;
  }

  async *#agentKeys(offered: Set<string>): AsyncGenerator<AnyAuthMethod> {
    const { agentSocket, identitiesOnly, user: username } = this.#options;
    if (agentSocket === undefined) return;
    const agent = new this.#ssh2.OpenSSHAgent(agentSocket);
    let keys: ParsedKey[];
    try {
      keys = await listKeys(agent);
    } catch (error) {
      this.#passedOver.push(`the SSH agent (${error instanceof Error ? error.message : error})`);
      return;
    }
    const wanted = identitiesOnly ? this.#publicBlobs() : undefined;
    const usable = keys.filter(key => {
      const blob = blobOf(key);
      if (offered.has(blob) || wanted?.has(blob) === false) return false;
      offered.add(blob);
      return true;
    });
    if (usable.length === 0) return;
    this.#tried.push(`the SSH agent's ${usable.length === 1 ? 'key' : `${usable.length} keys`}`);
    // The agent itself, with a shorter list.
    const chosen: OpenSSHAgent = Object.create(agent, {
      getIdentities: {
        value: (callback: (error: undefined, keys: unknown) => void) => callback(undefined, usable),
      },
    });
    yield { type: 'agent', username, agent: chosen };
  }
  /** The public halves of the identities: from their `.pub` files, or else the private keys. */
  #publicBlobs(): Set<string> {
    const blobs = new Set<string>();
    for (const { file } of this.#options.identities) {
      for (const path of [`${file}.pub`, file]) {
        try {
          const parsed = this.#ssh2.utils.parseKey(readFileSync(path));
          const key = Array.isArray(parsed) ? parsed[0] : parsed;
          if (key && !(key instanceof Error)) blobs.add(blobOf(key));
        } catch {
          // Not there: the other one may be.
        }
      }
    }
    return blobs;
  }
}

const blobOf = (key: ParsedKey): string => key.getPublicSSH().toString('base64');

const listKeys = (agent: OpenSSHAgent): Promise<ParsedKey[]> =>
  new Promise((resolve, reject) => {
    agent.getIdentities((error, keys = []) => {
      if (error) reject(error);
      else resolve(keys.map((key): unknown => ('pubKey' in key ? key.pubKey : key)).filter(isParsed));
    });
  });

const isParsed = (key: unknown): key is ParsedKey => typeof key === 'object' && !Buffer.isBuffer(key);
