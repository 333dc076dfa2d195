import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import { isSystemError, systemReason } from '../source/system-reason.js';
import { Fault, type Runtime } from '../template/index.js';
import { readJson, writeJson } from '../template/json.js';
import type { Value } from '../value/value.js';

/** Where facts are kept, and how long. */
export interface FactCacheOptions {
  readonly folder: string;
  /** What the names of files begin with. */
  readonly prefix: string;
  /** After so many seconds what is kept counts no more; 0: it counts for ever. */
  readonly timeout: number;
  /** Opens what Ansible has kept vaulted. Throws a DiagnosticError where no password fits. */
  readonly decrypt: (text: string) => string;
  readonly warn: (diagnostic: Diagnostic) => void;
}

/** Facts that outlive a run: JSON in one file for each host, as Ansible's `jsonfile` has it, so that both can share a folder. */
export class FactCache {
  readonly #options: FactCacheOptions;
  /** Facts of a host that were vaulted in its file, with what stands there: they are kept as they were. */
  readonly #vaulted = new Map<string, Map<Value, Sealed>>();

  /** @throws DiagnosticError if the folder is none that may be written to, and can't be made */
  constructor(options: FactCacheOptions) {
    this.#options = options;
    try {
      mkdirSync(options.folder, { recursive: true });
      accessSync(options.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw mistake(`the fact cache ${options.folder} can't be used: ${systemReason(error)}`);
    }
  }

  /** The facts of a host under the names that modules give them; undefined if none are kept. */
  read(host: string): ReadonlyMap<Value, Value> | undefined {
    const path = this.#pathOf(host);
    if (path === undefined) return undefined;
    try {
      if (this.#hasExpired(path)) return undefined;
      const kept = readJson(readFileSync(path, 'utf8'));
      if (kept instanceof Map) return this.#opened(host, kept);
      this.#warn(`the facts kept in ${path} are not read: it must hold a dict`);
    } catch (error) {
      if (!(error instanceof Fault || isSystemError(error))) throw error;
      const isAbsent = 'code' in error && error.code === 'ENOENT';
      if (!isAbsent) this.#warn(`the facts kept in ${path} are not read: ${systemReason(error)}`);
    }
    return undefined;
  }

  /** Keeps the facts of a host in place of those that are kept. */
  write(host: string, facts: ReadonlyMap<string, Value>): void {
    const path = this.#pathOf(host);
    if (path === undefined) return;
    const beside = join(this.#options.folder, `.${randomBytes(8).toString('hex')}`);
    try {
      const vaulted = this.#vaulted.get(host);
      const asKept = [...facts].map(([name, value]): [Runtime, Runtime] => {
        const sealed = vaulted?.get(name);
        return [name, sealed?.opened === value ? sealed.kept : value];
      });
      const text = writeJson(new Map(asKept), { indent: 4, sortKeys: true });
      writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      if (!(error instanceof Fault || isSystemError(error))) throw error;
      this.#warn(`the facts of ${host} are not kept in ${path}: ${systemReason(error)}`);
    }
  }

  /** Forgets the facts of a host. */
  remove(host: string): void {
    const path = this.#pathOf(host);
    if (path !== undefined) rmSync(path, { force: true });
  }

  /** Hosts may get their names from other hosts: one that would lead elsewhere is kept nowhere. */
  #pathOf(host: string): string | undefined {
    const { folder, prefix } = this.#options;
    const isName = !/[/\0]/.test(host) && host !== '.' && host !== '..';
    return isName ? join(folder, `${prefix}${host}`) : undefined;
  }

  #hasExpired(path: string): boolean {
    const { timeout } = this.#options;
    return timeout !== 0 && Date.now() - statSync(path).mtimeMs > timeout * 1000;
  }

  #opened(host: string, kept: ReadonlyMap<Runtime, Runtime>): ReadonlyMap<Value, Value> {
    const vaulted = new Map<Value, Sealed>();
    const facts = new Map<Value, Value>();
    for (const [key, entry] of kept) {
      let isVaulted = false;
      const opened = valueIn(entry, text => {
        isVaulted = true;
        return this.#options.decrypt(text);
      });
      facts.set(String(key), opened);
      if (isVaulted) vaulted.set(String(key), { kept: entry, opened });
    }
    this.#vaulted.set(host, vaulted);
    return facts;
  }

  #warn(message: string): void {
    this.#options.warn({ severity: 'warning', message });
  }
}

/** A vaulted fact. */
interface Sealed {
  readonly kept: Runtime;
  readonly opened: Value;
}

/** What stands in a file as a value. Ansible marks texts that are no templates, as all of these are, and such as are vaulted. */
const valueIn = (kept: Runtime, decrypt: (text: string) => string): Value => {
  if (Array.isArray(kept)) return kept.map(item => valueIn(item, decrypt));
  if (!(kept instanceof Map)) return kept as Value;
  const unsafe = kept.get('__ansible_unsafe');
  if (typeof unsafe === 'string') return unsafe;
  const vaulted = kept.get('__ansible_vault');
  if (typeof vaulted === 'string') return decrypt(vaulted);
  return new Map([...kept].map(([key, entry]) => [key as Value, valueIn(entry, decrypt)]));
};
