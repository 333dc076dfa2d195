import { type Output, quote, type Script, type Step, shellFunction } from '../agent/protocol.js';
import type { Account, Remote } from './remote.js';

const handlersPending = shellFunction(import.meta.url, 'handlers_pending');

const call = (verb: 'list' | 'add' | 'remove', names: readonly string[]): string =>
  ['handlers_pending', verb, ...names.map(quote)].join(' ');

const uses = [handlersPending];

/**
 * The handlers that a host has still to run, kept on the host: what notified them may be long in place by the time of the next run,
 * and would not notify them again.
 */
export class HandlerJournal {
  readonly #read = new Map<
    string,
    { readonly remote: Remote; readonly account: Account; readonly names: Promise<readonly string[]> }
  >();
  /** Names that this run has written down on the host and not struck out. */
  readonly #written = new Map<
    string,
    { readonly remote: Remote; readonly account: Account; readonly names: Set<string> }
  >();
  readonly #keys = new Map<Remote, number>();

  #key(remote: Remote, account: Account): string {
    const number = this.#keys.get(remote) ?? this.#keys.size;
    this.#keys.set(remote, number);
    return `${number} ${account.key}`;
  }

  /** A step that reads the journal of an account, for the first message to it; undefined if it has been read. */
  readStep(remote: Remote, account: Account): Step | undefined {
    if (this.#read.has(this.#key(remote, account))) return undefined;
    return { kind: 'probe', script: { text: call('list', []), uses } };
  }

  /** Takes the answer to `readStep`. */
  keepRead(remote: Remote, account: Account, answer: Promise<Output>): void {
    const names = answer.then(
      ({ stdout }) =>
        stdout
          .toString()
          .split('\n')
          .filter(name => name !== ''),
      () => [],
    );
    this.#read.set(this.#key(remote, account), { remote, account, names });
  }

  /**
   * The handlers that earlier runs have left, of those that the play knows; they count as written down by this run from now on.
   * @param isKnown whether a name is that of a handler of the play
   */
  async left(isKnown: (name: string) => boolean): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [key, { remote, account, names }] of this.#read) {
      const all = await names;
      for (const name of all.filter(isKnown)) {
        found.push(name);
        this.#entry(key, remote, account).add(name);
      }
      const rest = all.filter(name => !isKnown(name));
      this.#read.set(key, { remote, account, names: Promise.resolve(rest) });
    }
    return found;
  }

  /** The script of a change that notifies handlers: they are written down before anything is done. */
  noting(remote: Remote, account: Account, script: Script, names: readonly string[]): Script {
    if (names.length === 0) return script;
    const entry = this.#entry(this.#key(remote, account), remote, account);
    for (const name of names) entry.add(name);
    return {
      ...script,
      uses: [...uses, ...(script.uses ?? [])],
      text: `${call('add', names)}\n${script.text}`,
    };
  }

  /** The script of a handler: it is struck out when it has succeeded. */
  striking(remote: Remote, account: Account, script: Script, name: string): Script {
    const written = this.#written.get(this.#key(remote, account));
    if (!written?.names.delete(name)) return script;
    const text = `(\n${script.text}\n)\nstatus=$?\nif [ "$status" = 0 ]; then ${call('remove', [name])}; fi\nexit "$status"`;
    return { ...script, uses: [...uses, ...(script.uses ?? [])], text };
  }

  /**
   * Strikes out on the host what this run has written down: it has run, or was not notified after all.
   * @param kept names that are still to run
   */
  async strikeOut(kept: readonly string[]): Promise<void> {
    const answers: Promise<Output>[] = [];
    for (const { remote, account, names } of this.#written.values()) {
      const done = [...names].filter(name => !kept.includes(name));
      if (done.length === 0) continue;
      const script: Script = { text: call('remove', done), uses };
      for (const name of done) names.delete(name);
      answers.push(...remote.send(account, [{ kind: 'apply', script }]));
    }
    await Promise.all(answers);
  }

  #entry(key: string, remote: Remote, account: Account): Set<string> {
    let entry = this.#written.get(key);
    if (!entry) {
      entry = { remote, account, names: new Set() };
      this.#written.set(key, entry);
    }
    return entry.names;
  }
}
